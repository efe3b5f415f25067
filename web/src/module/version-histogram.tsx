import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useListSearch } from '../list/search.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { FigurePanel } from '../ui/charts/figure.tsx';
import { Version } from '../ui/facts.tsx';
import { Status, statusColours } from '../ui/status.tsx';
import type { VersionsInUse } from '../ui/versions-in-use.tsx';
import type { ModuleFacts } from './module-facts.ts';
import styles from './version-histogram.module.css';

const most = 12;

/** A bar for each version in use, the newest first, in the colour of its status. Choosing one narrows the list of sites. */
export function VersionHistogram({ module }: { module: ModuleFacts }) {
  const say = useText();
  const { number } = useFormat();
  const [isWhole, setWhole] = useState(false);
  const { versions_in_use: versions, sites } = module;
  const shown = isWhole ? versions : versions.slice(0, most);
  const behind = versions.slice(1).reduce((sum, each) => sum + each.sites, 0);
  return (
    <FigurePanel
      title={say('module.versions')}
      summary={
        <>
          {say('module.versions.summary', { versions: versions.length, sites })}{' '}
          {versions.length > 1 &&
            say('module.versions.behind', { count: behind, version: versions[0]?.version ?? '–' })}
        </>
      }
      table={{
        heads: [say('module.installed'), say('modules.status'), say('modules.sites')],
        rows: versions.map(({ version, status, sites: count }) => [
          <Version key="version" version={version} />,
          status === null ? '–' : say(`status.${status}`),
          number(count),
        ]),
      }}
    >
      <div className={styles.bars}>
        {shown.map((each) => (
          <Bar
            key={`${each.version} ${each.status}`}
            {...each}
            highest={Math.max(...versions.map((one) => one.sites))}
          />
        ))}
      </div>
      {versions.length > most && (
        <Button kind="plain" small onClick={() => setWhole(!isWhole)}>
          {say(isWhole ? 'module.versions.fewer' : 'module.versions.all', { count: versions.length })}
        </Button>
      )}
    </FigurePanel>
  );
}

function Bar({ version, status, sites, highest }: VersionsInUse[number] & { highest: number }) {
  const say = useText();
  const { number } = useFormat();
  const [search] = useListSearch();
  const parts = (
    <>
      <span className={styles.version}>
        <Version version={version} />
      </span>
      <span
        className={`${styles.bar} ${status === null ? '' : statusColours(status)}`}
        style={{ width: `${(sites / highest) * 100}%` }}
      />
      <span className={styles.count}>{number(sites)}</span>
      <span className={styles.status}>{status !== null && <Status status={status} />}</span>
    </>
  );
  if (version === null) return <div>{parts}</div>;
  const isChosen = search.version === version;
  // One version is below or above another one already.
  const { version: _chosen, below: _below, above: _above, page: _page, ...others } = search;
  return (
    <Link
      to="."
      // The address of the page stays, whichever it is.
      search={(isChosen ? others : { ...others, version }) as never}
      resetScroll={false}
      aria-current={isChosen ? 'true' : undefined}
      activeOptions={{ exact: true, explicitUndefined: true }}
      title={say(isChosen ? 'module.versions.show' : 'module.versions.only', { count: sites, version })}
    >
      {parts}
    </Link>
  );
}
