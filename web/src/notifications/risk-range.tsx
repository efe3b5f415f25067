import { useId } from 'react';
import { useText } from '../text/text.tsx';
import { levelOf } from '../ui/facts.tsx';
import type { ChoicesProps } from './draft.ts';
import styles from './scope-and-hours.module.css';

const most = 25;

/** From which risk an exposure is told at once; what is below comes with the digest. */
export function RiskRange({ value, onChange }: ChoicesProps) {
  const say = useText();
  const id = useId();
  const risk = value.risk_threshold ?? 0;
  const text =
    risk === 0
      ? say('notifications.anyRisk')
      : say('notifications.fromRisk', { risk, level: say(`risk.${levelOf(risk)}`) });
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {text}
      </label>
      <div>
        <input
          id={id}
          className={styles.range}
          type="range"
          min={0}
          max={most}
          value={risk}
          aria-valuetext={text}
          onChange={(event) => onChange({ ...value, risk_threshold: Number(event.target.value) })}
        />
        <div className={styles.scale} aria-hidden>
          {[0, 5, 10, 15, 20, most].map((step) => (
            <span key={step}>{step}</span>
          ))}
        </div>
      </div>
      <span className={styles.hint}>{say('notifications.risk.hint')}</span>
    </div>
  );
}
