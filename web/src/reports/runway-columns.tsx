import type { Runway } from '@patchlight/contract/runway';
import { Link } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { useText } from '../text/text.tsx';
import { Count } from '../ui/facts.tsx';
import { Status } from '../ui/status.tsx';
import type { Column } from '../ui/table/columns.ts';
import { End, TimeLeft } from './time-left.tsx';

type CoreBranch = Runway['core'][number];
type PhpBranch = Runway['php'][number];

// What has ended is as good as unsupported; what ends soon asks for an update.
const coreStatus = { covered: 'current', ending: 'update', ended: 'unsupported', unknown: 'unknown' } as const;
const phpStatus = { active: 'current', security: 'update', ended: 'unsupported', unknown: 'unknown' } as const;

export function useCoreColumns(): readonly Column<CoreBranch>[] {
  const say = useText();
  const { org } = usePlace();
  return [
    {
      id: 'state',
      head: say('reports.runway.state'),
      width: 136,
      card: 'status',
      cell: ({ security_coverage: { state } }) => (
        <Status status={coreStatus[state]}>{say(`reports.runway.${state}`)}</Status>
      ),
    },
    {
      id: 'branch',
      head: say('reports.runway.branch'),
      card: 'first',
      cell: ({ branch }) =>
        branch === null ? (
          <span className="muted">{say('reports.runway.noCore')}</span>
        ) : (
          <Link to="/o/$org/sites" params={{ org }} search={{ core: `${branch}.` }}>
            {say('reports.runway.drupal', { branch })}
          </Link>
        ),
    },
    {
      id: 'sites',
      head: say('reports.runs.sites'),
      label: say('reports.runs.sites'),
      width: 80,
      end: true,
      cell: ({ sites }) => <Count value={sites} />,
    },
    {
      id: 'left',
      head: say('reports.runway.left'),
      width: '30%',
      below: 1200,
      card: 'line',
      cell: ({ security_coverage: { ends_on } }) => <TimeLeft endsOn={ends_on} />,
    },
    {
      id: 'end',
      head: say('reports.runway.ends'),
      label: say('reports.runway.ends'),
      width: 168,
      cell: ({ security_coverage: { ends_on, ends_with } }) => <End on={ends_on} release={ends_with} />,
    },
    {
      id: 'next',
      head: say('reports.runway.next'),
      width: 168,
      cell: ({ security_coverage: { update_to, state } }) => {
        if (update_to !== null) return say('reports.runway.moveTo', { branch: update_to });
        return state === 'ended' ? (
          say('reports.runway.moveOn')
        ) : (
          <span className="muted">{say('reports.runway.nothing')}</span>
        );
      },
    },
  ];
}

export function usePhpColumns(): readonly Column<PhpBranch>[] {
  const say = useText();
  return [
    {
      id: 'state',
      head: say('reports.runway.state'),
      width: 136,
      card: 'status',
      cell: ({ state }) => <Status status={phpStatus[state]}>{say(`reports.runway.php.${state}`)}</Status>,
    },
    {
      id: 'branch',
      head: say('reports.runway.branch'),
      card: 'first',
      cell: ({ branch }) =>
        branch === null ? (
          <span className="muted">{say('reports.runway.noPhp')}</span>
        ) : (
          say('reports.runway.phpBranch', { branch })
        ),
    },
    {
      id: 'sites',
      head: say('reports.runs.sites'),
      label: say('reports.runs.sites'),
      width: 80,
      end: true,
      cell: ({ sites }) => <Count value={sites} />,
    },
    {
      id: 'left',
      head: say('reports.runway.left'),
      width: '30%',
      below: 1200,
      card: 'line',
      cell: ({ ends_on }) => <TimeLeft endsOn={ends_on} />,
    },
    {
      id: 'end',
      head: say('reports.runway.ends'),
      label: say('reports.runway.ends'),
      width: 176,
      cell: ({ ends_on }) => <End on={ends_on} release={null} />,
    },
    {
      id: 'active',
      head: say('reports.runway.bugs'),
      label: say('reports.runway.bugs'),
      width: 160,
      below: 992,
      cell: ({ active_until }) => <End on={active_until} release={null} />,
    },
  ];
}
