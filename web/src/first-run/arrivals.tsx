import type { ReceivedReport } from '@patchlight/contract/inventory';
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useApi } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Icon } from '../ui/icon.tsx';
import { Pairs, Panel } from '../ui/panel.tsx';
import { Code, ErrorPanel } from '../ui/states.tsx';
import styles from './arrivals.module.css';
import { cureOf, splitReason } from './refusals.ts';

const longAfterS = 60;

/** What has come in from a site since then, as it comes; of a refused report in plain words what is wrong with it. */
export function Arrivals({ siteId, since }: { siteId: string; since: string }) {
  const say = useText();
  const { time } = useFormat();
  const seconds = useSecondsSince(since);
  const params = { site_id: siteId };
  // The server tells of a report at once; of a key that was refused it does not.
  const often = { refetchInterval: 3000 };
  const reports = useApi('GET /api/v1/sites/{site_id}/reports', { params, query: { per_page: 10 } }, often);
  const keys = useApi('GET /api/v1/api-keys', { query: { site_id: siteId, per_page: 20 } }, often);
  useApi('GET /api/v1/sites/{site_id}', { params }, often);
  if (reports.error)
    return (
      <ErrorPanel what={say('firstRun.arrivals.failed')} error={reports.error} onRetry={() => void reports.refetch()} />
    );
  const newer = (reports.data?.data ?? []).filter(({ received_at }) => received_at >= since);
  const newest = newer[0];
  const used = (keys.data?.data ?? []).map(({ last_used_at }) => last_used_at).find((at) => at !== null && at >= since);
  const isRefused = newest?.status === 'rejected';
  const isTaken = newest !== undefined && !isRefused;
  return (
    <Panel flush title={say('firstRun.arrivals.title')} end={<Listening seconds={seconds} />}>
      <ul className={styles.list}>
        <Line
          state={used || newest ? 'done' : 'waiting'}
          at={(used ?? newest?.received_at) && time(used ?? newest?.received_at ?? '')}
          text={say('firstRun.arrivals.key')}
        />
        <Line
          state={newest ? 'done' : 'waiting'}
          at={newest && time(newest.received_at)}
          text={say('firstRun.arrivals.received')}
          {...(newest?.agent && { under: newest.agent })}
        />
        <Line
          state={isRefused ? 'refused' : isTaken ? 'done' : 'waiting'}
          text={say(isRefused ? 'firstRun.arrivals.refused' : 'firstRun.arrivals.read')}
          {...(isRefused && { under: say('firstRun.arrivals.refused.under') })}
        />
        <Line
          state={isTaken && newest.status !== 'pending' ? 'done' : 'waiting'}
          text={say('firstRun.arrivals.matched')}
        />
      </ul>
      {isRefused && <Refusal report={newest} />}
      {newest === undefined && seconds > longAfterS && <NothingYet siteId={siteId} />}
    </Panel>
  );
}

function Line({
  state,
  text,
  under,
  at,
}: {
  state: 'done' | 'waiting' | 'refused';
  text: string;
  under?: ReactNode;
  at?: string | undefined;
}) {
  const icon = { done: IconCircleCheck, waiting: IconCircleDashed, refused: IconCircleX }[state];
  return (
    <li className={`${styles.line} ${styles[state]}`}>
      <Icon of={icon} />
      <span>
        {text}
        {under !== undefined && <small>{under}</small>}
      </span>
      {at && <time className="tabular">{at}</time>}
    </li>
  );
}

function Listening({ seconds }: { seconds: number }) {
  const say = useText();
  return (
    <span className={styles.listening}>
      <i aria-hidden />
      {say('firstRun.arrivals.listening', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })}
    </span>
  );
}

function Refusal({ report }: { report: ReceivedReport }) {
  const say = useText();
  const { code, message } = splitReason(report.reason);
  const cure = cureOf(code);
  return (
    <div className={styles.more}>
      <h3>{say(cure.title)}</h3>
      <p>{message}</p>
      <Pairs
        pairs={[
          [say('firstRun.refusal.answer'), <code key="code">{code}</code>],
          [say('firstRun.refusal.report'), <code key="id">{report.report_id}</code>],
        ]}
      />
      <p>{say(cure.next)}</p>
      {cure.command !== undefined && <Code text={cure.command} />}
    </div>
  );
}

function NothingYet({ siteId }: { siteId: string }) {
  const say = useText();
  const test = `curl -sS -H "X-API-Key: $PATCHLIGHT_API_KEY" ${location.origin}/api/v1/auth/me`;
  return (
    <div className={styles.more}>
      <h3>{say('firstRun.nothing.title')}</h3>
      <ul className={styles.reasons}>
        {(['key', 'address', 'outbound', 'file'] as const).map((reason) => (
          <li key={reason}>{say(`firstRun.nothing.${reason}`, { host: location.host })}</li>
        ))}
      </ul>
      <p>{say('firstRun.nothing.test', { id: siteId })}</p>
      <Code text={test} />
    </div>
  );
}

function useSecondsSince(since: string): number {
  const count = () => Math.max(0, Math.floor((Date.now() - new Date(since).getTime()) / 1000));
  const [seconds, setSeconds] = useState(count);
  // biome-ignore lint/correctness/useExhaustiveDependencies: counts from `since`, which stays
  useEffect(() => {
    const timer = setInterval(() => setSeconds(count()), 1000);
    return () => clearInterval(timer);
  }, [since]);
  return seconds;
}
