import { useMay } from '../api/organization.ts';
import { ListFoot } from '../list/list-foot.tsx';
import { useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { useRoleReason } from '../ui/button.tsx';
import { Diff } from '../ui/diff.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel, Skeleton } from '../ui/states.tsx';
import styles from './settings.module.css';

/** What was changed of the organization, by whom and when. */
export function Revisions({ org }: { org: string }) {
  const say = useText();
  const { dateTime } = useFormat();
  const gate = useMay('organizations:write');
  const reason = useRoleReason()(gate);
  const [search, setSearch] = useListSearch();
  const list = useList('GET /api/v1/organizations/{org_id}/revisions', { params: { org_id: org } }, search, {
    skeletons: 3,
    enabled: gate.may,
  });
  if (!gate.may)
    return (
      <Panel>
        <Empty title={say('settings.revisions.notYours')}>{reason}</Empty>
      </Panel>
    );
  if (list.error != null)
    return <ErrorPanel what={say('settings.revisions.failed')} error={list.error} onRetry={list.refetch} />;
  return (
    <Panel
      flush
      title={say('settings.tab.revisions')}
      foot={<ListFoot list={list} search={search} onChange={setSearch} />}
    >
      {list.total === 0 && <Empty title={say('settings.noRevision')} />}
      {list.rows.map((revision, index) =>
        revision === undefined ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: places that are still empty
          <div key={index} className={styles.revision}>
            <Skeleton width="30%" />
            <Skeleton width="60%" />
          </div>
        ) : (
          <article key={revision.modified_at} className={styles.revision}>
            <span>
              <b>{revision.modified_by?.name ?? say('settings.somebody')}</b>{' '}
              <span className="muted">{dateTime(revision.modified_at)}</span>
            </span>
            <Diff before={withoutTimes(revision.before)} after={withoutTimes(revision.after)} />
          </article>
        ),
      )}
    </Panel>
  );
}

function withoutTimes(state: object | null): Record<string, unknown> | null {
  if (state === null) return null;
  return Object.fromEntries(
    Object.entries(state).filter(([name]) => !['id', 'created_at', 'updated_at'].includes(name)),
  );
}
