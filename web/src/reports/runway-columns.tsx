import type { Runway } from '@patchlight/contract/runway';
import { Link } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Count, None } from '../ui/facts.tsx';
import { Status } from '../ui/status.tsx';
import type { Column } from '../ui/table/columns.ts';
import styles from './reports.module.css';

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
      width: 148,
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
      width: '34%',
      below: 992,
      card: 'line',
      cell: ({ security_coverage: { ends_on } }) => <TimeLeft endsOn={ends_on} />,
    },
    {
      id: 'end',
      head: say('reports.runway.ends'),
      label: say('reports.runway.ends'),
      width: 176,
      cell: ({ security_coverage: { ends_on, ends_with } }) => <End on={ends_on} release={ends_with} />,
    },
    {
      id: 'next',
      head: say('reports.runway.next'),
      width: 184,
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
      width: 148,
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
      width: '34%',
      below: 992,
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

const dayMs = 86_400_000;
const whole = 2 * 365;

/** A bar of up to two years, and the time in words. */
function TimeLeft({ endsOn }: { endsOn: string | null }) {
  const say = useText();
  const { days } = useFormat();
  if (endsOn === null) return <None />;
  const left = Math.floor((lastMomentOf(endsOn).getTime() - Date.now()) / dayMs);
  return (
    <span className={styles.left}>
      <span className={styles.track} aria-hidden>
        <i style={{ width: `${Math.max(0, Math.min(1, left / whole)) * 100}%` }} />
      </span>
      <span className={styles.time}>{left >= 0 ? days(left) : say('reports.runway.ago', { time: days(-left) })}</span>
    </span>
  );
}

function End({ on, release }: { on: string | null; release: string | null }) {
  const say = useText();
  const { date, month } = useFormat();
  if (on !== null) return on.length === 7 ? month(`${on}-15`) : date(`${on}T12:00:00Z`);
  return release === null ? <None /> : say('reports.runway.endsWith', { version: release });
}

/** Of a day, or of a month such as `2021-11`. */
function lastMomentOf(text: string): Date {
  const [year = 0, month = 1, day] = text.split('-').map(Number);
  return day === undefined ? new Date(Date.UTC(year, month, 1)) : new Date(Date.UTC(year, month - 1, day + 1));
}
