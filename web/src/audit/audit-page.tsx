import type { AuditLog } from '@patchlight/contract/audit-logs';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay, usePlace } from '../api/organization.ts';
import { downloadCsv } from '../list/download-csv.ts';
import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { queryOf, useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useText } from '../text/text.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import { useAuditColumns } from './audit-columns.tsx';
import { auditFilters, periodOf, useAuditFacets } from './audit-facets.ts';
import { Entry } from './entry.tsx';

/** Who did what, and when; each entry opens to what it changed, and has an address of its own. */
export function AuditPage() {
  const say = useText();
  const { organizationId } = usePlace();
  const gate = useMay('audit:read');
  const reason = useRoleReason()(gate);
  const [search, setSearch] = useListSearch();
  const [exportError, setExportError] = useState<unknown>();
  const columns = useAuditColumns(search.entry);
  const facets = useAuditFacets();
  const query = {
    ...queryOf(search, auditFilters),
    ...periodOf(search.range),
    sort: '-created_at',
    ...(organizationId !== undefined && { organization_id: organizationId }),
  } as const;
  const list = useList('GET /api/v1/audit-logs', { query: query as never }, search, { enabled: gate.may });
  const toggle = ({ id }: AuditLog) =>
    setSearch({ entry: search.entry === id ? undefined : id, page: search.page }, { replace: true });
  const save = () =>
    downloadCsv('GET /api/v1/audit-logs', { query: query as never }).then(
      () => setExportError(undefined),
      setExportError,
    );
  if (!gate.may)
    return (
      <>
        <PageHead title={say('audit.title')} />
        <Panel>
          <Empty title={say('audit.notYours')}>{reason}</Empty>
        </Panel>
      </>
    );
  return (
    <>
      <PageHead
        title={say('audit.title')}
        lead={say('audit.lead')}
        actions={
          <Button icon={IconDownload} shortcut="e" onClick={save}>
            {say('audit.export')}
          </Button>
        }
      />
      <div className="stack-small">
        {exportError !== undefined && <ErrorPanel what={say('audit.export.failed')} error={exportError} />}
        {list.error != null ? (
          <ErrorPanel what={say('audit.failed')} error={list.error} onRetry={list.refetch} />
        ) : (
          <Panel flush foot={<ListFoot list={list} search={search} onChange={setSearch} />}>
            <FilterBar facets={facets} search={search} onChange={setSearch} />
            {list.total === 0 ? (
              <Empty title={say('list.nothingMatches')}>{say('list.nothingMatches.why')}</Empty>
            ) : (
              <DataTable
                caption={say('audit.title')}
                columns={columns}
                rows={list.rows}
                rowKey={({ id }) => id}
                rowHeight="normal"
                sort="-created_at"
                onOpen={toggle}
                detail={(row) => (row.id === search.entry ? <Entry entry={row} /> : undefined)}
              />
            )}
          </Panel>
        )}
      </div>
    </>
  );
}
