import type { Organization } from '@patchlight/contract/organizations';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../api/queries.ts';
import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { queryOf, useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Day } from '../ui/facts.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable } from '../ui/table/data-table.tsx';
import { toast } from '../ui/toasts.tsx';
import { useForm } from '../ui/use-form.ts';
import { zones } from '../ui/zones.ts';

export function Organizations() {
  const say = useText();
  const [search, setSearch] = useListSearch();
  const [isOpen, setOpen] = useState(false);
  const list = useList(
    'GET /api/v1/organizations',
    { query: { ...queryOf(search, ['q']), sort: 'name' } as never },
    search,
  );
  const columns: readonly Column<Organization>[] = [
    {
      id: 'name',
      head: say('console.organization'),
      card: 'first',
      cell: ({ id, name }) => (
        <Link to="/o/$org" params={{ org: id }}>
          <b>{name}</b>
        </Link>
      ),
    },
    {
      id: 'timezone',
      head: say('console.timezone'),
      width: 200,
      label: say('console.timezone'),
      cell: ({ timezone }) => timezone,
    },
    {
      id: 'created',
      head: say('console.created'),
      width: 128,
      label: say('console.created'),
      cell: ({ created_at }) => <Day at={created_at} />,
    },
    {
      id: 'state',
      head: say('console.state'),
      width: 104,
      card: 'status',
      cell: ({ is_active }) => say(is_active ? 'console.active' : 'console.off'),
    },
    {
      id: 'settings',
      head: say('console.settings'),
      width: 136,
      end: true,
      cell: ({ id }) => (
        <Link to="/o/$org/settings" params={{ org: id }} className="link">
          {say('console.settings')}
        </Link>
      ),
    },
  ];
  if (list.error != null)
    return <ErrorPanel what={say('console.organizations.failed')} error={list.error} onRetry={list.refetch} />;
  return (
    <Panel
      flush
      title={say('console.tab.organizations')}
      end={
        <Button icon={IconPlus} small onClick={() => setOpen(true)}>
          {say('console.addOrganization')}
        </Button>
      }
      foot={<ListFoot list={list} search={search} onChange={setSearch} />}
    >
      <FilterBar facets={[]} search={search} onChange={setSearch} findIn={say('console.organization')} />
      <DataTable
        caption={say('console.tab.organizations')}
        columns={columns}
        rows={list.rows}
        rowKey={({ id }) => id}
      />
      {isOpen && <AddOrganization onClose={() => setOpen(false)} />}
    </Panel>
  );
}

function AddOrganization({ onClose }: { onClose: () => void }) {
  const say = useText();
  const create = useChange('POST /api/v1/organizations', ['/api/v1/organizations']);
  const form = useForm({
    initial: { name: '', timezone: zones[0] ?? 'UTC' },
    check: ({ name }) => ({ ...(name.trim() === '' && { name: say('console.enterName') }) }),
    async send({ name, timezone }) {
      await create.mutateAsync({ body: { name: name.trim(), timezone } });
      toast(say('console.added', { name: name.trim() }));
      onClose();
    },
  });
  return (
    <Dialog
      open
      title={say('console.addOrganization')}
      onClose={onClose}
      submit={say('console.add')}
      onSubmit={() => void form.submit()}
      busy={form.isBusy}
    >
      <TextField label={say('console.name')} data-autofocus {...form.field('name')} />
      <SelectField
        label={say('console.timezone')}
        choices={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
        {...form.field('timezone')}
      />
      {form.error !== undefined && <ErrorPanel what={say('console.notAdded')} error={form.error} />}
    </Dialog>
  );
}
