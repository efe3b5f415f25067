import type { SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { useNavigate } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { ExportButton } from '../list/export-button.tsx';
import { type Facet, valuesOf } from '../list/facets.ts';
import { FilterBar } from '../list/filter-bar.tsx';
import { type ListSearch, useListSearch } from '../list/search.ts';
import { useTrail, wholeList } from '../list/trail.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Check } from '../ui/choices.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { Status, statuses } from '../ui/status.tsx';
import { DataTable, TwoLines } from '../ui/table/data-table.tsx';
import { useModuleColumns } from './module-columns.tsx';
import { useSiteMark } from './muting.tsx';
import { NeverReported } from './never-reported.tsx';
import { addressOf, nameOf, useSiteModules } from './use-site-modules.ts';

const types = ['core', 'module', 'theme', 'profile'] as const;
const loading = new Array<undefined>(12).fill(undefined);

/** Everything that the site runs, its own code too. */
export function ModulesTab({ site }: { site: Site }) {
  const say = useText();
  const { org } = usePlace();
  const navigate = useNavigate();
  const [search, setSearch] = useListSearch();
  const { data, error, refetch } = useSiteModules(site);
  const { status, project, installed, recommended, type, since, behind } = useModuleColumns(
    useSiteMark(site, site.counts.muted > 0),
  );
  const facets = useFacets();
  const withParts = search.parts === '1';
  const rows = data?.filter((row) => isWanted(row, search));
  useTrail('modules', wholeList(rows), addressOf);
  if (site.freshness === 'never') return <NeverReported site={site} />;
  if (error !== null && data === undefined)
    return <ErrorPanel what={say('site.modulesFailed')} error={error} onRetry={refetch} />;
  const parts = {
    ...project,
    cell: (row: SiteModule) => <TwoLines name={project.cell(row)} under={partsOf(row)} />,
  };
  return (
    <Panel flush foot={say('site.modules.count', { shown: rows?.length ?? 0, all: data?.length ?? 0 })}>
      <FilterBar
        facets={facets}
        search={search}
        onChange={setSearch}
        findIn={say('site.modules.find')}
        end={
          <>
            <Check
              checked={withParts}
              onChange={() => setSearch({ parts: withParts ? undefined : '1' }, { replace: true })}
            >
              {say('site.modules.parts')}
            </Check>
            <ExportButton
              address="GET /api/v1/sites/{site_id}/modules"
              input={{ params: { site_id: site.id }, query: { include: 'custom' } }}
            />
          </>
        }
      />
      {rows?.length === 0 ? (
        <Empty
          title={say('list.nothingMatches')}
          actions={
            <Button onClick={() => setSearch({ status: undefined, type: undefined, q: undefined })}>
              {say('list.clearFilters')}
            </Button>
          }
        >
          {say('list.nothingMatches.why')}
        </Empty>
      ) : (
        <DataTable
          caption={say('site.modules.caption')}
          columns={[status, withParts ? parts : project, type, installed, recommended, since, behind]}
          rows={rows ?? loading}
          rowKey={({ module }) => module.id}
          rowHeight={withParts ? 'two-lines' : 'normal'}
          virtual={(rows?.length ?? 0) > 200}
          onOpen={(row) =>
            void navigate({ to: '/o/$org/modules/$moduleId', params: { org, moduleId: addressOf(row) } })
          }
        />
      )}
    </Panel>
  );
}

const partsOf = ({ extensions }: SiteModule) => extensions.map(({ name }) => name).join(', ') || '–';

function isWanted(row: SiteModule, { q = '', status, type }: ListSearch): boolean {
  const [wantedStatuses, wantedTypes] = [valuesOf(status), valuesOf(type)];
  const text = q.trim().toLowerCase();
  return (
    (wantedStatuses.length === 0 || wantedStatuses.includes(row.status ?? 'custom')) &&
    (wantedTypes.length === 0 || wantedTypes.includes(row.type ?? '')) &&
    (text === '' || nameOf(row).toLowerCase().includes(text) || row.module.name.includes(text))
  );
}

function useFacets(): readonly Facet[] {
  const say = useText();
  return [
    {
      id: 'status',
      label: say('sites.status'),
      choices: [
        ...statuses.map((value) => ({ value, label: <Status status={value} />, name: say(`status.${value}`) })),
        { value: 'custom', label: say('site.custom') },
      ],
    },
    {
      id: 'type',
      label: say('site.type'),
      choices: types.map((value) => ({ value, label: say(`site.type.${value}`) })),
    },
  ];
}
