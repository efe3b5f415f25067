import { IconEye, IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { useUser } from '../api/organization.ts';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { DigestDialog } from './digest-dialog.tsx';
import type { Preferences } from './draft.ts';

/** Reads the digest that is being gathered, or has it mailed to oneself. Both follow what is saved. */
export function DigestActions({ saved, isChanged }: { saved: Preferences; isChanged: boolean }) {
  const say = useText();
  const { id, email, organization, memberships } = useUser();
  const [isOpen, setOpen] = useState(false);
  const send = useChange('POST /api/v1/users/{user_id}/digest-preview', [`/api/v1/users/${id}/messages?`]);
  const isNowhere = organization === null && memberships.length === 0;
  const reason = isNowhere ? say('notifications.nowhere') : undefined;
  const paces = Object.values(saved.events ?? {});
  const kind = paces.includes('weekly') && !paces.includes('daily') ? 'weekly' : 'daily';
  return (
    <>
      <Button small icon={IconEye} disabledReason={reason} onClick={() => setOpen(true)}>
        {say('notifications.digest.read')}
      </Button>
      <Button
        small
        icon={IconMail}
        busy={send.isPending}
        disabledReason={reason}
        onClick={() =>
          send.mutate(
            { params: { user_id: id }, body: { kind, send: true } },
            { onSuccess: () => toast(say('notifications.digest.sent', { email })) },
          )
        }
      >
        {say('notifications.digest.test')}
      </Button>
      {send.error && <ErrorPanel what={say('notifications.digest.notSent')} error={send.error} />}
      {isOpen && <DigestDialog first={kind} isChanged={isChanged} onClose={() => setOpen(false)} />}
    </>
  );
}
