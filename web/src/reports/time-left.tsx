import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { None } from '../ui/facts.tsx';
import styles from './reports.module.css';

const dayMs = 86_400_000;
const whole = 2 * 365;

/** A bar of up to two years, and the time in words. */
export function TimeLeft({ endsOn }: { endsOn: string | null }) {
  const say = useText();
  const { days } = useFormat();
  if (endsOn === null) return <None />;
  const left = Math.floor((lastMomentOf(endsOn).getTime() - Date.now()) / dayMs);
  return (
    <span className={styles.left}>
      <span className={styles.track} aria-hidden>
        <i style={{ width: `${Math.max(0, Math.min(1, left / whole)) * 100}%` }} />
      </span>
      <span className={styles.time}>{left >= 0 ? days(left) : say('reports.runway.ago', { time: days(-left) })}</span>
    </span>
  );
}

/** A day or a month, or else the release that is the end. */
export function End({ on, release }: { on: string | null; release: string | null }) {
  const say = useText();
  const { date, month } = useFormat();
  if (on !== null) return on.length === 7 ? month(`${on}-15`) : date(`${on}T12:00:00Z`);
  return release === null ? <None /> : say('reports.runway.endsWith', { version: release });
}

/** Of a day, or of a month such as `2021-11`. */
function lastMomentOf(text: string): Date {
  const [year = 0, month = 1, day] = text.split('-').map(Number);
  return day === undefined ? new Date(Date.UTC(year, month, 1)) : new Date(Date.UTC(year, month - 1, day + 1));
}
