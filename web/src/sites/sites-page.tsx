import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMay, usePlace } from '../api/organization.ts';
import type { Facet } from '../list/facets.ts';
import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { queryOf, useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useText } from '../text/text.tsx';
import { Button, ButtonLink, useRoleReason } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { Status, statuses } from '../ui/status.tsx';
import { shownColumns } from '../ui/table/columns.ts';
import { DataTable } from '../ui/table/data-table.tsx';
import { useSiteColumns } from './site-columns.tsx';

const filters = ['status', 'freshness', 'environment', 'tag', 'core', 'q'] as const;

export function SitesPage() {
  const say = useText();
  const { org, organizationId } = usePlace();
  const navigate = useNavigate();
  const [search, setSearch] = useListSearch();
  const mayWrite = useMay('sites:write');
  const reason = useRoleReason();
  const columns = useSiteColumns(org);
  const facets = useFacets();
  const sort = search.sort ?? '-risk';
  const query = {
    ...queryOf(search, filters),
    sort,
    ...(organizationId !== undefined && { organization_id: organizationId }),
  };
  const list = useList('GET /api/v1/sites', { query: query as never }, search);
  const isNarrowed = filters.some((name) => search[name] !== undefined);
  return (
    <>
      <PageHead
        title={say('sites.title')}
        actions={
          <Button
            kind="main"
            icon={IconPlus}
            shortcut="n"
            disabledReason={reason(mayWrite)}
            onClick={() => void navigate({ to: '/o/$org/sites/new', params: { org } })}
          >
            {say('sites.add')}
          </Button>
        }
      />
      {list.error != null ? (
        <ErrorPanel what={say('sites.failed')} error={list.error} onRetry={list.refetch} />
      ) : (
        <Panel flush foot={<ListFoot list={list} search={search} onChange={setSearch} />}>
          <FilterBar facets={facets} search={search} onChange={setSearch} findIn={say('sites.find')} />
          {list.total === 0 ? (
            <NoSites
              isNarrowed={isNarrowed}
              onClear={() => setSearch(Object.fromEntries(filters.map((name) => [name, undefined])))}
              org={org}
            />
          ) : (
            <DataTable
              caption={say('sites.caption')}
              columns={shownColumns(columns, undefined)}
              rows={list.rows}
              rowKey={({ id }) => id}
              rowHeight="two-lines"
              sort={sort}
              onSort={(next) => setSearch({ sort: next })}
              virtual={list.isVirtual}
              onVisible={list.onVisible}
              onOpen={({ id }) => void navigate({ to: '/o/$org/sites/$siteId', params: { org, siteId: id } })}
            />
          )}
        </Panel>
      )}
    </>
  );
}

function NoSites({ isNarrowed, onClear, org }: { isNarrowed: boolean; onClear: () => void; org: string }) {
  const say = useText();
  if (isNarrowed)
    return (
      <Empty title={say('list.nothingMatches')} actions={<Button onClick={onClear}>{say('list.clearFilters')}</Button>}>
        {say('list.nothingMatches.why')}
      </Empty>
    );
  return (
    <Empty
      title={say('sites.none')}
      actions={
        <ButtonLink to="/o/$org/sites/new" params={{ org }} kind="main">
          {say('sites.add')}
        </ButtonLink>
      }
    >
      {say('sites.none.why')}
    </Empty>
  );
}

function useFacets(): readonly Facet[] {
  const say = useText();
  const environments = ['production', 'staging', 'development', 'testing', 'other'] as const;
  const freshnesses = ['fresh', 'late', 'silent', 'never'] as const;
  return [
    {
      id: 'status',
      label: say('sites.status'),
      choices: statuses.map((value) => ({ value, label: <Status status={value} />, name: say(`status.${value}`) })),
    },
    {
      id: 'freshness',
      label: say('sites.freshness'),
      choices: freshnesses.map((value) => ({ value, label: say(`freshness.${value}`) })),
    },
    {
      id: 'environment',
      label: say('sites.environment'),
      choices: environments.map((value) => ({ value, label: say(`environment.${value}`) })),
    },
    { id: 'tag', label: say('sites.tags') },
    { id: 'core', label: say('sites.core'), placeholder: '10.6' },
  ];
}
