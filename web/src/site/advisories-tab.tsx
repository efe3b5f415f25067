import type { SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { Link, useNavigate } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { useTrail, wholeList } from '../list/trail.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Day, Risk, Version } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { Status } from '../ui/status.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable, TwoLines } from '../ui/table/data-table.tsx';
import { NeverReported } from './never-reported.tsx';
import { nameOf, useSiteModules } from './use-site-modules.ts';

interface Hole {
  readonly row: SiteModule;
  readonly advisory: SiteModule['advisories'][number];
}

const loading = new Array<undefined>(4).fill(undefined);

/** Advisories that concern what the site runs now: surely first, then those of which it cannot be told. */
export function AdvisoriesTab({ site }: { site: Site }) {
  const say = useText();
  const { dateTime } = useFormat();
  const { org } = usePlace();
  const navigate = useNavigate();
  const { data, error, refetch } = useSiteModules(site);
  const columns = useColumns();
  const holes = data?.flatMap((row) => row.advisories.map((advisory) => ({ row, advisory }))).sort(byUrgency);
  useTrail('advisories', wholeList(holes), ({ advisory }) => advisory.id);
  if (site.freshness === 'never') return <NeverReported site={site} />;
  if (error !== null && data === undefined)
    return <ErrorPanel what={say('site.modulesFailed')} error={error} onRetry={refetch} />;
  if (holes?.length === 0)
    return (
      <Panel>
        <Empty title={say('site.advisories.none', { site: site.name })}>
          {site.reported_at !== null && say('site.advisories.none.why', { at: dateTime(site.reported_at) })}
        </Empty>
      </Panel>
    );
  return (
    <Panel flush title={say('site.tab.advisories')} note={say('site.advisories.note')}>
      <DataTable
        caption={say('site.advisories.caption')}
        columns={columns}
        rows={holes ?? loading}
        rowKey={({ row, advisory }) => `${advisory.id} ${row.module.id}`}
        rowHeight="two-lines"
        onOpen={({ advisory }) =>
          void navigate({ to: '/o/$org/advisories/$advisoryId', params: { org, advisoryId: advisory.id } })
        }
      />
    </Panel>
  );
}

const weightOf = ({ advisory: { exposure, risk } }: Hole) => (exposure === 'affected' ? 100 : 0) + (risk ?? 15);
const byUrgency = (a: Hole, b: Hole) =>
  weightOf(b) - weightOf(a) || (a.advisory.published_at ?? '').localeCompare(b.advisory.published_at ?? '');

function useColumns(): readonly Column<Hole>[] {
  const say = useText();
  const { org } = usePlace();
  return [
    {
      id: 'exposure',
      head: say('site.advisories.exposure'),
      width: 148,
      card: 'status',
      cell: ({ advisory }) =>
        advisory.exposure === 'affected' ? (
          <Status status="security">{say('site.advisories.affected')}</Status>
        ) : (
          <Status status="unknown">{say('site.advisories.possible')}</Status>
        ),
    },
    {
      id: 'advisory',
      head: say('site.advisory'),
      card: 'first',
      cell: ({ advisory }) => (
        <TwoLines
          name={
            <Link to="/o/$org/advisories/$advisoryId" params={{ org, advisoryId: advisory.id }} title={advisory.title}>
              {advisory.title}
            </Link>
          }
          under={advisory.id}
        />
      ),
    },
    {
      id: 'project',
      head: say('site.project'),
      width: 200,
      card: 'line',
      cell: ({ row }) => <TwoLines name={nameOf(row)} under={<Version version={row.version} />} />,
    },
    {
      id: 'fixed',
      head: say('site.fixedIn'),
      width: 132,
      label: say('site.fixedIn'),
      cell: ({ advisory }) => advisory.fixed_in.map((version) => <Version key={version} version={version} />),
    },
    {
      id: 'risk',
      head: say('site.risk'),
      width: 144,
      below: 992,
      cell: ({ advisory }) => <Risk risk={advisory.risk} stacked />,
    },
    {
      id: 'published',
      head: say('site.published'),
      width: 108,
      end: true,
      below: 1200,
      card: 'hide',
      cell: ({ advisory }) => <Day at={advisory.published_at} />,
    },
  ];
}
