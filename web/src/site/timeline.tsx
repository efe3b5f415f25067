import type { VersionChange } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { IconBell, IconBellOff, IconCheck, IconFileText } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { keyOf, useApi } from '../api/queries.ts';
import { useWhole } from '../list/use-whole.ts';
import { sayEnd } from '../mutes/muted-mark.tsx';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel, Skeleton } from '../ui/states.tsx';
import { grouped } from './grouped.ts';
import styles from './site.module.css';
import { type ChangeEntry, entriesOf, type MuteEntry, muteEntriesOf, newestFirst } from './timeline-entries.ts';
import { useSiteModules } from './use-site-modules.ts';

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
  const mutes = useMuteEntries(site, changes);
  if (history.error !== null && changes === undefined)
    return <ErrorPanel what={say('site.historyFailed')} error={history.error} onRetry={history.refetch} />;
  // Until all of it is loaded, what lies before what is there would stand under it as if nothing were between.
  const oldest = history.hasNextPage ? changes?.at(-1)?.changed_at : site.created_at;
  const entries = newestFirst([
    ...entriesOf(changes ?? [], runs.data?.data ?? []),
    ...mutes.filter(({ at }) => oldest !== undefined && at >= oldest),
  ]);
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
                <li key={entry.key}>{'mute' in entry ? <Muting entry={entry} /> : <Change entry={entry} />}</li>
              ))}
            </ol>
          </section>
        ))}
      </div>
    </Panel>
  );
}

function useMuteEntries(site: Site, changes: readonly VersionChange[] | undefined): readonly MuteEntry[] {
  const modules = useSiteModules(site).data;
  const { data } = useWhole('GET /api/v1/mutes', { query: { site_id: site.id, state: 'all' } });
  const runs = new Set([...(modules ?? []), ...(changes ?? [])].map(({ module }) => module.name));
  return muteEntriesOf(data ?? [], runs);
}

function Change({ entry: { at, changes, run } }: { entry: ChangeEntry }) {
  const say = useText();
  const who = run?.recorded_by?.name ?? null;
  const by =
    run === undefined
      ? say('site.timeline.seen')
      : run.source === 'detected'
        ? say('site.timeline.detected')
        : say(who === null ? 'site.timeline.run' : 'site.timeline.runBy', { who });
  const security = run?.updates.filter((update) => update.security).length ?? 0;
  return (
    <>
      <Icon of={run === undefined ? IconFileText : IconCheck} />
      <span>
        {changes.length === 0 ? (
          <T id="site.timeline.onlyRun" count={run?.updates.length ?? 0} />
        ) : (
          <What changes={changes} />
        )}
        <When at={at} by={by} />
        {security > 0 && <small>{say('site.timeline.closed', { count: security })}</small>}
        {run?.note != null && <small>{run.note}</small>}
      </span>
    </>
  );
}

function When({ at, by }: { at: string; by: string }) {
  const { day, time, exact } = useFormat();
  return (
    <small>
      <time dateTime={at} title={exact(at)}>
        {day(at)}, {time(at)}
      </time>{' '}
      · {by}
    </small>
  );
}

/** What was muted, by whom, where else and why; or what ended that. */
function Muting({ entry: { at, mute, isEnd } }: { entry: MuteEntry }) {
  const say = useText();
  const { day, list } = useFormat();
  const { project, scope, tags, organization, reason, created_by, ended_at, ended_by, end_cause } = mute;
  const by = (person: { readonly name: string } | null) =>
    person === null ? say('mutes.ended.somebody') : say('mutes.ended.person', { name: person.name });
  const cause = end_cause === null || end_cause === 'person' ? by(ended_by) : say(`mutes.ended.${end_cause}`);
  return (
    <>
      <Icon of={isEnd ? IconBell : IconBellOff} />
      <span>
        <T
          id={isEnd ? 'site.timeline.muteEnded' : 'site.timeline.muted'}
          project={<b key="project">{project.title ?? project.name}</b>}
        />
        <When at={at} by={isEnd ? cause : by(created_by)} />
        {!isEnd && (
          <small>
            {scope === 'tags' && `${say('mutes.where.tag', { tag: list(tags, 'or') })}: `}
            {scope === 'organization' && `${say('mutes.where.organization', { organization: organization.name })}: `}
            {reason}
          </small>
        )}
        {!isEnd && ended_at === null && <small>{sayEnd(say, mute, day)}</small>}
      </span>
    </>
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
