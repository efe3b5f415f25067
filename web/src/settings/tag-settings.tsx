import type { Tag } from '@patchlight/contract/tags';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../api/organization.ts';
import { useApi, useChange } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { IconButton, useRoleReason } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Chip } from '../ui/facts.tsx';
import { TextField } from '../ui/field.tsx';
import { Menu } from '../ui/menu.tsx';
import { Panel } from '../ui/panel.tsx';
import { Callout, Empty, ErrorPanel } from '../ui/states.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable } from '../ui/table/data-table.tsx';
import { toast } from '../ui/toasts.tsx';

const touches = ['/api/v1/tags', '/api/v1/sites', '/api/v1/overview'];

/** The tags of an organization: renaming one to a name in use makes one of the two. */
export function TagSettings({ org }: { org: string }) {
  const say = useText();
  const { number } = useFormat();
  const reason = useRoleReason()(useMay('sites:write'));
  const [open, setOpen] = useState<{ what: 'rename' | 'delete'; tag: Tag }>();
  const found = useApi('GET /api/v1/tags', { query: { organization_id: org, per_page: 100, sort: '-sites' } });
  const columns: readonly Column<Tag>[] = [
    { id: 'name', head: say('settings.tag'), card: 'first', cell: ({ name }) => <Chip>{name}</Chip> },
    {
      id: 'sites',
      head: say('settings.tag.sites'),
      label: say('settings.tag.sites'),
      width: 120,
      end: true,
      cell: ({ name, sites }) => (
        <Link to="/o/$org/sites" params={{ org }} search={{ tag: name }} className="link">
          {number(sites)}
        </Link>
      ),
    },
    {
      id: 'actions',
      head: say('settings.actions'),
      width: 96,
      end: true,
      cell: (tag) => (
        <Menu
          label={say('settings.actionsOf', { name: tag.name })}
          groups={[
            [
              {
                label: say('settings.tag.rename'),
                icon: IconPencil,
                disabledReason: reason,
                onSelect: () => setOpen({ what: 'rename', tag }),
              },
              {
                label: say('settings.tag.delete'),
                icon: IconTrash,
                disabledReason: reason,
                onSelect: () => setOpen({ what: 'delete', tag }),
              },
            ],
          ]}
          target={<IconButton icon={IconDots} name={say('settings.actionsOf', { name: tag.name })} />}
        />
      ),
    },
  ];
  if (found.error)
    return <ErrorPanel what={say('settings.tags.failed')} error={found.error} onRetry={() => void found.refetch()} />;
  const tags = found.data?.data;
  return (
    <Panel flush title={say('settings.tab.tags')} note={say('settings.tags.note')}>
      {tags?.length === 0 ? (
        <Empty title={say('settings.noTag')}>{say('settings.noTag.why')}</Empty>
      ) : (
        <DataTable
          caption={say('settings.tab.tags')}
          columns={columns}
          rows={tags ?? [undefined, undefined, undefined]}
          rowKey={({ name }) => name}
        />
      )}
      {open?.what === 'rename' && (
        <RenameTag
          org={org}
          tag={open.tag}
          names={(tags ?? []).map(({ name }) => name)}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open?.what === 'delete' && <DeleteTag org={org} tag={open.tag} onClose={() => setOpen(undefined)} />}
    </Panel>
  );
}

function RenameTag({
  org,
  tag,
  names,
  onClose,
}: {
  org: string;
  tag: Tag;
  names: readonly string[];
  onClose: () => void;
}) {
  const say = useText();
  const [name, setName] = useState(tag.name);
  const rename = useChange('PUT /api/v1/tags/{name}', touches);
  const typed = name.trim();
  const isMerge = typed !== tag.name && names.includes(typed);
  const submit = () =>
    rename.mutate(
      { params: { name: tag.name }, body: { name: typed, organization_id: org } },
      {
        onSuccess() {
          toast(say('settings.tag.renamed', { from: tag.name, to: typed }));
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      title={say('settings.tag.renameOf', { name: tag.name })}
      onClose={onClose}
      submit={say(isMerge ? 'settings.tag.merge' : 'settings.tag.rename')}
      onSubmit={submit}
      busy={rename.isPending}
      submitReason={typed === '' || typed === tag.name ? say('settings.tag.enterName') : undefined}
    >
      <TextField
        label={say('settings.tag')}
        value={name}
        maxLength={64}
        data-autofocus
        onChange={(event) => setName(event.target.value)}
      />
      {isMerge && <Callout>{say('settings.tag.willMerge', { name: typed })}</Callout>}
      {rename.error && <ErrorPanel what={say('settings.tag.notRenamed')} error={rename.error} />}
    </Dialog>
  );
}

function DeleteTag({ org, tag, onClose }: { org: string; tag: Tag; onClose: () => void }) {
  const say = useText();
  const remove = useChange('DELETE /api/v1/tags/{name}', touches);
  const submit = () =>
    remove.mutate(
      { params: { name: tag.name }, query: { organization_id: org } },
      {
        onSuccess() {
          toast(say('settings.tag.deleted', { name: tag.name }));
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      title={say('settings.tag.deleteOf', { name: tag.name })}
      onClose={onClose}
      submit={say('settings.tag.delete')}
      onSubmit={submit}
      busy={remove.isPending}
    >
      <p>{say('settings.tag.delete.why', { sites: tag.sites })}</p>
      {remove.error && <ErrorPanel what={say('settings.tag.notDeleted')} error={remove.error} />}
    </Dialog>
  );
}
