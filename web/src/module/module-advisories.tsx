import type { AdvisoryOfModule } from '@patchlight/contract/modules';
import { Link, useNavigate } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { useTrail, wholeList } from '../list/trail.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Count, Day, None, Risk, useRangeText, Version, VersionRange } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty } from '../ui/states.tsx';
import { Status } from '../ui/status.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable, TwoLines } from '../ui/table/data-table.tsx';
import type { ModuleFacts } from './module-facts.ts';

/** What the Security Team has published about the module, and which of it is open here. */
export function ModuleAdvisories({ module }: { module: ModuleFacts }) {
  const say = useText();
  const { org } = usePlace();
  const navigate = useNavigate();
  const columns = useColumns(org);
  useTrail('advisories', wholeList(module.advisories), ({ id }) => id);
  return (
    <Panel flush>
      {module.advisories.length === 0 ? (
        <Empty title={say('module.advisories.none')}>{say('module.advisories.none.why')}</Empty>
      ) : (
        <DataTable
          caption={say('module.advisories.caption', { name: module.title ?? module.name })}
          columns={columns}
          rows={module.advisories}
          rowKey={({ id }) => id}
          rowHeight="two-lines"
          onOpen={({ id }) => void navigate({ to: '/o/$org/advisories/$advisoryId', params: { org, advisoryId: id } })}
        />
      )}
    </Panel>
  );
}

function useColumns(org: string): readonly Column<AdvisoryOfModule>[] {
  const say = useText();
  const { list } = useFormat();
  const rangeText = useRangeText();
  return [
    {
      id: 'state',
      head: say('advisories.state'),
      width: 124,
      card: 'status',
      cell: ({ sites }) =>
        sites > 0 ? (
          <Status status="security">{say('advisory.open')}</Status>
        ) : (
          <span className="muted">{say('advisories.notOpen')}</span>
        ),
    },
    {
      id: 'advisory',
      head: say('advisories.advisory'),
      card: 'first',
      cell: ({ id, title }) => (
        <TwoLines
          name={
            <Link to="/o/$org/advisories/$advisoryId" params={{ org, advisoryId: id }} title={title}>
              {title}
            </Link>
          }
          under={id}
        />
      ),
    },
    { id: 'risk', head: say('advisories.risk'), width: 148, cell: ({ risk }) => <Risk risk={risk} stacked /> },
    {
      id: 'affected',
      head: say('advisories.affected'),
      width: 208,
      below: 1200,
      card: 'line',
      label: say('advisories.affected'),
      cell: ({ affected_versions }) => (
        <span className="truncate" title={rangeText(affected_versions)}>
          <VersionRange range={affected_versions} />
        </span>
      ),
    },
    {
      id: 'fixed',
      head: say('advisories.fixedIn'),
      width: 172,
      below: 992,
      label: say('advisories.fixedIn'),
      cell: ({ fixed_in }) => (fixed_in.length === 0 ? <None /> : <Version version={list(fixed_in, 'or')} />),
    },
    {
      id: 'published',
      head: say('advisories.published'),
      width: 120,
      below: 992,
      cell: ({ published_at }) => (
        <span className="muted">
          <Day at={published_at} />
        </span>
      ),
    },
    {
      id: 'sites',
      head: say('advisories.exposedSites'),
      width: 120,
      end: true,
      label: say('advisories.exposedSites'),
      cell: ({ sites }) => <Count value={sites} />,
    },
  ];
}
