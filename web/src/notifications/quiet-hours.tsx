import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import { SelectField } from '../ui/field.tsx';
import type { ChoicesProps } from './draft.ts';
import styles from './scope-and-hours.module.css';

const usualNight = { from: '22:00', to: '07:00' };
const halfHours = Array.from({ length: 48 }, (_, half) =>
  [Math.floor(half / 2), (half % 2) * 30].map((part) => String(part).padStart(2, '0')).join(':'),
);

/** When nothing is sent at once but what cannot wait. */
export function QuietHours({ value, onChange }: ChoicesProps) {
  const say = useText();
  const quiet = value.quiet_hours ?? null;
  return (
    <div className={styles.field}>
      <Check
        checked={quiet !== null}
        onChange={(event) => onChange({ ...value, quiet_hours: event.target.checked ? usualNight : null })}
      >
        <span className={styles.label}>{say('notifications.quiet')}</span>
      </Check>
      {quiet !== null && (
        <div className={styles.pair}>
          {(['from', 'to'] as const).map((end) => (
            <SelectField
              key={end}
              label={say(`notifications.quiet.${end}`)}
              value={quiet[end]}
              choices={timesWith(quiet[end]).map((time) => ({ value: time, label: time }))}
              onChange={(event) => onChange({ ...value, quiet_hours: { ...quiet, [end]: event.target.value } })}
            />
          ))}
        </div>
      )}
      <span className={styles.hint}>{say('notifications.quiet.hint')}</span>
    </div>
  );
}

/** The API takes every minute: one that is set already can be chosen too. */
const timesWith = (time: string) => [...new Set([...halfHours, time])].sort();
