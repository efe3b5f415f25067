import { IconShieldCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { SaveViewButton } from '../list/save-view-button.tsx';
import { useSavedViews, type View } from '../list/saved-views.ts';
import { useListSearch } from '../list/search.ts';
import { useTrail } from '../list/trail.ts';
import { useList } from '../list/use-list.ts';
import { ViewTabs } from '../list/view-tabs.tsx';
import { useOverview } from '../shell/overview.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import styles from './advisories-page.module.css';
import { useAdvisoryColumns } from './advisory-columns.tsx';
import { advisoryQuery, filters, useAdvisoryFacets } from './advisory-filters.tsx';
import { Lead } from './lead.tsx';

/** What the Security Team has published, and how far the own sites are with it; without a filter what is open. */
export function AdvisoriesPage() {
  const say = useText();
  const { org, organizationId } = usePlace();
  const navigate = useNavigate();
  const [search, setSearch] = useListSearch();
  const columns = useAdvisoryColumns(org);
  const facets = useAdvisoryFacets();
  const saved = useSavedViews('advisories');
  const views = [...useViews(), ...saved.views];
  const sort = search.sort ?? '-risk';
  const list = useList(
    'GET /api/v1/advisories',
    { query: advisoryQuery(search, sort, organizationId) as never },
    search,
  );
  useTrail('advisories', list, ({ id }) => id);
  const clear = () => setSearch(Object.fromEntries(filters.map((name) => [name, undefined])));
  return (
    <>
      <PageHead
        title={say('advisories.title')}
        lead={<Lead />}
        actions={<SaveViewButton saved={saved} search={search} />}
      />
      <ViewTabs views={views} search={search} total={list.total} />
      <Panel flush foot={list.error == null && <ListFoot list={list} search={search} onChange={setSearch} />}>
        <FilterBar facets={facets} search={search} onChange={setSearch} findIn={say('advisories.find')} />
        {list.error != null ? (
          <div className={styles.failed}>
            <ErrorPanel what={say('advisories.failed')} error={list.error} onRetry={list.refetch} />
          </div>
        ) : list.total === 0 ? (
          <NoAdvisories isNarrowed={filters.some((name) => search[name] !== undefined)} onClear={clear} />
        ) : (
          <DataTable
            caption={say('advisories.caption')}
            list="advisories"
            columns={columns}
            rows={list.rows}
            rowKey={({ id }) => id}
            rowHeight="two-lines"
            sort={sort}
            onSort={(next) => setSearch({ sort: next })}
            sortsByTwo
            virtual={list.isVirtual}
            onVisible={list.onVisible}
            onOpen={({ id }) =>
              void navigate({ to: '/o/$org/advisories/$advisoryId', params: { org, advisoryId: id } })
            }
          />
        )}
      </Panel>
    </>
  );
}

function NoAdvisories({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  const say = useText();
  const { dateTime } = useFormat();
  const { data, dataUpdatedAt } = useOverview();
  const sites = data?.data.sites.total ?? 0;
  if (isNarrowed)
    return (
      <Empty title={say('list.nothingMatches')} actions={<Button onClick={onClear}>{say('list.clearFilters')}</Button>}>
        {say('list.nothingMatches.why')}
      </Empty>
    );
  if (sites === 0) return <Empty title={say('advisories.noSites')}>{say('advisories.noSites.why')}</Empty>;
  return (
    <Empty icon={IconShieldCheck} title={say('advisories.allClear', { sites })}>
      {say('advisories.allClear.why', { at: dateTime(new Date(dataUpdatedAt)) })}
    </Empty>
  );
}

function useViews(): readonly View[] {
  const say = useText();
  return [
    { name: say('advisories.view.open'), search: {} },
    { name: say('advisories.view.possible'), search: { state: 'possible' } },
    { name: say('advisories.view.fixed'), search: { state: 'fixed' } },
    { name: say('advisories.view.all'), search: { state: 'all', sort: '-published_at' } },
  ];
}
