import type { OrganizationRole } from '@patchlight/contract/roles';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { invalidate } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { AreaField } from '../ui/field.tsx';
import { useErrorText } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { readPeople } from './people-lines.ts';
import { RoleChoice } from './role-choice.tsx';

/** Invites everybody on a pasted list with one role; whoever could not be invited stays on the list with the reason. */
export function InviteMany({ org, onClose }: { org: string; onClose: () => void }) {
  const say = useText();
  const errorText = useErrorText();
  const [text, setText] = useState('');
  const [role, setRole] = useState<OrganizationRole>('developer');
  const [isBusy, setBusy] = useState(false);
  const [failed, setFailed] = useState<readonly string[]>([]);
  const { people, wrong } = readPeople(text);
  const submit = async () => {
    setBusy(true);
    const left: string[] = [];
    const reasons: string[] = [];
    for (const { email, name } of people) {
      try {
        await call('POST /api/v1/users/add', { body: { email, name, role, organization_id: org } });
      } catch (error) {
        left.push(`${name} <${email}>`);
        reasons.push(`${email}: ${errorText(error)}`);
      }
    }
    setBusy(false);
    await invalidate(['/api/v1/users', '/api/v1/invitations', '/api/v1/memberships']);
    if (people.length > left.length) toast(say('members.invited', { count: people.length - left.length }));
    if (left.length === 0) return onClose();
    setText(left.join('\n'));
    setFailed(reasons);
  };
  const nothing = people.length === 0 ? say('members.nobody') : undefined;
  return (
    <Dialog
      open
      title={say('members.invite')}
      onClose={onClose}
      submit={say('members.invite.submit', { count: people.length })}
      onSubmit={() => void submit()}
      busy={isBusy}
      submitReason={nothing}
    >
      <AreaField
        label={say('members.addresses')}
        hint={say('members.addresses.hint')}
        placeholder={'Ada Martin <ada@example.org>\njonas@example.org'}
        value={text}
        rows={5}
        spellCheck={false}
        data-autofocus
        onChange={(event) => setText(event.target.value)}
        error={wrong.length > 0 ? say('members.addresses.wrong', { lines: wrong.join(', ') }) : undefined}
      />
      <RoleChoice value={role} onChange={setRole} />
      {failed.length > 0 && (
        <div role="alert">
          <b>{say('members.notInvited')}</b>
          <ul className="small">
            {failed.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}
