import type { UnmatchedModule } from '@patchlight/contract/module-identities';
import { useState } from 'react';
import { useChange } from '../api/queries.ts';
import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { queryOf, useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/choices.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Count, Day, None } from '../ui/facts.tsx';
import { TextField } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable, TwoLines } from '../ui/table/data-table.tsx';
import { toast } from '../ui/toasts.tsx';

const touches = ['/api/v1/unmatched-modules', '/api/v1/modules', '/api/v1/sites', '/api/v1/overview'];

/** Names that sites report and drupal.org does not know: custom code, or a project under another name. */
export function Unmatched() {
  const say = useText();
  const [search, setSearch] = useListSearch();
  const [open, setOpen] = useState<UnmatchedModule>();
  const list = useList(
    'GET /api/v1/unmatched-modules',
    { query: { ...queryOf(search, ['decided', 'q']), sort: '-sites' } as never },
    search,
  );
  const forget = useChange('DELETE /api/v1/module-identities/{name}', touches);
  const columns: readonly Column<UnmatchedModule>[] = [
    {
      id: 'name',
      head: say('console.moduleName'),
      card: 'first',
      cell: ({ name, versions }) => <TwoLines name={<code>{name}</code>} under={versions.join(', ')} />,
    },
    {
      id: 'organization',
      head: say('console.organization'),
      width: 200,
      card: 'line',
      cell: ({ organization }) => organization?.name ?? <None />,
    },
    {
      id: 'sites',
      head: say('console.sites'),
      width: 80,
      end: true,
      label: say('console.sites'),
      cell: ({ sites }) => <Count value={sites} />,
    },
    {
      id: 'seen',
      head: say('console.firstSeen'),
      width: 120,
      below: 992,
      card: 'hide',
      cell: ({ first_seen_at }) => <Day at={first_seen_at} />,
    },
    {
      id: 'decision',
      head: say('console.decision'),
      width: 200,
      card: 'status',
      cell: ({ decision, reason }) =>
        decision === null
          ? say(`console.reason.${reason ?? 'not_on_drupal_org'}`)
          : decision.decision === 'custom'
            ? say('console.custom')
            : say('console.isProject', { project: decision.project }),
    },
    {
      id: 'actions',
      head: say('console.actions'),
      width: 160,
      end: true,
      cell: (row) =>
        row.organization !== null &&
        (row.decision === null ? (
          <Button small onClick={() => setOpen(row)}>
            {say('console.decide')}
          </Button>
        ) : (
          <Button
            small
            onClick={() =>
              forget.mutate({ params: { name: row.name }, query: { organization_id: row.organization?.id ?? '' } })
            }
          >
            {say('console.takeBack')}
          </Button>
        )),
    },
  ];
  if (list.error != null)
    return <ErrorPanel what={say('console.unmatched.failed')} error={list.error} onRetry={list.refetch} />;
  return (
    <div className="stack-small">
      {forget.error && <ErrorPanel what={say('console.notDone')} error={forget.error} />}
      <Panel
        flush
        title={say('console.tab.unmatched')}
        foot={<ListFoot list={list} search={search} onChange={setSearch} />}
      >
        <FilterBar
          search={search}
          onChange={setSearch}
          findIn={say('console.moduleName')}
          facets={[
            {
              id: 'decided',
              label: say('console.decision'),
              single: true,
              choices: [
                { value: 'false', label: say('console.open') },
                { value: 'true', label: say('console.decided') },
              ],
            },
          ]}
        />
        {list.total === 0 ? (
          <Empty title={say('console.noUnmatched')}>{say('console.noUnmatched.why')}</Empty>
        ) : (
          <DataTable
            caption={say('console.tab.unmatched')}
            columns={columns}
            rows={list.rows}
            rowKey={({ name, organization }) => `${name}:${organization?.id}`}
            rowHeight="two-lines"
          />
        )}
      </Panel>
      {open !== undefined && <Decide row={open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

function Decide({ row, onClose }: { row: UnmatchedModule; onClose: () => void }) {
  const say = useText();
  const [decision, setDecision] = useState<'custom' | 'project'>('custom');
  const [project, setProject] = useState('');
  const identify = useChange('PUT /api/v1/module-identities/{name}', touches);
  const submit = () =>
    identify.mutate(
      {
        params: { name: row.name },
        body: {
          organization_id: row.organization?.id ?? '',
          decision,
          ...(decision === 'project' && { project: project.trim() }),
        },
      },
      {
        onSuccess() {
          toast(say('console.isDecided', { name: row.name }));
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      title={say('console.decideOf', { name: row.name })}
      onClose={onClose}
      submit={say('console.decide')}
      onSubmit={submit}
      busy={identify.isPending}
      submitReason={decision === 'project' && project.trim() === '' ? say('console.enterProject') : undefined}
    >
      <Segmented
        label={say('console.decision')}
        value={decision}
        onChange={setDecision}
        choices={[
          { value: 'custom', label: say('console.custom') },
          { value: 'project', label: say('console.project') },
        ]}
      />
      <p className="muted">{say(decision === 'custom' ? 'console.custom.means' : 'console.project.means')}</p>
      {decision === 'project' && (
        <TextField
          label={say('console.projectName')}
          value={project}
          placeholder="webform"
          onChange={(event) => setProject(event.target.value)}
        />
      )}
      {identify.error && <ErrorPanel what={say('console.notDone')} error={identify.error} />}
    </Dialog>
  );
}
