import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import { SelectField } from '../ui/field.tsx';
import type { ChoicesProps } from './draft.ts';
import styles from './scope-and-hours.module.css';

const hours = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}));

/** When digests are written, and whether one comes that has nothing new. */
export function DigestTime({ value, onChange, zone }: ChoicesProps & { zone: string }) {
  const say = useText();
  return (
    <div className={styles.field}>
      <div className={styles.pair}>
        <SelectField
          label={say('notifications.hour')}
          value={String(value.digest_hour ?? 8)}
          choices={hours}
          onChange={(event) => onChange({ ...value, digest_hour: Number(event.target.value) })}
        />
        <SelectField
          label={say('notifications.weekday')}
          value={String(value.digest_weekday ?? 1)}
          choices={([1, 2, 3, 4, 5, 6, 7] as const).map((day) => ({
            value: String(day),
            label: say(`notifications.day.${day}`),
          }))}
          onChange={(event) => onChange({ ...value, digest_weekday: Number(event.target.value) })}
        />
      </div>
      <span className={styles.hint}>{zone}</span>
      <Check
        checked={value.send_if_unchanged ?? false}
        onChange={(event) => onChange({ ...value, send_if_unchanged: event.target.checked })}
      >
        {say('notifications.ifUnchanged')}
      </Check>
    </div>
  );
}
