import type { SetSearch } from '../list/search.ts';
import { TagMenu } from '../list/tag-menu.tsx';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Segmented } from '../ui/choices.tsx';
import styles from './home.module.css';

const ranges = ['30', '90', '365'] as const;

/** Of the address; 90 days where it says nothing that is offered. */
export function rangeOf(text: string | undefined): 30 | 90 | 365 {
  return text === '30' ? 30 : text === '365' ? 365 : 90;
}

/** Today, and what the whole page is of. */
export function HomeTools({
  tag,
  days,
  onChange,
}: {
  tag: string | undefined;
  days: 30 | 90 | 365;
  onChange: SetSearch;
}) {
  const say = useText();
  const { longDate, time } = useFormat();
  const now = new Date();
  return (
    <div className={styles.tools}>
      <span className="muted">
        {longDate(now)}, {time(now)}
      </span>
      <div className={`${styles.choices} no-print`}>
        <TagMenu value={tag} onChange={(next) => onChange({ tag: next })} />
        <Segmented
          label={say('home.range')}
          value={String(days) as (typeof ranges)[number]}
          choices={ranges.map((value) => ({ value, label: say('home.days', { days: value }) }))}
          onChange={(value) => onChange({ days: value === '90' ? undefined : value })}
        />
      </div>
    </div>
  );
}
