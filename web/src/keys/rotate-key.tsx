import type { ApiKey } from '@patchlight/contract/api-keys';
import { useState } from 'react';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField } from '../ui/field.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import type { ShownKey } from './keys-page.tsx';

const overlaps = ['0', '1', '24', '168'] as const;

/** A new key in place of an old one, which works on for a while so that nothing is refused meanwhile. */
export function RotateKey({
  apiKey,
  onClose,
  onMade,
}: {
  apiKey: ApiKey;
  onClose: () => void;
  onMade: (made: ShownKey) => void;
}) {
  const say = useText();
  const [overlap, setOverlap] = useState('24');
  const rotate = useChange('POST /api/v1/api-keys/{key_id}/rotate', ['/api/v1/api-keys']);
  const submit = () =>
    rotate.mutate(
      { params: { key_id: apiKey.id }, body: { overlap_hours: Number(overlap) } },
      {
        onSuccess({ data }) {
          if (data.api_key !== null) onMade({ key: data.key, secret: data.api_key });
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      title={say('keys.rotate.title', { name: apiKey.name })}
      onClose={onClose}
      submit={say('keys.rotate')}
      onSubmit={submit}
      busy={rotate.isPending}
    >
      <p>{say('keys.rotate.why')}</p>
      <SelectField
        label={say('keys.overlap')}
        value={overlap}
        onChange={(event) => setOverlap(event.target.value)}
        choices={overlaps.map((value) => ({ value, label: say(`keys.overlap.${value}`) }))}
      />
      {rotate.error && <ErrorPanel what={say('keys.rotate.failed')} error={rotate.error} />}
    </Dialog>
  );
}
