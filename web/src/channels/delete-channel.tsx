import type { Channel } from '@patchlight/contract/channels';
import { useState } from 'react';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';

/** Deleting a channel with all that was sent to it, with its name typed: nothing brings it back. */
export function DeleteChannel({ channel: { id, name }, onClose }: { channel: Channel; onClose: () => void }) {
  const say = useText();
  const [typed, setTyped] = useState('');
  const remove = useChange('DELETE /api/v1/channels/{channel_id}', ['/api/v1/channels']);
  const submit = () =>
    remove.mutate(
      { params: { channel_id: id } },
      {
        onSuccess() {
          toast(say('channels.deleted', { name }));
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      title={say('channels.delete.title', { name })}
      onClose={onClose}
      submit={say('channels.delete')}
      onSubmit={submit}
      busy={remove.isPending}
      submitReason={typed.trim() === name.trim() ? undefined : say('channels.delete.type', { name })}
    >
      <p>{say('channels.delete.why')}</p>
      <TextField
        label={say('channels.delete.typed')}
        value={typed}
        autoComplete="off"
        data-autofocus
        onChange={(event) => setTyped(event.target.value)}
      />
      {remove.error && <ErrorPanel what={say('channels.delete.failed')} error={remove.error} />}
    </Dialog>
  );
}
