import type { PatchRunReport } from '@patchlight/contract/patch-run-report';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { usePlace } from '../api/organization.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty } from '../ui/states.tsx';
import { Status } from '../ui/status.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable, TwoLines } from '../ui/table/data-table.tsx';

type Breach = PatchRunReport['breaches'][number];
const few = 20;

/** What took longer than it may, or still does; the longest first. */
export function BreachTable({ report: { breaches, breach_count, closed } }: { report: PatchRunReport }) {
  const say = useText();
  const [isWhole, setWhole] = useState(false);
  const columns = useColumns();
  const shown = isWhole ? breaches : breaches.slice(0, few);
  const open = breaches.filter((breach) => breach.open).length;
  return (
    <Panel
      flush
      title={say('reports.breaches')}
      note={say('reports.breaches.note', { count: breach_count, open })}
      foot={
        breach_count > 0 && (
          <>
            <span className="tabular">{say('list.range', { from: 1, to: shown.length, total: breach_count })}</span>
            {shown.length < breaches.length && (
              <button type="button" className="link no-print" onClick={() => setWhole(true)}>
                {say('reports.showAll')}
              </button>
            )}
            {breaches.length < breach_count && isWhole && <span>{say('reports.breaches.cut')}</span>}
            {closed && <span className="push">{say('reports.closed')}</span>}
          </>
        )
      }
    >
      {breach_count === 0 ? (
        <Empty title={say('reports.breaches.none')}>{say('reports.breaches.none.why')}</Empty>
      ) : (
        <DataTable
          caption={say('reports.breaches.caption')}
          columns={columns}
          rows={shown}
          rowKey={({ site, project, advisory, release, open: isOpen, hours }) =>
            [site.id, project, advisory ?? release, isOpen, hours].join(' ')
          }
          rowHeight="two-lines"
          virtual={shown.length > 200}
        />
      )}
    </Panel>
  );
}

function useColumns(): readonly Column<Breach>[] {
  const say = useText();
  const { hours } = useFormat();
  const { org } = usePlace();
  return [
    {
      id: 'state',
      head: say('reports.state'),
      width: 108,
      card: 'status',
      cell: ({ open }) => (
        <Status status={open ? 'security' : 'current'}>{say(open ? 'reports.open' : 'reports.fixed')}</Status>
      ),
    },
    {
      id: 'site',
      head: say('reports.site'),
      card: 'first',
      cell: ({ site }) => (
        <Link
          className="truncate"
          to="/o/$org/sites/$siteId"
          params={{ org, siteId: site.id }}
          title={site.name}
          style={{ fontWeight: 'var(--weight-medium)' }}
        >
          {site.name}
        </Link>
      ),
    },
    {
      id: 'project',
      head: say('reports.project'),
      card: 'line',
      cell: ({ project, advisory, release }) => (
        <TwoLines
          name={
            <Link to="/o/$org/modules/$moduleId" params={{ org, moduleId: project }}>
              {project}
            </Link>
          }
          under={
            advisory === null ? (
              say('reports.release', { version: release ?? '' })
            ) : (
              <Link to="/o/$org/advisories/$advisoryId" params={{ org, advisoryId: advisory }}>
                {advisory}
              </Link>
            )
          }
        />
      ),
    },
    {
      id: 'target',
      head: say('reports.target'),
      label: say('reports.target'),
      width: 80,
      end: true,
      cell: ({ target_hours }) => hours(target_hours),
    },
    {
      id: 'lag',
      head: say('reports.lag.head'),
      label: say('reports.lag.head'),
      width: 88,
      end: true,
      cell: ({ hours: taken }) => <b>{hours(taken)}</b>,
    },
    {
      id: 'over',
      head: say('reports.over'),
      label: say('reports.over'),
      width: 96,
      end: true,
      below: 992,
      cell: ({ hours: taken, target_hours }) => hours(taken - target_hours),
    },
  ];
}
