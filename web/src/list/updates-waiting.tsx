import { IconRefresh } from '@tabler/icons-react';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import styles from './updates-waiting.module.css';

/** Offers what changed while somebody was among the rows, instead of moving them. */
export function UpdatesWaiting({ count, onShow }: { count: number; onShow: () => void }) {
  const say = useText();
  return (
    <div role="status" className={styles.bar}>
      {count > 0 && (
        <Button small icon={IconRefresh} onClick={onShow}>
          {say('list.waiting', { count })}
        </Button>
      )}
    </div>
  );
}
