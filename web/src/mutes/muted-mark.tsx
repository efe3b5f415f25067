import type { Muted } from '@patchlight/contract/verdicts';
import { IconBellOff } from '@tabler/icons-react';
import { useFormat } from '../text/format.ts';
import { type Say, useText } from '../text/text.tsx';
import { Chip } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './mutes.module.css';

type Ends = Pick<NonNullable<Muted>, 'ends_at' | 'until_newer_release'>;

/** `until 20 Dec`, `until a newer release`, or both. */
export function sayEnd(say: Say, { ends_at, until_newer_release }: Ends, day: (at: string) => string): string {
  if (ends_at === null) return say('mutes.ends.release');
  return say(until_newer_release ? 'mutes.ends.both' : 'mutes.ends.date', { day: day(ends_at) });
}

interface MutedMarkProps {
  readonly muted: NonNullable<Muted>;
  /** Who answers for it, where that is known. */
  readonly by?: string | undefined;
  /** In a row of its own. */
  readonly below?: boolean;
}

/** That it is muted, until when, why and by whom. It is no status, so it has no colour. */
export function MutedMark({ muted, by, below = false }: MutedMarkProps) {
  const say = useText();
  const { day } = useFormat();
  const end = sayEnd(say, muted, day);
  const why = by === undefined ? muted.reason : say('mutes.why', { reason: muted.reason, name: by });
  return (
    <span className={below ? `${styles.mark} ${styles.below}` : styles.mark} title={`${end}: ${why}`}>
      <Icon of={IconBellOff} size={14} />
      <span className={styles.end}>
        <Chip>{end}</Chip>
      </span>
      <span className={styles.why}>{why}</span>
    </span>
  );
}
