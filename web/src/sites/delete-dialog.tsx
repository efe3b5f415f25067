import { useState } from 'react';
import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { useErrorText } from '../ui/states.tsx';
import { type Chosen, useBulkChange } from './use-bulk-change.ts';

interface DeleteDialogProps {
  readonly chosen: Chosen;
  readonly count: number;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

// Above this many their number has to be typed: nobody deletes that many by a slip.
const typedAbove = 10;

/** Deletes the chosen sites, once somebody has said that they mean it. */
export function DeleteDialog({ chosen, count, onClose, onDeleted }: DeleteDialogProps) {
  const say = useText();
  const explain = useErrorText();
  const { apply, isBusy } = useBulkChange(chosen);
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const mustType = count > typedAbove;
  const isSure = !mustType || typed.trim() === String(count);
  const submit = async () => {
    try {
      await apply({ action: 'delete' });
      onDeleted();
      onClose();
    } catch (failure) {
      setError(explain(failure));
    }
  };
  return (
    <Dialog
      open
      title={say('sites.delete.title', { count })}
      submit={say('sites.delete.do', { count })}
      submitReason={isSure ? undefined : say('sites.delete.typeFirst', { count })}
      onSubmit={submit}
      busy={isBusy}
      onClose={onClose}
    >
      <p>{say('sites.delete.what', { count })}</p>
      {mustType && (
        <TextField
          label={say('sites.delete.typeFirst', { count })}
          value={typed}
          inputMode="numeric"
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
          data-autofocus
        />
      )}
      {error !== undefined && <p role="alert">{error}</p>}
    </Dialog>
  );
}
