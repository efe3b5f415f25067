import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { countChanges, type Draft } from './draft.ts';

interface SaveBarProps {
  readonly draft: Draft;
  readonly busy: boolean;
  readonly onSave: () => void;
  /** Why the person may not. */
  readonly reason?: string | undefined;
}

/** How much is not saved yet, with both ways out of it. */
export function SaveBar({ draft, busy, onSave, reason }: SaveBarProps) {
  const say = useText();
  const count = countChanges(draft.changes);
  return (
    <>
      {count > 0 && (
        <span className="row">
          <span className="muted small" role="status">
            {say('notifications.unsaved', { count })}
          </span>
          <Button kind="plain" onClick={draft.discard}>
            {say('notifications.discard')}
          </Button>
        </span>
      )}
      <Button
        kind="main"
        shortcut="s"
        busy={busy}
        onClick={onSave}
        disabledReason={reason ?? (count === 0 ? say('notifications.nothingChanged') : undefined)}
      >
        {say('notifications.save')}
      </Button>
    </>
  );
}
