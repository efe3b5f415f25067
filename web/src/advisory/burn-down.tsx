import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import plot from '../ui/charts/plot.module.css';
import type { AdvisoryFacts } from './advisory-facts.ts';
import styles from './burn-down.module.css';

interface BurnDownProps {
  readonly timeline: AdvisoryFacts['timeline'];
  /** When the organization wanted it closed. */
  readonly dueAt: Date | undefined;
}

/** Exposed sites from the publication until now, in steps: a site is exposed until the report that says otherwise. */
export function BurnDown({ timeline, dueAt }: BurnDownProps) {
  const say = useText();
  const { day, number } = useFormat();
  const times = timeline.map(({ at }) => new Date(at).getTime());
  const [start, end] = [times[0] ?? 0, times.at(-1) ?? 1];
  const highest = Math.max(1, ...timeline.map(({ exposed }) => exposed));
  const now = timeline.at(-1)?.exposed ?? 0;
  // A tenth of air above the highest step, for what is written there.
  const y = (count: number) => 100 - (count / highest) * 89;
  const x = (time: number) => ((time - start) / Math.max(1, end - start)) * 100;
  const steps = timeline
    .map(({ exposed }, index) => `${index === 0 ? 'M0' : `H${x(times[index] ?? 0)}V`} ${y(exposed)}`)
    .join('');
  const scale = [...new Set([0, Math.round(highest / 2), highest])];
  const due = dueAt === undefined ? undefined : x(dueAt.getTime());
  const ticks = [...new Set([0, 1 / 3, 2 / 3, 1].map((share) => Math.round(share * (timeline.length - 1))))];
  return (
    <div className={`${plot.plot} ${styles.ground}`} aria-hidden>
      <div className={plot.y}>
        {scale.map((count) => (
          <span key={count} style={{ bottom: `${100 - y(count)}%` }}>
            {number(count)}
          </span>
        ))}
      </div>
      <div className={plot.area}>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden focusable={false}>
          {scale.map((count) => (
            <line key={count} className={plot.grid} x1="0" x2="100" y1={y(count)} y2={y(count)} />
          ))}
          <path className={styles.fill} d={`${steps}V100H0Z`} />
          {due !== undefined && due <= 100 && <line className={styles.target} x1={due} x2={due} y1="0" y2="100" />}
          <path className={styles.line} d={steps} />
        </svg>
        {due !== undefined && due <= 100 && (
          <span className={`${styles.note} ${due > 60 ? styles.before : ''}`} style={{ left: `${due}%` }}>
            {say('advisory.target')}
          </span>
        )}
        <span className={plot.last} style={{ top: `${y(now)}%` }}>
          {say('advisory.left', { count: now })}
        </span>
      </div>
      <div className={plot.x}>
        {ticks.map((index) => (
          <span key={index} style={{ left: `${x(times[index] ?? 0)}%` }}>
            {day(timeline[index]?.at ?? new Date())}
          </span>
        ))}
      </div>
    </div>
  );
}
