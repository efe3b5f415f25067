import type { NotificationPreferences } from '@patchlight/contract/notification-preferences';
import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import { Panel } from '../ui/panel.tsx';
import styles from './event-matrix.module.css';

type Events = NonNullable<NotificationPreferences['events']>;

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
] as const satisfies readonly (keyof Events)[];

interface PartProps {
  readonly value: NotificationPreferences;
  readonly onChange: (value: NotificationPreferences) => void;
}

/** For each event how soon it is told; a group of radio buttons a row, so that arrows walk it. */
export function EventMatrix({ value, onChange }: PartProps) {
  const say = useText();
  return (
    <Panel flush title={say('notifications.what')}>
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
                <small>{say(`notifications.event.${event}.note`)}</small>
              </th>
              {paces.map((pace) => (
                <td key={pace}>
                  <Check
                    radio
                    name={event}
                    aria-label={`${say(`notifications.event.${event}`)}: ${say(`notifications.pace.${pace}`)}`}
                    checked={value.events?.[event] === pace}
                    onChange={() => onChange({ ...value, events: { ...value.events, [event]: pace } })}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
