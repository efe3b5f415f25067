import type { Site } from '@patchlight/contract/sites';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Status } from '../ui/status.tsx';
import styles from './sites.module.css';

/**
 * The status of a site. A silent one keeps its last bad word, with its date: what it says was true then. A good one is not
 * kept, since nothing is known to be good that was not looked at.
 */
export function SiteStatus({
  site,
  inline = false,
}: {
  site: Pick<Site, 'status' | 'freshness' | 'reported_at'>;
  /** In one line with its date, where rows are low. */
  inline?: boolean;
}) {
  const say = useText();
  const { day } = useFormat();
  if (site.freshness !== 'silent' || site.reported_at === null) return <Status status={site.status} />;
  return (
    <>
      <Status status={site.status === 'current' ? 'unknown' : site.status} />
      {inline ? (
        <span className="muted small"> {day(site.reported_at)}</span>
      ) : (
        <span className={styles.asOf}>{say('sites.asOf', { day: day(site.reported_at) })}</span>
      )}
    </>
  );
}
