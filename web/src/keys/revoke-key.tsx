import type { ApiKey } from '@patchlight/contract/api-keys';
import { useChange } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Callout, ErrorPanel } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';

/** Revoking cannot be undone, so a key that is in use says so first. */
export function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const say = useText();
  const { age } = useFormat();
  const revoke = useChange('DELETE /api/v1/api-keys/{key_id}', ['/api/v1/api-keys']);
  const submit = () =>
    revoke.mutate(
      { params: { key_id: apiKey.id } },
      {
        onSuccess() {
          toast(say('keys.revoke.done', { name: apiKey.name }));
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      title={say('keys.revoke.title', { name: apiKey.name })}
      onClose={onClose}
      submit={say('keys.revoke')}
      onSubmit={submit}
      busy={revoke.isPending}
    >
      {apiKey.last_used_at !== null && <Callout>{say('keys.revoke.used', { age: age(apiKey.last_used_at) })}</Callout>}
      <p>{say('keys.revoke.why')}</p>
      {revoke.error && <ErrorPanel what={say('keys.revoke.failed')} error={revoke.error} />}
    </Dialog>
  );
}
