import { type ReactNode, useId } from 'react';
import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import { Panel } from '../ui/panel.tsx';
import type { ChoicesProps, Preferences } from './draft.ts';
import styles from './event-matrix.module.css';

type EventName = keyof NonNullable<Preferences['events']>;

const paces = ['instant', 'daily', 'weekly', 'off'] as const;
const events = [
  'security_exposure',
  'exposure_overdue',
  'site_silent',
  'project_unsupported',
  'update_available',
  'mute_ending',
  'report_ready',
  'key_ending',
  'membership_changed',
] as const satisfies readonly EventName[];

/** There are dozens a week: each with a mail of its own would have all of them unread. */
const isNeverInstant = (event: EventName) => event === 'update_available';

/** For each event how soon it is told; a group of radio buttons a row, so that arrows walk it. */
export function EventMatrix({
  value,
  onChange,
  end,
  readOnly = false,
}: ChoicesProps & { end?: ReactNode; readOnly?: boolean }) {
  const say = useText();
  const id = useId();
  const risk = value.risk_threshold ?? 0;
  const noteOf = (event: EventName) => {
    const atRisk = event === 'security_exposure' && value.events?.[event] === 'instant' && risk > 0;
    return atRisk ? say('notifications.event.fromRisk', { risk }) : say(`notifications.event.${event}.note`);
  };
  return (
    <Panel flush title={say('notifications.what')} end={end}>
      <fieldset disabled={readOnly}>
        <table className={styles.matrix}>
          <caption className="hidden-visually">{say('notifications.what')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('notifications.event')}</th>
              {paces.map((pace) => (
                <th key={pace} scope="col">
                  {say(`notifications.pace.${pace}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <tr key={event}>
                <th scope="row">
                  {say(`notifications.event.${event}`)}
                  <small id={`${id}-${event}`}>{noteOf(event)}</small>
                </th>
                {paces.map((pace) => {
                  const isOff = pace === 'instant' && isNeverInstant(event);
                  return (
                    <td
                      key={pace}
                      data-label={say(`notifications.pace.${pace}`)}
                      title={isOff ? say('notifications.neverInstant') : undefined}
                    >
                      <Check
                        radio
                        name={`${id}-${event}`}
                        aria-label={`${say(`notifications.event.${event}`)}: ${say(`notifications.pace.${pace}`)}`}
                        aria-describedby={isOff ? `${id}-${event}` : undefined}
                        disabled={isOff}
                        checked={value.events?.[event] === pace}
                        onChange={() => onChange({ ...value, events: { ...value.events, [event]: pace } })}
                      />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </fieldset>
    </Panel>
  );
}
