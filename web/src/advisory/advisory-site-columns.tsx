import type { AdvisorySite } from '@patchlight/contract/advisories';
import { Link } from '@tanstack/react-router';
import { MutedMark } from '../mutes/muted-mark.tsx';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import type { MeterPart } from '../ui/charts/meter.tsx';
import { Day, None, Version } from '../ui/facts.tsx';
import type { Column } from '../ui/table/columns.ts';

interface Shown {
  readonly org: string;
  readonly state: MeterPart;
  readonly hasOrganizations: boolean;
  readonly hasModules: boolean;
  readonly ownerOf: (muteId: string) => string | undefined;
}

export function useAdvisorySiteColumns({
  org,
  state,
  hasOrganizations,
  hasModules,
  ownerOf,
}: Shown): readonly Column<AdvisorySite>[] {
  const say = useText();
  const { hours, days } = useFormat();
  const isFixed = state === 'fixed';
  const columns: readonly (Column<AdvisorySite> | false)[] = [
    {
      id: 'site',
      head: say('module.site'),
      sort: 'name',
      card: 'first',
      cell: ({ site, muted }) => (
        <>
          <Link
            className="truncate"
            to="/o/$org/sites/$siteId"
            params={{ org, siteId: site.id }}
            title={`${site.name}, ${site.url}`}
          >
            {site.name}
          </Link>
          {muted && <MutedMark muted={muted} by={ownerOf(muted.mute_id)} />}
        </>
      ),
    },
    hasOrganizations && {
      id: 'organization',
      head: say('module.organization'),
      width: 160,
      below: 1200,
      card: 'line',
      cell: ({ organization }) => <span className="truncate muted">{organization.name}</span>,
    },
    hasModules && {
      id: 'module',
      head: say('advisories.project'),
      width: 128,
      cell: ({ module }) => <span className="mono small">{module}</span>,
    },
    {
      id: 'version',
      head: say(isFixed ? 'advisory.ranBefore' : 'module.installed'),
      width: 112,
      label: say(isFixed ? 'advisory.ranBefore' : 'module.installed'),
      cell: ({ version }) => <Version version={version} />,
    },
    isFixed
      ? {
          id: 'fixed_with',
          head: say('advisory.fixedWith'),
          width: 128,
          label: say('advisory.fixedWith'),
          cell: ({ fixed_with, version }) =>
            fixed_with === null ? (
              <span className="muted">{say('advisory.removed')}</span>
            ) : (
              <Version version={fixed_with} from={version} />
            ),
        }
      : {
          id: 'fix',
          head: say('advisory.fix'),
          width: 152,
          label: say('advisory.fix'),
          cell: ({ fix, version }) => <FixCell fix={fix} from={version} />,
        },
    {
      id: 'time',
      head: say(isFixed ? 'advisory.fixedOn' : 'advisory.since'),
      width: 136,
      sort: 'time',
      below: 992,
      cell: ({ fixed_at, exposed_since }) => (
        <span className="muted">
          <Day at={isFixed ? fixed_at : exposed_since} />
        </span>
      ),
    },
    {
      id: 'age',
      head: say(isFixed ? 'advisory.lag' : 'advisory.age'),
      width: 80,
      end: true,
      label: say(isFixed ? 'advisory.lag' : 'advisory.age'),
      cell: (row) => {
        if (isFixed) return row.hours === null ? <None /> : hours(row.hours);
        return row.days_exposed === null ? <None /> : days(row.days_exposed);
      },
    },
  ];
  return columns.filter((column) => column !== false);
}

function FixCell({ fix, from }: { fix: AdvisorySite['fix']; from: string | null }) {
  const say = useText();
  if (fix === null) return <None />;
  if (fix.action !== 'update') return <span className="muted">{say(`advisory.fix.${fix.action}.short`)}</span>;
  return <Version version={fix.version} from={from} />;
}
