import type { Site } from '@patchlight/contract/sites';
import { Link } from '@tanstack/react-router';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Ago, Chips, Count, None, Risk, Version } from '../ui/facts.tsx';
import { Status } from '../ui/status.tsx';
import type { Column } from '../ui/table/columns.ts';
import { TwoLines } from '../ui/table/data-table.tsx';

export function useSiteColumns(org: string): readonly Column<Site>[] {
  const say = useText();
  const { day, age } = useFormat();
  return [
    {
      id: 'status',
      head: say('sites.status'),
      width: 140,
      card: 'status',
      cell: (site) => <SiteStatus site={site} say={(at) => say('sites.asOf', { day: day(at) })} />,
    },
    {
      id: 'site',
      head: say('sites.site'),
      sort: 'name',
      card: 'first',
      cell: (site) => (
        <TwoLines
          name={
            <Link to="/o/$org/sites/$siteId" params={{ org, siteId: site.id }} title={site.name}>
              {site.name}
            </Link>
          }
          under={site.url.replace(/^https?:\/\//, '')}
        />
      ),
    },
    {
      id: 'tags',
      head: say('sites.tags'),
      width: 168,
      below: 1200,
      card: 'line',
      cell: ({ tags }) => <Chips names={tags} />,
    },
    {
      id: 'core',
      head: say('sites.core'),
      width: 96,
      label: say('sites.core'),
      cell: ({ core_version }) => <Version version={core_version} />,
    },
    {
      id: 'security',
      head: say('sites.security'),
      width: 88,
      end: true,
      label: say('sites.security'),
      cell: ({ counts }) => <Count value={counts.security} />,
    },
    {
      id: 'unsupported',
      head: say('sites.unsupported'),
      width: 104,
      end: true,
      below: 992,
      card: 'hide',
      cell: ({ counts }) => <Count value={counts.unsupported} />,
    },
    {
      id: 'updates',
      head: say('sites.updates'),
      width: 80,
      end: true,
      below: 992,
      card: 'hide',
      cell: ({ counts }) => <Count value={counts.update} />,
    },
    {
      id: 'risk',
      head: say('sites.risk'),
      width: 148,
      sort: 'risk',
      descending: true,
      card: 'hide',
      cell: ({ risk }) => <Risk risk={risk} stacked />,
    },
    {
      id: 'oldest',
      head: say('sites.oldest'),
      width: 72,
      end: true,
      below: 1200,
      card: 'hide',
      cell: ({ oldest_exposure_at }) => (oldest_exposure_at === null ? <None /> : age(oldest_exposure_at)),
    },
    {
      id: 'reported',
      head: say('sites.reported'),
      width: 96,
      end: true,
      sort: 'last_report_at',
      descending: true,
      label: say('sites.reported'),
      cell: ({ last_report_at, freshness }) => (
        <Ago at={last_report_at} clock={freshness === 'late' || freshness === 'silent'} />
      ),
    },
  ];
}

// A silent site keeps its last bad word, with its date.
function SiteStatus({ site, say }: { site: Site; say: (at: string) => string }) {
  const isOld = site.freshness === 'silent' && site.reported_at !== null;
  if (!isOld) return <Status status={site.status} />;
  return (
    <>
      <Status status={site.status} />
      <span className="muted small" style={{ display: 'block', lineHeight: '16px', paddingLeft: 22 }}>
        {say(site.reported_at ?? '')}
      </span>
    </>
  );
}
