import type { Overview, QueuedFix } from '@patchlight/contract/overview';
import { Link, useNavigate } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { useFormat } from '../text/format.ts';
import { type Say, useText } from '../text/text.tsx';
import { Count, None, Risk, Version } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable, TwoLines } from '../ui/table/data-table.tsx';
import styles from './home.module.css';
import { nameOf } from './name-of.ts';

const most = 10;

/** What to do first. One row is one decision, for all the sites that need it. */
export function FixQueue({ overview }: { overview: Overview }) {
  const say = useText();
  const { org } = usePlace();
  const navigate = useNavigate();
  const columns = useColumns();
  const { fix_queue, exposures, sites, modules } = overview;
  const isAll = fix_queue.length < most;
  return (
    <Panel
      flush
      title={say('home.queue')}
      note={say(isAll ? 'home.queue.all' : 'home.queue.first', {
        decisions: fix_queue.length,
        open: exposures.open,
        sites: sites.status.security,
      })}
      end={
        modules.muted > 0 && (
          <Link className="muted small" to="/o/$org/settings" params={{ org }} search={{ tab: 'mutes' }}>
            {say('home.queue.muted', { count: modules.muted })}
          </Link>
        )
      }
    >
      <DataTable
        caption={say('home.queue.caption')}
        columns={columns}
        rows={fix_queue}
        rowKey={({ module }) => module.id}
        rowHeight="two-lines"
        onOpen={({ module }) =>
          void navigate({ to: '/o/$org/modules/$moduleId', params: { org, moduleId: module.id } })
        }
      />
    </Panel>
  );
}

function useColumns(): readonly Column<QueuedFix>[] {
  const say = useText();
  const { org } = usePlace();
  const { age, hours } = useFormat();
  return [
    {
      id: 'project',
      head: say('home.queue.project'),
      card: 'first',
      cell: ({ module, advisories }) => (
        <TwoLines
          name={
            <Link to="/o/$org/modules/$moduleId" params={{ org, moduleId: module.id }} title={nameOf(module)}>
              {nameOf(module)}
            </Link>
          }
          under={<Advisories advisories={advisories} />}
        />
      ),
    },
    {
      id: 'risk',
      head: say('home.queue.risk'),
      label: say('home.queue.risk'),
      width: 132,
      cell: ({ risk }) => <Risk risk={risk} stacked />,
    },
    {
      id: 'sites',
      head: say('home.queue.sites'),
      width: 60,
      end: true,
      label: say('home.queue.sites'),
      cell: ({ sites }) => <Count value={sites} />,
    },
    {
      id: 'fixedIn',
      head: say('home.queue.fixedIn'),
      width: 164,
      label: say('home.queue.fixedIn'),
      cell: ({ fixed_in }) => <FixedIn versions={fixed_in} say={say} />,
    },
    {
      id: 'age',
      head: say('home.queue.age'),
      width: 112,
      card: 'status',
      cell: ({ oldest_published_at, overdue_hours }) =>
        oldest_published_at === null ? (
          <None />
        ) : (
          <TwoLines
            name={<span className={styles.age}>{age(oldest_published_at)}</span>}
            under={overdue_hours !== null && <Due overdue={overdue_hours} say={say} hours={hours} />}
          />
        ),
    },
  ];
}

function Advisories({ advisories }: Pick<QueuedFix, 'advisories'>) {
  const say = useText();
  const { org } = usePlace();
  const first = advisories[0];
  if (first === undefined) return say('home.queue.noAdvisory');
  return (
    <Link to="/o/$org/advisories/$advisoryId" params={{ org, advisoryId: first.id }} title={first.title}>
      {advisories.length === 1 ? first.id : say('home.queue.more', { id: first.id, count: advisories.length - 1 })}
    </Link>
  );
}

// Two versions fit; what else there is stands on the page of the project.
function FixedIn({ versions, say }: { versions: readonly string[]; say: Say }) {
  const [first, second, ...rest] = versions;
  if (first === undefined) return <span className="muted">{say('home.queue.noFix')}</span>;
  return (
    <span title={versions.join(', ')}>
      <Version version={first} />
      {second !== undefined && (
        <>
          {` ${say('home.queue.or')} `}
          <Version version={second} />
        </>
      )}
      {rest.length > 0 && <span className="muted"> +{rest.length}</span>}
    </span>
  );
}

function Due({ overdue, say, hours }: { overdue: number; say: Say; hours: (value: number) => string }) {
  if (overdue > 0) return <b className={styles.over}>{say('home.queue.over', { age: hours(overdue) })}</b>;
  if (overdue > -24) return say('home.queue.dueToday');
  return say('home.queue.left', { age: hours(-overdue) });
}
