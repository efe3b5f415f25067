import type { Membership } from '@patchlight/contract/memberships';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';

const touches = ['/api/v1/users', '/api/v1/memberships'];

/** Takes somebody out of the organization; where it is the one that looks after the account, the account is deleted. */
export function EndMembership({ membership, onClose }: { membership: Membership; onClose: () => void }) {
  const say = useText();
  const { id, user, organization, is_home } = membership;
  const end = useChange('DELETE /api/v1/memberships/{membership_id}', touches);
  const remove = useChange('DELETE /api/v1/users/delete/{user_id}', touches);
  const done = {
    onSuccess() {
      toast(say('members.ended', { name: user.name }));
      onClose();
    },
  };
  const submit = () =>
    is_home
      ? remove.mutate({ params: { user_id: user.id } }, done)
      : end.mutate({ params: { membership_id: id } }, done);
  const error = end.error ?? remove.error;
  return (
    <Dialog
      open
      title={say('members.endOf', { name: user.name })}
      onClose={onClose}
      submit={say(is_home ? 'members.delete' : 'members.end')}
      onSubmit={submit}
      busy={end.isPending || remove.isPending}
    >
      <p>
        {say(is_home ? 'members.delete.why' : 'members.end.why', { name: user.name, organization: organization.name })}
      </p>
      {error && <ErrorPanel what={say('members.notEnded')} error={error} />}
    </Dialog>
  );
}
