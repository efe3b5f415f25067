import { useText } from '../text/text.tsx';
import { Panel } from '../ui/panel.tsx';
import { Skeleton } from '../ui/states.tsx';
import styles from './home.module.css';

/** The page before its numbers, at the heights that it will have. */
export function HomeSkeleton() {
  const say = useText();
  return (
    <div aria-busy>
      <div className={styles.loadingVerdict}>
        <Skeleton width={360} height={40} />
        <Skeleton width={300} />
        <Skeleton width={220} height={32} />
      </div>
      <Panel>
        <div className={styles.loadingRow}>
          <Skeleton width="80%" height={28} />
        </div>
      </Panel>
      <div className={styles.grid}>
        <Panel title={say('home.queue')}>
          <div className={styles.loadingPanel}>
            {Array.from({ length: 7 }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: seven rows that are not there yet
              <Skeleton key={index} width={`${55 + ((index * 17) % 35)}%`} />
            ))}
          </div>
        </Panel>
        <Panel title={say('home.activity')}>
          <div className={styles.loadingPanel}>
            <Skeleton width="70%" />
            <Skeleton width="50%" />
          </div>
        </Panel>
      </div>
    </div>
  );
}
