import styles from './bars.module.css';

export interface Bar {
  readonly label: string;
  /** Null where it is not known: no bar, rather than one of zero. */
  readonly value: number | null;
}

interface BarsProps {
  /** The oldest first; the last one is now. */
  readonly bars: readonly Bar[];
  /** What stands under the last bar, where that is more than its label. */
  readonly lastLabel?: string;
  /** For who does not see it. */
  readonly summary: string;
  readonly tall?: boolean;
}

/** A bar for each stretch of time from a zero line, with the highest and the newest in numbers. */
export function Bars({ bars, lastLabel, summary, tall = false }: BarsProps) {
  const highest = Math.max(0, ...bars.map(({ value }) => value ?? 0));
  const peak = bars.findIndex(({ value }) => value === highest && highest > 0);
  return (
    <>
      <div className={`${styles.bars} ${tall ? styles.tall : ''}`} role="img" aria-label={summary}>
        {bars.map(({ label, value }, index) => {
          const isLast = index === bars.length - 1;
          return (
            <span key={label} className={isLast ? styles.now : undefined} title={`${label}: ${value ?? '–'}`}>
              {value !== null && (index === peak || isLast) && <i>{value}</i>}
              {value !== null && <b style={{ height: `${highest === 0 ? 0 : (value / highest) * 100}%` }} />}
            </span>
          );
        })}
      </div>
      <div className={styles.axis}>
        <span>{bars[0]?.label}</span>
        <span>{lastLabel ?? bars.at(-1)?.label}</span>
      </div>
    </>
  );
}
