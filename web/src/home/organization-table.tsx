import type { OrganizationTally } from '@patchlight/contract/overview';
import { Link } from '@tanstack/react-router';
import { useText } from '../text/text.tsx';
import { Ago, Count } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable } from '../ui/table/data-table.tsx';
import styles from './home.module.css';

/** For whoever looks after several: where to look first. */
export function OrganizationTable({ organizations }: { organizations: readonly OrganizationTally[] }) {
  const say = useText();
  return (
    <div className={styles.below}>
      <Panel flush title={say('home.organizations')} note={say('home.organizations.note')}>
        <DataTable
          caption={say('home.organizations.caption')}
          columns={useColumns()}
          rows={organizations}
          rowKey={({ organization }) => organization.id}
        />
      </Panel>
    </div>
  );
}

function useColumns(): readonly Column<OrganizationTally>[] {
  const say = useText();
  return [
    {
      id: 'name',
      head: say('home.organizations.name'),
      card: 'first',
      cell: ({ organization }) => (
        <Link to="/o/$org" params={{ org: organization.id }} title={organization.name}>
          {organization.name}
        </Link>
      ),
    },
    ...(['security', 'unsupported', 'update'] as const).map((status) => ({
      id: status,
      head: say(`status.${status}`),
      label: say(`status.${status}`),
      width: 120,
      end: true,
      cell: ({ sites }: OrganizationTally) => <Count value={sites.status[status]} />,
    })),
    {
      id: 'silent',
      head: say('freshness.silent'),
      label: say('freshness.silent'),
      width: 96,
      end: true,
      cell: ({ sites }) => <Count value={sites.freshness.silent} />,
    },
    {
      id: 'sites',
      head: say('home.strip.sites'),
      label: say('home.strip.sites'),
      width: 96,
      end: true,
      cell: ({ sites }) => <Count value={sites.total} />,
    },
    {
      id: 'reported',
      head: say('sites.reported'),
      width: 112,
      end: true,
      card: 'status',
      cell: ({ newest_report_at }) => <Ago at={newest_report_at} />,
    },
  ];
}
