import type { Overview } from '@patchlight/contract/overview';
import { IconArrowDown, IconArrowRight, IconArrowUp } from '@tabler/icons-react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Bars } from '../ui/charts/bars.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './verdict.module.css';

/** Whether it gets better: against a week ago, and a bar for each point of the range. */
export function VerdictTrend({ overview: { trend, week_ago, sites } }: { overview: Overview }) {
  const say = useText();
  const { day } = useFormat();
  const bars = trend.map(({ at, open }) => ({ label: day(at), value: open?.sites ?? null }));
  const now = sites.status.security;
  const change = week_ago === null ? null : now - week_ago.status.security;
  const most = Math.max(...bars.map(({ value }) => value ?? 0));
  return (
    <div>
      <h2 className={styles.change}>
        {week_ago === null || change === null ? (
          <span className="muted">{say('home.trend.none')}</span>
        ) : (
          <>
            <Icon of={change < 0 ? IconArrowDown : change > 0 ? IconArrowUp : IconArrowRight} />
            {say(change < 0 ? 'home.trend.fewer' : change > 0 ? 'home.trend.more' : 'home.trend.same', {
              count: Math.abs(change),
              day: day(week_ago.at),
            })}
          </>
        )}
      </h2>
      <Bars
        bars={bars}
        lastLabel={say('home.trend.now')}
        summary={say('home.trend.summary', { from: bars[0]?.label ?? '', most, now })}
      />
    </div>
  );
}
