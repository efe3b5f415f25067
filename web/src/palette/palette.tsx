import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';

export function Palette({ onClose }: { onClose: () => void }) {
  const say = useText();
  return (
    <Dialog open title={say('shell.find')} onClose={onClose}>
      {null}
    </Dialog>
  );
}
