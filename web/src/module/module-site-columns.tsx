import type { ModuleSite } from '@patchlight/contract/modules';
import { Link } from '@tanstack/react-router';
import { everyOrganization } from '../api/organization.ts';
import { MutedMark } from '../mutes/muted-mark.tsx';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Ago, Chips, Day, None, Version } from '../ui/facts.tsx';
import { Status } from '../ui/status.tsx';
import type { Column } from '../ui/table/columns.ts';

export function useModuleSiteColumns(
  org: string,
  ownerOf: (muteId: string) => string | undefined,
): readonly Column<ModuleSite>[] {
  const say = useText();
  const all: readonly Column<ModuleSite>[] = [
    {
      id: 'verdict',
      head: say('module.verdict'),
      width: 216,
      sort: 'status',
      card: 'status',
      cell: (row) => <Verdict {...row} />,
    },
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
    {
      id: 'organization',
      head: say('module.organization'),
      width: 176,
      below: 992,
      card: 'line',
      cell: ({ organization }) => <span className="truncate muted">{organization.name}</span>,
    },
    {
      id: 'environment',
      head: say('module.environment'),
      width: 112,
      below: 1200,
      cell: ({ environment }) => say(`environment.${environment}`),
    },
    {
      id: 'tags',
      head: say('module.tags'),
      width: 152,
      below: 1200,
      card: 'hide',
      cell: ({ tags }) => <Chips names={tags} />,
    },
    {
      id: 'version',
      head: say('module.installed'),
      width: 128,
      sort: 'version',
      cell: ({ version }) => <Version version={version} />,
    },
    {
      id: 'since',
      head: say('module.since'),
      width: 112,
      below: 992,
      label: say('module.since'),
      cell: ({ running_since }) => (
        <span className="muted">
          <Day at={running_since} />
        </span>
      ),
    },
    {
      id: 'reported',
      head: say('module.reported'),
      width: 96,
      end: true,
      card: 'hide',
      cell: ({ last_report_at, freshness }) => (
        <span className="muted">
          <Ago at={last_report_at} clock={freshness === 'late' || freshness === 'silent'} />
        </span>
      ),
    },
  ];
  return org === everyOrganization ? all : all.filter(({ id }) => id !== 'organization');
}

// What a silent site said last stands with its date, and good news that is old is none.
function Verdict({ status, freshness, last_report_at }: ModuleSite) {
  const say = useText();
  const { day } = useFormat();
  if (status === null) return <None />;
  if (freshness !== 'silent' || last_report_at === null) return <Status status={status} />;
  return (
    <>
      <Status status={status === 'current' ? 'unknown' : status} />{' '}
      <span className="muted small">{say('module.asOfDay', { day: day(last_report_at) })}</span>
    </>
  );
}
