import type { RiskLevel } from '@patchlight/contract/verdicts';
import { IconClock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import styles from './facts.module.css';
import { Icon } from './icon.tsx';

const levels: readonly [from: number, level: RiskLevel][] = [
  [20, 'highly_critical'],
  [15, 'critical'],
  [10, 'moderately_critical'],
  [5, 'less_critical'],
  [0, 'not_critical'],
];

export function levelOf(risk: number): RiskLevel {
  return levels.find(([from]) => risk >= from)?.[1] ?? 'not_critical';
}

/** `16/25 Critical`; a dash where no risk is known. Never coloured. `stacked` puts the word under the number. */
export function Risk({ risk, stacked = false }: { risk: number | null; stacked?: boolean }) {
  const say = useText();
  if (risk === null) return <None />;
  return (
    <span className={`${styles.risk} ${stacked ? styles.stacked : ''}`}>
      <span>
        <b>{risk}</b>/25
      </span>
      <span className={styles.word}>{say(`risk.${levelOf(risk)}`)}</span>
    </span>
  );
}

/** A version; beside the one it comes from, what differs is bold, and another major version is named. */
export function Version({ version, from = null }: { version: string | null; from?: string | null }) {
  const say = useText();
  if (version === null || version === '') return <None />;
  const same = from === null ? version.length : sameUpTo(version, from);
  const isMajor = from !== null && majorOf(version) !== majorOf(from);
  return (
    <span className={styles.version}>
      {version.slice(0, same)}
      {same < version.length && <b>{version.slice(same)}</b>}
      {isMajor && <span className={styles.note}>{say('version.major')}</span>}
    </span>
  );
}

// Up to the last separator before the first difference: `2.1.10` from `2.1.9` is `2.1.` and `10`.
function sameUpTo(version: string, from: string): number {
  let at = 0;
  while (at < version.length && version[at] === from[at]) at += 1;
  if (at === version.length && at === from.length) return at;
  return Math.max(version.lastIndexOf('.', at - 1), version.lastIndexOf('-', at - 1)) + 1;
}

const majorOf = (version: string) => /^(?:\d+\.x-)?(\d+)/.exec(version)?.[1];

/** A range of versions in words: the `*` of an advisory is every version there is. */
export function useRangeText(): (range: string) => string {
  const say = useText();
  return (range) => (range.trim() === '*' ? say('version.every') : range);
}

/** A range of versions, in the face of versions where it has some. */
export function VersionRange({ range }: { range: string }) {
  const text = useRangeText()(range);
  return text === range ? <Version version={range} /> : text;
}

/** A dash for nothing: an empty cell reads as broken or still loading. */
export function None() {
  return <span className={styles.zero}>–</span>;
}

/** A count; zero is grey. */
export function Count({ value }: { value: number }) {
  const { number } = useFormat();
  return value === 0 ? <span className={styles.zero}>0</span> : number(value);
}

/** How long ago; the exact time on hover, and for who listens. With a clock where it is late. */
export function Ago({ at, clock = false }: { at: string | null; clock?: boolean }) {
  const { age, exact } = useFormat();
  if (at === null) return <None />;
  return (
    <time className={clock ? styles.age : undefined} dateTime={at} title={exact(at)}>
      {clock && <Icon of={IconClock} size={14} />}
      {age(at)}
    </time>
  );
}

/** A day, with the exact time on hover. */
export function Day({ at }: { at: string | null }) {
  const { day, exact } = useFormat();
  if (at === null) return <None />;
  return (
    <time dateTime={at} title={exact(at)}>
      {day(at)}
    </time>
  );
}

/** A tag; neutral always. */
export function Chip({ children, title }: { children: ReactNode; title?: string }) {
  return (
    <span className={styles.chip} title={title}>
      {children}
    </span>
  );
}

/** The first tags, the number of the others with their names on hover. */
export function Chips({ names, most = 1 }: { names: readonly string[]; most?: number }) {
  if (names.length === 0) return <None />;
  const rest = names.slice(most);
  return (
    <span className={styles.chips}>
      {names.slice(0, most).map((name) => (
        <Chip key={name} title={name}>
          {name}
        </Chip>
      ))}
      {rest.length > 0 && <Chip title={rest.join(', ')}>+{rest.length}</Chip>}
    </span>
  );
}
