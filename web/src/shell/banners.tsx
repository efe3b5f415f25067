import { IconWifiOff } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Icon } from '../ui/icon.tsx';
import { useOverview } from './overview.ts';
import styles from './shell.module.css';

/** What holds for the whole page: that the browser is offline, and how old what it shows is. */
export function Banners() {
  const say = useText();
  const { dateTime } = useFormat();
  const isOnline = useSyncExternalStore(
    (listener) => {
      window.addEventListener('online', listener);
      window.addEventListener('offline', listener);
      return () => {
        window.removeEventListener('online', listener);
        window.removeEventListener('offline', listener);
      };
    },
    () => navigator.onLine,
  );
  const { dataUpdatedAt } = useOverview();
  if (isOnline) return null;
  return (
    <div className={styles.banner} role="status">
      <Icon of={IconWifiOff} />
      {dataUpdatedAt === 0
        ? say('shell.offline')
        : say('shell.offlineSince', { at: dateTime(new Date(dataUpdatedAt)) })}
    </div>
  );
}
