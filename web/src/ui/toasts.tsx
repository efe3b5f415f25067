import { IconX } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useText } from '../text/text.tsx';
import { Button, IconButton } from './button.tsx';
import styles from './toasts.module.css';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo?: (() => void) | undefined;
}

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function become(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says that something was done, for ten seconds. What failed is said where it failed, never here. */
export function toast(text: string, undo?: () => void): void {
  lastId += 1;
  const id = lastId;
  become([...toasts.slice(-2), { id, text, undo }]);
  setTimeout(() => dismiss(id), 10_000);
}

function dismiss(id: number): void {
  become(toasts.filter((each) => each.id !== id));
}

export function Toasts() {
  const say = useText();
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className={styles.region} role="status" aria-live="polite">
      {shown.map(({ id, text, undo }) => (
        <div key={id} className={styles.toast}>
          <span>{text}</span>
          {undo && (
            <Button
              small
              onClick={() => {
                undo();
                dismiss(id);
              }}
            >
              {say('toast.undo')}
            </Button>
          )}
          <IconButton icon={IconX} name={say('dialog.close')} onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
