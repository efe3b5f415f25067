import { useNavigate } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { ExportButton } from '../list/export-button.tsx';
import type { Facet } from '../list/facets.ts';
import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { queryOf, useListSearch } from '../list/search.ts';
import { useTrail } from '../list/trail.ts';
import { useList } from '../list/use-list.ts';
import { readWhole } from '../list/use-whole.ts';
import { RegisterLink } from '../mutes/register-link.tsx';
import { useMuteOwners } from '../mutes/use-owners.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { Status, statuses } from '../ui/status.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import { useSelection } from '../ui/table/selection.ts';
import { KeyReleases } from './key-releases.tsx';
import { ModuleBulk } from './module-bulk.tsx';
import { type ModuleFacts, siteFilters } from './module-facts.ts';
import { useModuleSiteColumns } from './module-site-columns.tsx';
import styles from './module-sites.module.css';
import { VersionHistogram } from './version-histogram.tsx';

/** The versions in use as bars, and the sites that run them, the most urgent first. */
export function ModuleSites({ module }: { module: ModuleFacts }) {
  const say = useText();
  if (module.sites === 0)
    return (
      <Panel>
        <Empty title={say('module.runsNowhere')}>{say('module.runsNowhere.why')}</Empty>
      </Panel>
    );
  return (
    <>
      <div className={styles.split}>
        <VersionHistogram module={module} />
        {!module.custom && <KeyReleases module={module} />}
      </div>
      <SiteList module={module} />
    </>
  );
}

function SiteList({ module }: { module: ModuleFacts }) {
  const say = useText();
  const { org, organizationId } = usePlace();
  const navigate = useNavigate();
  const [search, setSearch] = useListSearch();
  const facets = useFacets(module);
  const sort = search.sort ?? 'status';
  const input = {
    params: { module_id: module.id },
    query: {
      ...queryOf(search, siteFilters),
      sort,
      ...(organizationId !== undefined && { organization_id: organizationId }),
    } as never,
  };
  const list = useList('GET /api/v1/modules/{module_id}/sites', input, search);
  const ownerOf = useMuteOwners(
    { project: module.id, ...(organizationId !== undefined && { organization_id: organizationId }) },
    list.rows.some((row) => row !== undefined && row.muted !== null),
  );
  const columns = useModuleSiteColumns(org, ownerOf);
  useTrail('sites', list, ({ site }) => site.id);
  const selection = useSelection(list.rows.flatMap((row) => row?.site.id ?? []));
  const clear = () => setSearch(Object.fromEntries(siteFilters.map((name) => [name, undefined])));
  return (
    <>
      <Panel flush foot={list.error == null && <ListFoot list={list} search={search} onChange={setSearch} />}>
        <FilterBar
          facets={facets}
          search={search}
          onChange={setSearch}
          end={
            <>
              {search.muted === 'true' && <RegisterLink project={module.name} />}
              <ExportButton address="GET /api/v1/modules/{module_id}/sites" input={input} />
            </>
          }
        />
        {list.error != null ? (
          <div className={styles.failed}>
            <ErrorPanel what={say('module.sites.failed')} error={list.error} onRetry={list.refetch} />
          </div>
        ) : list.total === 0 ? (
          <Empty
            title={say('list.nothingMatches')}
            actions={<Button onClick={clear}>{say('list.clearFilters')}</Button>}
          >
            {say('list.nothingMatches.why')}
          </Empty>
        ) : (
          <DataTable
            caption={say('module.sites.caption', { name: module.title ?? module.name })}
            list="module-sites"
            columns={columns}
            rows={list.rows}
            rowKey={({ site }) => site.id}
            rowName={({ site }) => site.name}
            selection={selection}
            sort={sort}
            onSort={(next) => setSearch({ sort: next })}
            sortsByTwo
            virtual={list.isVirtual}
            onVisible={list.onVisible}
            onOpen={({ site }) => void navigate({ to: '/o/$org/sites/$siteId', params: { org, siteId: site.id } })}
          />
        )}
      </Panel>
      <ModuleBulk
        module={module}
        selection={selection}
        rows={list.rows}
        matching={list.total}
        readMatching={() => readWhole('GET /api/v1/modules/{module_id}/sites', input)}
      />
    </>
  );
}

function useFacets({ versions_in_use, custom }: ModuleFacts): readonly Facet[] {
  const say = useText();
  const newest = versions_in_use[0]?.version ?? '2.1.0';
  const texts = [...new Set(versions_in_use.map(({ version }) => version))];
  const all: readonly Facet[] = [
    { id: 'below', label: say('module.below'), placeholder: newest, shortcut: 'b' },
    { id: 'above', label: say('module.above'), placeholder: newest },
    {
      id: 'version',
      label: say('module.installed'),
      single: true,
      choices: texts.flatMap((version) => (version === null ? [] : [{ value: version, label: version }])),
    },
    {
      id: 'status',
      label: say('module.verdict'),
      choices: statuses.map((value) => ({ value, label: <Status status={value} />, name: say(`status.${value}`) })),
    },
    { id: 'tag', label: say('module.tags'), placeholder: say('module.tags.hint') },
    {
      id: 'muted',
      label: say('mutes.muted'),
      single: true,
      choices: [
        { value: 'true', label: say('mutes.muted.only') },
        { value: 'false', label: say('mutes.muted.not') },
      ],
    },
  ];
  return custom ? all.filter(({ id }) => id !== 'status' && id !== 'muted') : all;
}
