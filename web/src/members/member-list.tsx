import type { Membership } from '@patchlight/contract/memberships';
import type { Member } from '@patchlight/contract/users';
import { IconDots, IconUserCog, IconUserMinus } from '@tabler/icons-react';
import { useState } from 'react';
import { usePlace, useUser } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { type ListSearch, queryOf, type SetSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useText } from '../text/text.tsx';
import { IconButton } from '../ui/button.tsx';
import { Ago, Day, None } from '../ui/facts.tsx';
import { Menu } from '../ui/menu.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable, TwoLines } from '../ui/table/data-table.tsx';
import { ChangeRole } from './change-role.tsx';
import { EndMembership } from './end-membership.tsx';
import { memberRoles } from './member-roles.ts';

interface Open {
  readonly what: 'role' | 'end';
  readonly member: Member;
  readonly membership: Membership;
}

export function MemberList({
  search,
  onSearch,
  mayWrite,
}: {
  search: ListSearch;
  onSearch: SetSearch;
  mayWrite: boolean;
}) {
  const say = useText();
  const { organizationId } = usePlace();
  const [open, setOpen] = useState<Open>();
  const ofPlace = organizationId === undefined ? {} : { organization_id: organizationId };
  const query = { ...queryOf(search, ['role', 'is_active', 'q']), ...ofPlace, sort: 'name' };
  const list = useList('GET /api/v1/users', { query: query as never }, search);
  // Memberships have the ids by which a role is changed; only administrators see them.
  const memberships = useApi(
    'GET /api/v1/memberships',
    { query: { ...ofPlace, per_page: 100 } },
    { enabled: mayWrite && organizationId !== undefined },
  );
  const membershipOf = (id: string) => memberships.data?.data.find(({ user }) => user.id === id);
  const columns = useMemberColumns(
    organizationId,
    (what, member) => {
      const membership = membershipOf(member.id);
      if (membership !== undefined) setOpen({ what, member, membership });
    },
    mayWrite && organizationId !== undefined,
  );
  if (list.error != null) return <ErrorPanel what={say('members.failed')} error={list.error} onRetry={list.refetch} />;
  return (
    <>
      <Panel flush title={say('members.people')} foot={<ListFoot list={list} search={search} onChange={onSearch} />}>
        <FilterBar
          search={search}
          onChange={onSearch}
          findIn={say('members.find')}
          facets={[
            {
              id: 'role',
              label: say('members.role'),
              single: true,
              choices: memberRoles.map((value) => ({ value, label: say(`members.role.${value}`) })),
            },
            {
              id: 'is_active',
              label: say('members.state'),
              single: true,
              choices: (['true', 'false'] as const).map((value) => ({ value, label: say(`members.active.${value}`) })),
            },
          ]}
        />
        {list.total === 0 ? (
          <Empty title={say('list.nothingMatches')}>{say('list.nothingMatches.why')}</Empty>
        ) : (
          <DataTable
            caption={say('members.people')}
            columns={columns}
            rows={list.rows}
            rowKey={({ id }) => id}
            rowHeight="two-lines"
          />
        )}
      </Panel>
      {open?.what === 'role' && <ChangeRole membership={open.membership} onClose={() => setOpen(undefined)} />}
      {open?.what === 'end' && <EndMembership membership={open.membership} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function useMemberColumns(
  organizationId: string | undefined,
  onOpen: (what: Open['what'], member: Member) => void,
  mayWrite: boolean,
): readonly Column<Member>[] {
  const say = useText();
  const me = useUser().id;
  const roleOf = (member: Member) =>
    member.memberships.find(({ organization }) => organization.id === organizationId)?.role ?? member.role;
  return [
    {
      id: 'name',
      head: say('members.name'),
      card: 'first',
      cell: ({ id, name, email }) => (
        <TwoLines name={id === me ? say('members.you', { name }) : name} under={email ?? ''} />
      ),
    },
    {
      id: 'role',
      head: say('members.role'),
      width: 140,
      card: 'status',
      cell: (member) => say(`members.role.${roleOf(member)}`),
    },
    {
      id: 'organizations',
      head: say('members.organizations'),
      width: 200,
      below: 992,
      card: 'line',
      cell: ({ memberships, organization }) =>
        memberships.map((each) => each.organization.name).join(', ') || organization?.name || <None />,
    },
    {
      id: 'seen',
      head: say('members.lastSeen'),
      width: 128,
      label: say('members.lastSeen'),
      cell: ({ last_login }) => <Ago at={last_login} />,
    },
    {
      id: 'since',
      head: say('members.since'),
      width: 112,
      below: 992,
      card: 'hide',
      cell: ({ created_at }) => <Day at={created_at} />,
    },
    {
      id: 'state',
      head: say('members.state'),
      width: 104,
      below: 992,
      card: 'hide',
      cell: ({ is_active }) => (is_active === null ? <None /> : say(`members.active.${is_active}`)),
    },
    ...(mayWrite
      ? [
          {
            id: 'actions',
            head: say('members.actions'),
            width: 88,
            end: true,
            cell: (member: Member) => (
              <Menu
                label={say('members.actionsOf', { name: member.name })}
                groups={[
                  [
                    { label: say('members.changeRole'), icon: IconUserCog, onSelect: () => onOpen('role', member) },
                    { label: say('members.end'), icon: IconUserMinus, onSelect: () => onOpen('end', member) },
                  ],
                ]}
                target={<IconButton icon={IconDots} name={say('members.actionsOf', { name: member.name })} />}
              />
            ),
          },
        ]
      : []),
  ];
}
