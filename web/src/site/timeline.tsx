import type { VersionChange } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { IconCheck, IconFileText } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { keyOf, useApi } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel, Skeleton } from '../ui/states.tsx';
import { grouped } from './grouped.ts';
import styles from './site.module.css';
import { entriesOf, type TimelineEntry } from './timeline-entries.ts';

const address = 'GET /api/v1/sites/{site_id}/history';

export function Timeline({ site }: { site: Site }) {
  const say = useText();
  const { date, month } = useFormat();
  const params = { site_id: site.id };
  const history = useInfiniteQuery({
    queryKey: [...keyOf(address, { params }), 'timeline'],
    queryFn: ({ pageParam }) => call(address, { params, query: { page: pageParam, per_page: 100 } }),
    initialPageParam: 1,
    getNextPageParam: ({ links, meta }) => (links.next === null ? undefined : meta.page + 1),
  });
  const runs = useApi('GET /api/v1/sites/{site_id}/patch-run', { params, query: { per_page: 100 } });
  const changes = history.data?.pages.flatMap(({ data }) => data);
  if (history.error !== null && changes === undefined)
    return <ErrorPanel what={say('site.historyFailed')} error={history.error} onRetry={history.refetch} />;
  const entries = entriesOf(changes ?? [], runs.data?.data ?? []);
  const months = grouped(entries, ({ at }) => month(at));
  return (
    <Panel
      title={say('site.timeline')}
      foot={
        <>
          {history.hasNextPage && (
            <button
              type="button"
              className="link"
              aria-busy={history.isFetchingNextPage}
              onClick={() => void history.fetchNextPage()}
            >
              {say('site.timeline.older')}
            </button>
          )}
          <span className="push">{say('site.timeline.since', { day: date(site.created_at) })}</span>
        </>
      }
    >
      {changes === undefined && <Skeleton width="80%" height={240} />}
      {changes !== undefined && entries.length === 0 && (
        <Empty title={say('site.timeline.none')}>{say('site.timeline.none.why')}</Empty>
      )}
      <div className={styles.timeline}>
        {[...months].map(([name, of]) => (
          <section key={name}>
            <h3>{name}</h3>
            <ol>
              {of.map((entry) => (
                <Entry key={entry.key} entry={entry} />
              ))}
            </ol>
          </section>
        ))}
      </div>
    </Panel>
  );
}

function Entry({ entry: { at, changes, run } }: { entry: TimelineEntry }) {
  const say = useText();
  const { day, time, exact } = useFormat();
  const who = run?.recorded_by?.name ?? null;
  const by =
    run === undefined
      ? say('site.timeline.seen')
      : run.source === 'detected'
        ? say('site.timeline.detected')
        : say(who === null ? 'site.timeline.run' : 'site.timeline.runBy', { who });
  const security = run?.updates.filter((update) => update.security).length ?? 0;
  return (
    <li>
      <Icon of={run === undefined ? IconFileText : IconCheck} />
      <span>
        {changes.length === 0 ? (
          <T id="site.timeline.onlyRun" count={run?.updates.length ?? 0} />
        ) : (
          <What changes={changes} />
        )}
        <small>
          <time dateTime={at} title={exact(at)}>
            {day(at)}, {time(at)}
          </time>{' '}
          · {by}
        </small>
        {security > 0 && <small>{say('site.timeline.closed', { count: security })}</small>}
        {run?.note != null && <small>{run.note}</small>}
      </span>
    </li>
  );
}

function What({ changes }: { changes: readonly VersionChange[] }) {
  const [first] = changes;
  if (first === undefined) return null;
  const { module, change, from_version: from, to_version: to } = first;
  const project = <b key="project">{module.title ?? module.name}</b>;
  const others = changes.length - 1;
  return <T id={`site.change.${change}`} project={project} from={from ?? '–'} to={to ?? '–'} others={others} />;
}
