import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const say = useText();
  return (
    <Dialog open title={say('shell.find')} onClose={onClose}>
      {null}
    </Dialog>
  );
}
