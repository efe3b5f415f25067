import { useText } from '../text/text.tsx';
import styles from './lag-bars.module.css';
import { barNames, isLate, type LagFigures, placeOf } from './lag-figures.ts';

interface Target {
  readonly hours: number;
  readonly label: string;
}

interface LagRowProps {
  readonly name: string;
  readonly note: string;
  readonly figures: LagFigures;
  readonly targets?: readonly Target[];
}

/** How many updates took how many days; what stands right of the target is late. */
export function LagBars({ rows }: { rows: readonly LagRowProps[] }) {
  return (
    <div className={styles.chart}>
      {rows.map((row) => (
        <LagRow key={row.name} {...row} />
      ))}
      <div className={styles.axis} aria-hidden>
        {barNames.map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
    </div>
  );
}

function LagRow({ name, note, figures: { by_days }, targets = [] }: LagRowProps) {
  const say = useText();
  const most = Math.max(1, ...by_days);
  const hours = targets.map((target) => target.hours);
  const summary = barNames.map((bar, index) => say('reports.lag.bar', { bar, count: by_days[index] ?? 0 })).join(', ');
  return (
    <>
      <div className={styles.name}>
        <b>{name}</b>
        <small>{note}</small>
      </div>
      <div className={styles.bars} role="img" aria-label={`${name}: ${summary}`}>
        {barNames.map((bar, index) => {
          const count = by_days[index] ?? 0;
          // Room for the number above.
          const height = (count / most) * 84;
          return (
            <div key={bar} className={isLate(index, hours) ? styles.late : undefined}>
              <span className={styles.bar} style={{ height: `${height}%` }} />
              <i style={{ bottom: `calc(${height}% + 4px)` }}>{count}</i>
            </div>
          );
        })}
        {targets.map((target, index) => (
          <span key={target.label} className={styles.target} style={{ left: `${placeOf(target.hours) * 100}%` }}>
            <span style={{ top: index * 16 }}>{target.label}</span>
          </span>
        ))}
      </div>
    </>
  );
}
