import type { ApiKey } from '@patchlight/contract/api-keys';
import { IconClock, IconDots, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useFormat } from '../text/format.ts';
import { type TextId, useText } from '../text/text.tsx';
import { IconButton } from '../ui/button.tsx';
import { Ago, Day, None } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import type { Column } from '../ui/table/columns.ts';

interface KeyColumns {
  readonly nameOf: (siteId: string | null) => string | undefined;
  readonly onRotate: (key: ApiKey) => void;
  readonly onRevoke: (key: ApiKey) => void;
}

export function useKeyColumns({ nameOf, onRotate, onRevoke }: KeyColumns): readonly Column<ApiKey>[] {
  const say = useText();
  return [
    { id: 'name', head: say('keys.name'), card: 'first', cell: ({ name }) => <b title={name}>{name}</b> },
    {
      id: 'prefix',
      head: say('keys.prefix'),
      width: 152,
      below: 992,
      card: 'hide',
      cell: ({ prefix }) => <code>{prefix}…</code>,
    },
    {
      id: 'scope',
      head: say('keys.scope'),
      width: 132,
      label: say('keys.scope'),
      cell: ({ scopes }) => scopes.map((scope) => say(`keys.scope.${scope}` as TextId)).join(', '),
    },
    {
      id: 'for',
      head: say('keys.for'),
      width: 180,
      below: 992,
      card: 'line',
      cell: ({ type, site_id }) =>
        type === 'organization' ? say('keys.wholeOrganization') : (nameOf(site_id) ?? say('keys.aSite')),
    },
    {
      id: 'made',
      head: say('keys.made'),
      width: 120,
      below: 1200,
      card: 'hide',
      cell: ({ created_at }) => <Day at={created_at} />,
    },
    {
      id: 'used',
      head: say('keys.used'),
      width: 104,
      label: say('keys.used'),
      cell: ({ last_used_at }) => (last_used_at === null ? say('keys.unused') : <Ago at={last_used_at} />),
    },
    {
      id: 'expires',
      head: say('keys.expires'),
      width: 112,
      label: say('keys.expires'),
      cell: ({ expires_at }) => (expires_at === null ? <None /> : <Day at={expires_at} />),
    },
    { id: 'state', head: say('keys.state'), width: 140, card: 'status', cell: (key) => <KeyState apiKey={key} /> },
    {
      id: 'actions',
      head: say('keys.actions'),
      width: 88,
      end: true,
      cell: (key) =>
        key.revoked_at === null && (
          <Menu
            label={say('keys.actionsOf', { name: key.name })}
            groups={[
              [
                { label: say('keys.rotate'), icon: IconRefresh, onSelect: () => onRotate(key) },
                { label: say('keys.revoke'), icon: IconTrash, onSelect: () => onRevoke(key) },
              ],
            ]}
            target={<IconButton icon={IconDots} name={say('keys.actionsOf', { name: key.name })} />}
          />
        ),
    },
  ];
}

function KeyState({ apiKey: { expires_at, revoked_at } }: { apiKey: ApiKey }) {
  const say = useText();
  const { days } = useFormat();
  if (revoked_at !== null) return <>{say('keys.revoked')}</>;
  if (expires_at === null) return <>{say('keys.active')}</>;
  const left = Math.ceil((new Date(expires_at).getTime() - Date.now()) / 86_400_000);
  if (left <= 0) return <>{say('keys.expired')}</>;
  return left > 30 ? (
    say('keys.active')
  ) : (
    <span className="row">
      <Icon of={IconClock} size={14} />
      {say('keys.expiresIn', { left: days(left) })}
    </span>
  );
}
