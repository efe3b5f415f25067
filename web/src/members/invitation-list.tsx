import type { Invitation } from '@patchlight/contract/invitations';
import { usePlace } from '../api/organization.ts';
import { useApi, useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Ago, Day } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable, TwoLines } from '../ui/table/data-table.tsx';
import { toast } from '../ui/toasts.tsx';

/** Invitations that nobody has accepted yet. */
export function InvitationList() {
  const say = useText();
  const { organizationId } = usePlace();
  const found = useApi('GET /api/v1/invitations', {
    query: { per_page: 100, ...(organizationId !== undefined && { organization_id: organizationId }) },
  });
  const resend = useChange('POST /api/v1/invitations/{invitation_id}/resend', ['/api/v1/invitations']);
  const revoke = useChange('DELETE /api/v1/invitations/{invitation_id}', ['/api/v1/invitations']);
  const columns: readonly Column<Invitation>[] = [
    {
      id: 'name',
      head: say('members.name'),
      card: 'first',
      cell: ({ name, email }) => <TwoLines name={name} under={email} />,
    },
    {
      id: 'role',
      head: say('members.role'),
      width: 140,
      card: 'status',
      cell: ({ role }) => say(`members.role.${role}`),
    },
    {
      id: 'sent',
      head: say('members.sent'),
      width: 112,
      label: say('members.sent'),
      cell: ({ created_at }) => <Ago at={created_at} />,
    },
    {
      id: 'until',
      head: say('members.until'),
      width: 128,
      label: say('members.until'),
      cell: ({ expires_at }) =>
        new Date(expires_at).getTime() < Date.now() ? <b>{say('members.expired')}</b> : <Day at={expires_at} />,
    },
    {
      id: 'actions',
      head: say('members.actions'),
      width: 272,
      end: true,
      card: 'line',
      cell: ({ id, email }) => (
        <span className="row">
          <Button
            small
            onClick={() =>
              resend.mutate(
                { params: { invitation_id: id } },
                { onSuccess: () => toast(say('members.resent', { email })) },
              )
            }
          >
            {say('members.resend')}
          </Button>
          <Button
            small
            onClick={() =>
              revoke.mutate(
                { params: { invitation_id: id } },
                { onSuccess: () => toast(say('members.revoked', { email })) },
              )
            }
          >
            {say('members.revoke')}
          </Button>
        </span>
      ),
    },
  ];
  const error = found.error ?? resend.error ?? revoke.error;
  if (error)
    return <ErrorPanel what={say('members.invitations.failed')} error={error} onRetry={() => void found.refetch()} />;
  const rows = found.data?.data;
  return (
    <Panel flush title={say('members.invitations')} note={say('members.invitations.note')}>
      {rows?.length === 0 ? (
        <Empty title={say('members.noInvitation')} />
      ) : (
        <DataTable
          caption={say('members.invitations')}
          columns={columns}
          rows={rows ?? [undefined, undefined]}
          rowKey={({ id }) => id}
          rowHeight="two-lines"
        />
      )}
    </Panel>
  );
}
