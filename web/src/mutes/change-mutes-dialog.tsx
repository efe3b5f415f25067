import { useState } from 'react';
import { useChange } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Segmented } from '../ui/choices.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { dateAhead, instantOn } from './mute-end.ts';
import { UntilField } from './until-field.tsx';
import { touchedByMutes } from './use-send-mutes.ts';

const actions = ['extend', 'end'] as const;
type Action = (typeof actions)[number];

interface ChangeMutesDialogProps {
  readonly ids: readonly string[];
  /** What is said of them, e.g. the reason of a single one. */
  readonly about?: string;
  readonly action?: Action;
  readonly onClose: () => void;
  readonly onChanged?: () => void;
}

/** Another end for mutes in force, or an end at once. */
export function ChangeMutesDialog({ ids, about, action = 'extend', onClose, onChanged }: ChangeMutesDialogProps) {
  const say = useText();
  const { zone } = useFormat();
  const change = useChange('POST /api/v1/mutes/bulk', touchedByMutes);
  const [what, setWhat] = useState<Action>(action);
  const [date, setDate] = useState(dateAhead(30, zone));
  const [isTried, setTried] = useState(false);
  const isMissing = what === 'extend' && date === '';
  const submit = () => {
    setTried(true);
    if (isMissing) return;
    const body = { action: what, ids: [...ids], ...(what === 'extend' && { ends_at: instantOn(date, zone) }) };
    change.mutate(
      { body },
      {
        onSuccess({ data: { changed, skipped } }) {
          const left = skipped.length === 0 ? '' : ` ${say('mutes.change.skipped', { count: skipped.length })}`;
          toast(`${say(`mutes.change.${what}.done`, { count: changed.length })}${left}`);
          onChanged?.();
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      title={say('mutes.change.title', { count: ids.length })}
      submit={say(`mutes.change.${what}.do`, { count: ids.length })}
      onSubmit={submit}
      busy={change.isPending}
      onClose={onClose}
    >
      {about !== undefined && <p className="muted small">{about}</p>}
      <Segmented
        label={say('mutes.change.how')}
        value={what}
        choices={actions.map((value) => ({ value, label: say(`mutes.change.${value}`) }))}
        onChange={setWhat}
      />
      {what === 'extend' ? (
        <UntilField
          date={date}
          error={isTried && isMissing ? say('mutes.change.noDate') : undefined}
          onChange={setDate}
        />
      ) : (
        <p>{say('mutes.change.end.what', { count: ids.length })}</p>
      )}
      {change.error !== null && <ErrorPanel what={say('mutes.change.failed')} error={change.error} />}
    </Dialog>
  );
}
