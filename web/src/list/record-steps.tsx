import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { useErrorText } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import styles from './record-steps.module.css';
import { follow, type RecordKind, useFollowedTrail } from './trail.ts';

interface RecordStepsProps {
  readonly kind: RecordKind;
  /** Of the record that is shown, as its address has it. */
  readonly id: string;
  readonly onOpen: (id: string) => void;
}

/** To the record before and after this one, in the order of the list it was opened from. */
export function RecordSteps({ kind, id, onOpen }: RecordStepsProps) {
  const say = useText();
  const { number } = useFormat();
  const errorText = useErrorText();
  const trail = useFollowedTrail(kind);
  const [isBusy, setBusy] = useState(false);
  const at = trail?.indexOf(id) ?? -1;
  const total = trail?.total ?? 0;
  const go = async (to: number) => {
    if (trail === undefined || isBusy) return;
    setBusy(true);
    const next = await trail.idAt(to).catch((error) => toast(errorText(error)));
    setBusy(false);
    if (next === undefined) return;
    follow(kind, trail);
    onOpen(next);
  };
  const noList = at < 0 ? say('record.noList') : undefined;
  return (
    <div className={`${styles.steps} no-print`}>
      {at >= 0 && (
        <span className="muted small tabular">{say('record.place', { at: number(at + 1), total: number(total) })}</span>
      )}
      <Button
        kind="plain"
        small
        icon={IconChevronLeft}
        shortcut="["
        aria-label={say('record.previous')}
        disabledReason={noList ?? (at === 0 ? say('record.isFirst') : undefined)}
        onClick={() => void go(at - 1)}
      />
      <Button
        kind="plain"
        small
        icon={IconChevronRight}
        shortcut="]"
        aria-label={say('record.next')}
        disabledReason={noList ?? (at >= total - 1 ? say('record.isLast') : undefined)}
        onClick={() => void go(at + 1)}
      />
    </div>
  );
}
