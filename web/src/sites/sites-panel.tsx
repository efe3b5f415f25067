import type { Site } from '@patchlight/contract/sites';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { usePlace } from '../api/organization.ts';
import { colsOf, densityOf } from '../list/columns-menu.tsx';
import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import type { ListSearch, SetSearch } from '../list/search.ts';
import { useTrail } from '../list/trail.ts';
import { UpdatesWaiting } from '../list/updates-waiting.tsx';
import { useSteadyRows } from '../list/use-steady-rows.ts';
import { useText } from '../text/text.tsx';
import { Panel } from '../ui/panel.tsx';
import { type Column, shownColumns } from '../ui/table/columns.ts';
import { DataTable } from '../ui/table/data-table.tsx';
import { useSelection } from '../ui/table/selection.ts';
import { NoSites } from './no-sites.tsx';
import { allMatching } from './selection-of-all.ts';
import { useSiteFacets } from './use-site-facets.tsx';
import { type Sites, siteFilters } from './use-sites.ts';

// What is done with rows comes with the first that is chosen, or looked at.
const BulkActions = lazy(() => import('./bulk-actions.tsx').then(({ BulkActions }) => ({ default: BulkActions })));
const SitePeek = lazy(() => import('./site-peek.tsx').then(({ SitePeek }) => ({ default: SitePeek })));

interface SitesPanelProps {
  readonly sites: Sites;
  readonly columns: readonly Column<Site>[];
  readonly search: ListSearch;
  readonly onChange: SetSearch;
}

const idOf = ({ id }: Site) => id;

/** The list itself: its filters, its rows, what can be done with those that are chosen, and one of them beside it. */
export function SitesPanel({ sites, columns, search, onChange }: SitesPanelProps) {
  const say = useText();
  const { org } = usePlace();
  const navigate = useNavigate();
  const { list, filter, sort, isNarrowed } = sites;
  const [isNear, setNear] = useState(false);
  const [peeked, setPeeked] = useState<Site>();
  const [isAll, setAll] = useState(false);
  const facets = useSiteFacets(filter, isNear);
  const question = JSON.stringify([filter, sort, list.page, search.per_page]);
  const steady = useSteadyRows(list.rows, idOf, question, list.isFetching);
  useTrail('sites', list, idOf);
  const picked = useSelection(list.rows.flatMap((row) => row?.id ?? []));
  const selection = isAll ? allMatching(picked, () => setAll(false)) : picked;
  const count = isAll ? (list.total ?? 0) : picked.ids.size;
  const clear = () => {
    setAll(false);
    picked.clear();
  };
  // Of another question other sites are all that match.
  const change: SetSearch = (next, how) => {
    setAll(false);
    onChange(next, how);
  };
  return (
    <>
      <Panel flush foot={<ListFoot list={list} search={search} onChange={onChange} />}>
        <FilterBar
          facets={facets}
          search={search}
          onChange={change}
          findIn={say('sites.find')}
          onNear={() => setNear(true)}
        />
        {list.total === 0 ? (
          <NoSites
            isNarrowed={isNarrowed}
            onClear={() => onChange(Object.fromEntries(siteFilters.map((name) => [name, undefined])))}
          />
        ) : (
          <div {...steady.holder}>
            <UpdatesWaiting count={steady.waiting} onShow={steady.show} />
            <DataTable
              caption={say('sites.caption')}
              list="sites"
              columns={shownColumns(columns, colsOf(search))}
              rows={list.isVirtual ? list.rows : steady.rows}
              isGone={steady.isGone}
              rowKey={idOf}
              rowName={({ name }) => name}
              rowHeight={densityOf(search)}
              sort={sort}
              onSort={(next) => onChange({ sort: next })}
              sortsByTwo
              selection={selection}
              virtual={list.isVirtual}
              onVisible={list.onVisible}
              onOpen={({ id }) => void navigate({ to: '/o/$org/sites/$siteId', params: { org, siteId: id } })}
              onPeek={(row) => setPeeked(peeked?.id === row.id ? undefined : row)}
              onMove={(row) => peeked && setPeeked(row)}
            />
          </div>
        )}
      </Panel>
      <Suspense>
        {count > 0 && (
          <BulkActions
            chosen={isAll ? { filter } : { ids: [...picked.ids] }}
            count={count}
            known={list.rows}
            matching={isAll ? undefined : list.total}
            onSelectMatching={() => setAll(true)}
            onClear={clear}
          />
        )}
        {peeked && <SitePeek site={peeked} onClose={() => setPeeked(undefined)} />}
      </Suspense>
    </>
  );
}
