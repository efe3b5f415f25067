import { useNavigate } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import type { Facet } from '../list/facets.ts';
import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { SaveViewButton } from '../list/save-view-button.tsx';
import { useSavedViews, type View } from '../list/saved-views.ts';
import { queryOf, useListSearch } from '../list/search.ts';
import { useTrail } from '../list/trail.ts';
import { useList } from '../list/use-list.ts';
import { ViewTabs } from '../list/view-tabs.tsx';
import { useOverview } from '../shell/overview.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { Status, statuses } from '../ui/status.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import { addressOf, useModuleColumns } from './module-columns.tsx';

const filters = ['status', 'include', 'muted', 'q'] as const;

export function ModulesPage() {
  const say = useText();
  const { org, organizationId } = usePlace();
  const navigate = useNavigate();
  const [search, setSearch] = useListSearch();
  const columns = useModuleColumns(org);
  const facets = useFacets();
  const saved = useSavedViews('modules');
  const views = [...useViews(), ...saved.views];
  const sort = search.sort ?? 'status';
  const query = {
    ...queryOf(search, filters),
    sort,
    ...(organizationId !== undefined && { organization_id: organizationId }),
  };
  const list = useList('GET /api/v1/modules', { query: query as never }, search);
  useTrail('modules', list, addressOf);
  const isNarrowed = search.q !== undefined || search.status !== undefined || search.muted !== undefined;
  return (
    <>
      <PageHead
        title={say('modules.title')}
        lead={<DataAge />}
        actions={<SaveViewButton saved={saved} search={search} />}
      />
      <ViewTabs views={views} search={search} total={list.total} />
      {list.error != null ? (
        <ErrorPanel what={say('modules.failed')} error={list.error} onRetry={list.refetch} />
      ) : (
        <Panel flush foot={<ListFoot list={list} search={search} onChange={setSearch} />}>
          <FilterBar facets={facets} search={search} onChange={setSearch} findIn={say('modules.find')} />
          {list.total === 0 ? (
            <NoModules
              isNarrowed={isNarrowed}
              org={org}
              onClear={() => setSearch({ q: undefined, status: undefined, muted: undefined })}
            />
          ) : (
            <DataTable
              caption={say('modules.caption')}
              list="modules"
              columns={columns}
              rows={list.rows}
              rowKey={({ id }) => id}
              rowHeight="two-lines"
              sort={sort}
              onSort={(next) => setSearch({ sort: next })}
              virtual={list.isVirtual}
              onVisible={list.onVisible}
              onOpen={(module) =>
                void navigate({ to: '/o/$org/modules/$moduleId', params: { org, moduleId: addressOf(module) } })
              }
            />
          )}
        </Panel>
      )}
    </>
  );
}

function DataAge() {
  const say = useText();
  const { dateTime } = useFormat();
  const { data } = useOverview();
  if (data === undefined) return null;
  const { as_of, sites } = data.data;
  return as_of === null
    ? say('modules.leadWithoutData', { sites: sites.total })
    : say('modules.lead', { sites: sites.total, at: dateTime(as_of) });
}

function NoModules({ isNarrowed, org, onClear }: { isNarrowed: boolean; org: string; onClear: () => void }) {
  const say = useText();
  if (isNarrowed)
    return (
      <Empty title={say('list.nothingMatches')} actions={<Button onClick={onClear}>{say('list.clearFilters')}</Button>}>
        {say('list.nothingMatches.why')}
      </Empty>
    );
  return (
    <Empty
      title={say('modules.none')}
      actions={
        <ButtonLink to="/o/$org/sites" params={{ org }}>
          {say('nav.sites')}
        </ButtonLink>
      }
    >
      {say('modules.none.why')}
    </Empty>
  );
}

function useViews(): readonly View[] {
  const say = useText();
  return [
    { name: say('modules.view.all'), search: {} },
    { name: say('modules.view.security'), search: { status: 'security' } },
    { name: say('modules.view.unsupported'), search: { status: 'unsupported' } },
    { name: say('modules.view.update'), search: { status: 'update' } },
    { name: say('modules.view.custom'), search: { include: 'custom' } },
  ];
}

function useFacets(): readonly Facet[] {
  const say = useText();
  return [
    {
      id: 'status',
      label: say('modules.status'),
      choices: statuses
        .filter((value) => value !== 'unknown' && value !== 'current')
        .map((value) => ({ value, label: <Status status={value} />, name: say(`status.${value}`) })),
    },
    {
      id: 'include',
      label: say('modules.include'),
      single: true,
      choices: [{ value: 'custom', label: say('modules.custom') }],
    },
    {
      id: 'muted',
      label: say('mutes.muted'),
      single: true,
      choices: [{ value: 'true', label: say('mutes.muted.somewhere') }],
    },
  ];
}
