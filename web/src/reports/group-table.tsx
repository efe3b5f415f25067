import type { PatchRunGroup, PatchRunReport } from '@patchlight/contract/patch-run-report';
import { Link } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import type { ListSearch, SetSearch } from '../list/search.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Segmented } from '../ui/choices.tsx';
import { Count, None } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable } from '../ui/table/data-table.tsx';
import { groupingOf, groupings } from './use-patch-run-report.ts';

interface GroupTableProps {
  readonly kind: 'lag' | 'runs';
  readonly report: PatchRunReport;
  readonly search: ListSearch;
  readonly onChange: SetSearch;
}

/** The same figures by tag, site or organization; where most is late stands first. */
export function GroupTable({ kind, report, search, onChange }: GroupTableProps) {
  const say = useText();
  const { organizationId } = usePlace();
  const groups = report.groups ?? [];
  const offered = groupings.filter((each) => each !== 'organization' || organizationId === undefined);
  const columns = useColumns(kind);
  return (
    <Panel
      flush
      title={say('reports.groups')}
      note={say('reports.groups.note', { count: groups.length })}
      end={
        <span className="no-print">
          <Segmented
            label={say('reports.groupBy')}
            value={groupingOf(search)}
            choices={offered.map((value) => ({ value, label: say(`reports.by.${value}`) }))}
            onChange={(value) => onChange({ group: value === 'tag' ? undefined : value })}
          />
        </span>
      }
    >
      <DataTable
        caption={say('reports.groups.caption')}
        columns={columns}
        rows={groups}
        rowKey={keyOf}
        virtual={groups.length > 200}
      />
    </Panel>
  );
}

function keyOf(group: PatchRunGroup): string {
  if ('site' in group) return group.site.id;
  if ('organization' in group) return group.organization.id;
  return `tag ${group.tag}`;
}

function useColumns(kind: 'lag' | 'runs'): readonly Column<PatchRunGroup>[] {
  const say = useText();
  const { hours } = useFormat();
  const number = (
    id: string,
    head: string,
    of: (group: PatchRunGroup) => number,
    more: Partial<Column<PatchRunGroup>> = {},
  ): Column<PatchRunGroup> => ({
    id,
    head,
    label: head,
    width: 104,
    end: true,
    cell: (group) => <Count value={of(group)} />,
    ...more,
  });
  const time = (id: string, head: string, of: (group: PatchRunGroup) => number | null): Column<PatchRunGroup> => ({
    id,
    head,
    label: head,
    width: 104,
    end: true,
    cell: (group) => {
      const value = of(group);
      return value === null ? <None /> : hours(value);
    },
  });
  const name: Column<PatchRunGroup> = {
    id: 'group',
    head: say('reports.group'),
    card: 'first',
    cell: (group) => <GroupName group={group} kind={kind} />,
  };
  const half = time('half', say('reports.lag.half.short'), ({ lag }) => lag.security.p50_hours);
  const late = number('late', say('reports.lateCount'), ({ breaches }) => breaches);
  if (kind === 'runs')
    return [
      name,
      number('runs', say('reports.runs.runs'), ({ runs }) => runs),
      number('updates', say('reports.runs.updates'), ({ updates }) => updates),
      number('security', say('status.security'), ({ security_updates }) => security_updates),
      number('sites', say('reports.runs.sites'), ({ sites }) => sites, { below: 992 }),
      half,
      late,
    ];
  return [
    name,
    number('closed', say('reports.fixedCount'), ({ lag }) => lag.security.count),
    half,
    time('most', say('reports.lag.most.short'), ({ lag }) => lag.security.p90_hours),
    time('longest', say('reports.lag.longest'), ({ lag }) => lag.security.max_hours),
    number('open', say('reports.openCount'), ({ open_exposures }) => open_exposures, { below: 992 }),
    late,
  ];
}

function GroupName({ group, kind }: { group: PatchRunGroup; kind: 'lag' | 'runs' }) {
  const say = useText();
  const { org } = usePlace();
  if ('site' in group)
    return (
      <Link to="/o/$org/sites/$siteId" params={{ org, siteId: group.site.id }} title={group.site.name}>
        {group.site.name}
      </Link>
    );
  if ('organization' in group)
    return (
      <Link to="/o/$org/reports" params={{ org: group.organization.id }} search={{ tab: kind }}>
        {group.organization.name}
      </Link>
    );
  if (group.tag === null) return <span className="muted">{say('reports.noTag')}</span>;
  return (
    <Link to="/o/$org/sites" params={{ org }} search={{ tag: group.tag }} title={group.tag}>
      {group.tag}
    </Link>
  );
}
