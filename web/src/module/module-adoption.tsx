import { Fragment } from 'react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { FigurePanel } from '../ui/charts/figure.tsx';
import { Version } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty } from '../ui/states.tsx';
import styles from './module-adoption.module.css';
import type { ModuleFacts } from './module-facts.ts';

/** Which share of the sites ran each version, week by week: a row of bars for each, all of one height. */
export function ModuleAdoption({ module: { adoption, versions_in_use } }: { module: ModuleFacts }) {
  const say = useText();
  const { day, number, percent } = useFormat();
  const now = adoption.at(-1);
  const first = adoption[0];
  const versions = [...new Set(adoption.flatMap((week) => week.versions.map(({ version }) => version)))].sort(
    (one, other) => rank(one) - rank(other),
  );
  if (now === undefined || first === undefined || versions.length === 0)
    return (
      <Panel>
        <Empty title={say('module.adoption.none')}>{say('module.adoption.none.why')}</Empty>
      </Panel>
    );
  const newest = versions_in_use[0];
  return (
    <FigurePanel
      title={say('module.adoption.title')}
      note={say('module.adoption.note')}
      summary={say('module.adoption.summary', {
        version: newest?.version ?? '–',
        share: percent((newest?.sites ?? 0) / Math.max(1, now.sites)),
        sites: now.sites,
      })}
      table={{
        heads: [say('module.adoption.week'), ...versions.map((version) => version ?? '–')],
        rows: adoption.map((week) => [day(week.at), ...versions.map((version) => number(sitesOn(week, version)))]),
      }}
    >
      <div className={styles.rows} aria-hidden>
        {versions.map((version) => (
          <Fragment key={version}>
            <Version version={version} />
            <div className={styles.bars}>
              {adoption.map((week) => (
                <span
                  key={week.at}
                  style={{ height: `${(sitesOn(week, version) / Math.max(1, week.sites)) * 100}%` }}
                  title={`${day(week.at)}: ${number(sitesOn(week, version))}`}
                />
              ))}
            </div>
            <span className={styles.share}>
              <b>{percent(sitesOn(now, version) / Math.max(1, now.sites))}</b>{' '}
              <span className="muted">{say('module.onSites', { count: sitesOn(now, version) })}</span>
            </span>
          </Fragment>
        ))}
        <span />
        <span className={styles.axis}>
          <span>{day(first.at)}</span>
          <span>{day(now.at)}</span>
        </span>
        <span />
      </div>
    </FigurePanel>
  );

  // What is in use now comes in its order, what is not any more after it.
  function rank(version: string | null): number {
    const at = versions_in_use.findIndex((each) => each.version === version);
    return at < 0 ? versions_in_use.length : at;
  }
}

type Week = ModuleFacts['adoption'][number];

const sitesOn = ({ versions }: Week, version: string | null) =>
  versions.find((each) => each.version === version)?.sites ?? 0;
