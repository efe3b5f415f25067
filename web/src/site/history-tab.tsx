import type { Site } from '@patchlight/contract/sites';
import { ComparePanel } from './compare-panel.tsx';
import { NeverReported } from './never-reported.tsx';
import styles from './site.module.css';
import { Timeline } from './timeline.tsx';

/** What ran when: the story of it, and any two days beside each other. */
export function HistoryTab({ site }: { site: Site }) {
  if (site.freshness === 'never') return <NeverReported site={site} />;
  return (
    <div className={styles.history}>
      <Timeline site={site} />
      <ComparePanel site={site} />
    </div>
  );
}
