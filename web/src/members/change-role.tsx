import type { Membership } from '@patchlight/contract/memberships';
import type { OrganizationRole } from '@patchlight/contract/roles';
import { useState } from 'react';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { RoleChoice } from './role-choice.tsx';

export function ChangeRole({ membership, onClose }: { membership: Membership; onClose: () => void }) {
  const say = useText();
  const from = membership.role as OrganizationRole;
  const [role, setRole] = useState(from);
  const change = useChange('PUT /api/v1/memberships/{membership_id}', ['/api/v1/users', '/api/v1/memberships']);
  const submit = () =>
    change.mutate(
      { params: { membership_id: membership.id }, body: { role } },
      {
        onSuccess() {
          toast(say('members.roleChanged', { name: membership.user.name, role: say(`members.role.${role}`) }));
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      title={say('members.changeRoleOf', { name: membership.user.name })}
      onClose={onClose}
      submit={say('members.changeRole')}
      onSubmit={submit}
      busy={change.isPending}
      submitReason={role === from ? say('members.sameRole') : undefined}
    >
      <RoleChoice value={role} from={from} onChange={setRole} />
      {change.error && <ErrorPanel what={say('members.roleNotChanged')} error={change.error} />}
    </Dialog>
  );
}
