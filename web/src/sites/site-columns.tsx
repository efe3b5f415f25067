import type { Site } from '@patchlight/contract/sites';
import { Link } from '@tanstack/react-router';
import { everyOrganization, usePlace } from '../api/organization.ts';
import { densityOf } from '../list/columns-menu.tsx';
import { useListSearch } from '../list/search.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Ago, Chips, Count, Day, None, Risk, Version } from '../ui/facts.tsx';
import type { Column } from '../ui/table/columns.ts';
import { TwoLines } from '../ui/table/data-table.tsx';
import { SiteStatus } from './site-status.tsx';

/** Every column of the list; which of them are shown is chosen by whoever looks. */
export function useSiteColumns(): readonly Column<Site>[] {
  const say = useText();
  const { age } = useFormat();
  const { org } = usePlace();
  const [search] = useListSearch();
  const isLow = densityOf(search) === 'compact';
  return [
    {
      id: 'status',
      head: say('sites.status'),
      width: 132,
      card: 'status',
      cell: (site) => <SiteStatus site={site} inline={isLow} />,
    },
    {
      id: 'site',
      head: say('sites.site'),
      sort: 'name',
      card: 'first',
      cell: (site) => {
        const name = (
          <Link to="/o/$org/sites/$siteId" params={{ org, siteId: site.id }} title={site.name}>
            {site.name}
          </Link>
        );
        return isLow ? <span className="truncate">{name}</span> : <TwoLines name={name} under={hostOf(site.url)} />;
      },
    },
    {
      id: 'organization',
      head: say('sites.organization'),
      width: 160,
      below: 992,
      card: 'line',
      optional: org !== everyOrganization,
      cell: ({ organization }) => <span className="truncate">{organization.name}</span>,
    },
    {
      id: 'environment',
      head: say('sites.environment'),
      width: 112,
      below: 1600,
      card: 'hide',
      cell: ({ environment }) => say(`environment.${environment}`),
    },
    {
      id: 'tags',
      head: say('sites.tags'),
      width: 152,
      below: 1200,
      card: 'line',
      label: say('sites.tags'),
      cell: ({ tags }) => <Chips names={tags} />,
    },
    {
      id: 'core',
      head: say('sites.core'),
      width: 84,
      sort: 'core',
      label: say('sites.core'),
      cell: ({ core_version }) => <Version version={core_version} />,
    },
    ...countColumns(say),
    {
      id: 'risk',
      head: say('sites.risk'),
      width: 132,
      sort: 'risk',
      descending: true,
      card: 'hide',
      below: 992,
      cell: ({ risk }) => <Risk risk={risk} stacked={!isLow} />,
    },
    {
      id: 'oldest',
      head: say('sites.oldest'),
      width: 72,
      end: true,
      below: 1200,
      card: 'hide',
      sort: 'oldest',
      cell: ({ oldest_exposure_at }) => (oldest_exposure_at === null ? <None /> : age(oldest_exposure_at)),
    },
    {
      id: 'reported',
      head: say('sites.reported'),
      width: 92,
      end: true,
      sort: 'last_report_at',
      descending: true,
      label: say('sites.reported'),
      cell: ({ last_report_at, freshness }) => (
        <Ago at={last_report_at} clock={freshness === 'late' || freshness === 'silent'} />
      ),
    },
    {
      id: 'patched',
      head: say('sites.patched'),
      width: 100,
      end: true,
      below: 1600,
      card: 'hide',
      cell: ({ last_patch_run_at }) => <Day at={last_patch_run_at} />,
    },
    ...factColumns(say),
  ];
}

function countColumns(say: ReturnType<typeof useText>): readonly Column<Site>[] {
  return [
    {
      id: 'security',
      head: say('sites.security'),
      width: 78,
      end: true,
      sort: 'security',
      descending: true,
      label: say('sites.security'),
      cell: ({ counts }) => <Count value={counts.security} />,
    },
    {
      id: 'unsupported',
      head: say('sites.unsupported'),
      width: 100,
      end: true,
      below: 992,
      card: 'hide',
      cell: ({ counts }) => <Count value={counts.unsupported} />,
    },
    {
      id: 'updates',
      head: say('sites.updates'),
      width: 76,
      end: true,
      label: say('sites.updates'),
      cell: ({ counts }) => <Count value={counts.update} />,
    },
    {
      id: 'muted',
      head: say('sites.muted'),
      width: 72,
      end: true,
      below: 1600,
      card: 'hide',
      cell: ({ counts }) => <Count value={counts.muted} />,
    },
  ];
}

/** What is asked for now and then. */
function factColumns(say: ReturnType<typeof useText>): readonly Column<Site>[] {
  return [
    {
      id: 'php',
      head: say('sites.php'),
      width: 80,
      optional: true,
      card: 'hide',
      cell: ({ php_version }) => <Version version={php_version} />,
    },
    {
      id: 'notes',
      head: say('sites.notes'),
      optional: true,
      card: 'line',
      cell: ({ description }) =>
        description === null ? (
          <None />
        ) : (
          <span className="truncate" title={description}>
            {description}
          </span>
        ),
    },
    {
      id: 'created',
      head: say('sites.created'),
      width: 108,
      end: true,
      optional: true,
      card: 'hide',
      sort: 'created_at',
      descending: true,
      cell: ({ created_at }) => <Day at={created_at} />,
    },
  ];
}

export const hostOf = (url: string) => url.replace(/^https?:\/\//, '').replace(/\/$/, '');
