import type { Runway } from '@patchlight/contract/runway';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useListSearch } from '../list/search.ts';
import { TagMenu } from '../list/tag-menu.tsx';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Callout, Empty, ErrorPanel, Skeleton } from '../ui/states.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import { ReportTabs } from './report-tabs.tsx';
import styles from './reports.module.css';
import { useCoreColumns, usePhpColumns } from './runway-columns.tsx';

/** How long the core and the PHP of the sites still get security fixes. */
export function RunwayPage() {
  const say = useText();
  const { organizationId } = usePlace();
  const [search, setSearch] = useListSearch();
  const query = {
    ...(organizationId !== undefined && { organization_id: organizationId }),
    ...(search.tag !== undefined && { tag: search.tag }),
  };
  const { data, error, refetch } = useApi('GET /api/v1/runway', { query }, { keepPrevious: true });
  const runway = data?.data;
  return (
    <>
      <PageHead title={say('reports.title')} lead={runway && <Lead runway={runway} />} />
      <ReportTabs current="runway" search={search} />
      <div className={`${styles.bar} no-print`}>
        <TagMenu value={search.tag} onChange={(tag) => setSearch({ tag })} />
      </div>
      {error !== null && <ErrorPanel what={say('reports.failed')} error={error} onRetry={() => void refetch()} />}
      {runway === undefined && error === null && <Skeleton width="100%" height={320} />}
      {runway !== undefined && <Tables runway={runway} />}
    </>
  );
}

function Tables({ runway: { core, php, as_of } }: { runway: Runway }) {
  const say = useText();
  const { dateTime } = useFormat();
  const coreColumns = useCoreColumns();
  const phpColumns = usePhpColumns();
  if (core.length === 0 && php.length === 0)
    return <Empty title={say('reports.runway.none')}>{say('reports.runway.none.why')}</Empty>;
  return (
    <div className="stack">
      {as_of === null && <Callout>{say('reports.runway.noData')}</Callout>}
      <Panel
        flush
        title={say('reports.runway.core')}
        note={as_of === null ? undefined : say('reports.runway.asOf', { at: dateTime(as_of) })}
      >
        <DataTable
          caption={say('reports.runway.core.caption')}
          columns={coreColumns}
          rows={core}
          rowKey={({ branch }) => branch ?? ''}
          rowHeight="relaxed"
        />
      </Panel>
      <Panel flush title={say('reports.runway.php')}>
        <DataTable
          caption={say('reports.runway.php.caption')}
          columns={phpColumns}
          rows={php}
          rowKey={({ branch }) => branch ?? ''}
          rowHeight="relaxed"
        />
      </Panel>
    </div>
  );
}

function Lead({ runway: { core, php } }: { runway: Runway }) {
  const say = useText();
  const sum = (rows: readonly { readonly sites: number }[]) => rows.reduce((total, { sites }) => total + sites, 0);
  const ended = sum(core.filter(({ security_coverage }) => security_coverage.state === 'ended'));
  const ending = sum(core.filter(({ security_coverage }) => security_coverage.state === 'ending'));
  const oldPhp = sum(php.filter(({ state }) => state === 'ended'));
  return say('reports.runway.lead', { ended, ending, php: oldPhp });
}
