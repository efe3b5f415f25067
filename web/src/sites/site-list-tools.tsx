import type { Site } from '@patchlight/contract/sites';
import { ColumnsMenu } from '../list/columns-menu.tsx';
import { ExportButton } from '../list/export-button.tsx';
import type { ListSearch, SetSearch } from '../list/search.ts';
import type { Column } from '../ui/table/columns.ts';
import type { Sites } from './use-sites.ts';

interface SiteListToolsProps {
  readonly sites: Sites;
  readonly columns: readonly Column<Site>[];
  readonly search: ListSearch;
  readonly onChange: SetSearch;
}

export function SiteListTools({ sites, columns, search, onChange }: SiteListToolsProps) {
  return (
    <>
      <ColumnsMenu columns={columns} search={search} onChange={onChange} />
      <ExportButton address="GET /api/v1/sites" input={{ query: { ...sites.filter, sort: sites.sort as 'risk' } }} />
    </>
  );
}
