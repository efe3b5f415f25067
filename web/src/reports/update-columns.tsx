import type { UpdateGroup } from '@patchlight/contract/reports';
import { Link } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { useText } from '../text/text.tsx';
import { Count, None, Risk } from '../ui/facts.tsx';
import type { Column } from '../ui/table/columns.ts';
import { TwoLines } from '../ui/table/data-table.tsx';
import { useEachColumns } from './each-update-columns.tsx';
import type { UpdateGrouping, UpdateRow } from './use-module-updates.ts';

export function keyOfUpdate(row: UpdateRow): string {
  if ('version' in row) return `${row.site.id} ${row.module.id}`;
  if ('site' in row) return row.site.id;
  return 'module' in row ? row.module.id : row.advisory.id;
}

/** What a group is of, as plain text. */
export function nameOfUpdate(row: UpdateRow): string {
  if ('advisory' in row) return row.advisory.id;
  if ('site' in row) return row.site.name;
  return row.module.title ?? row.module.name;
}

export function useUpdateColumns(grouping: UpdateGrouping): readonly Column<UpdateRow>[] {
  const groups = useGroupColumns(grouping);
  const each = useEachColumns();
  return grouping === 'none' ? each : groups;
}

const statuses = ['security', 'unsupported', 'update'] as const;

function useGroupColumns(grouping: UpdateGrouping): readonly Column<UpdateRow>[] {
  const say = useText();
  return [
    {
      id: 'name',
      head: say(`reports.by.${grouping}`),
      card: 'first',
      cell: (row) => <GroupCell row={row} />,
    },
    {
      id: 'risk',
      head: say('sites.risk'),
      label: say('sites.risk'),
      width: 152,
      cell: ({ risk }) => <Risk risk={risk} stacked />,
    },
    // Of one site it says nothing.
    ...(grouping === 'site' ? [] : [numberColumn('sites', say('reports.runs.sites'), (row) => row.sites)]),
    ...statuses.map((status) => numberColumn(status, say(`status.${status}`), (row) => row[status])),
  ];
}

function numberColumn(id: string, head: string, of: (row: UpdateGroup) => number): Column<UpdateRow> {
  return {
    id,
    head,
    label: head,
    width: 116,
    end: true,
    cell: (row) => ('version' in row ? <None /> : <Count value={of(row)} />),
  };
}

function GroupCell({ row }: { row: UpdateRow }) {
  const { org } = usePlace();
  if ('advisory' in row)
    return (
      <TwoLines
        name={
          <Link to="/o/$org/advisories/$advisoryId" params={{ org, advisoryId: row.advisory.id }}>
            {row.advisory.id}
          </Link>
        }
        under={row.advisory.title}
      />
    );
  if ('site' in row)
    return (
      <TwoLines
        name={
          <Link to="/o/$org/sites/$siteId" params={{ org, siteId: row.site.id }} title={row.site.name}>
            {row.site.name}
          </Link>
        }
        under={row.site.url.replace(/^https?:\/\//, '')}
      />
    );
  return (
    <TwoLines
      name={
        <Link to="/o/$org/modules/$moduleId" params={{ org, moduleId: row.module.id }} title={nameOfUpdate(row)}>
          {nameOfUpdate(row)}
        </Link>
      }
      under={row.module.name}
    />
  );
}
