import { muteLimits } from '@patchlight/contract/mute-limits';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Segmented } from '../ui/choices.tsx';
import { TextField } from '../ui/field.tsx';
import { dateAhead, spans } from './mute-end.ts';
import styles from './mutes.module.css';

interface UntilFieldProps {
  /** `2026-12-20`; empty for no date. */
  readonly date: string;
  readonly optional?: boolean;
  readonly error: string | undefined;
  readonly onChange: (date: string) => void;
}

/** The last day: one of a few spans, or any within half a year. */
export function UntilField({ date, optional = false, error, onChange }: UntilFieldProps) {
  const say = useText();
  const { zone, days } = useFormat();
  const span = spans.find((each) => dateAhead(each, zone) === date);
  return (
    <div className={styles.until}>
      <Segmented
        label={say('mutes.until.span')}
        value={String(span ?? '')}
        choices={spans.map((each) => ({ value: String(each), label: days(each) }))}
        onChange={(value) => onChange(dateAhead(Number(value), zone))}
      />
      <TextField
        label={say('mutes.until.date')}
        type="date"
        optional={optional}
        value={date}
        min={dateAhead(1, zone)}
        max={dateAhead(muteLimits.days, zone)}
        error={error}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
