import type { NotificationPreferences } from '@patchlight/contract/notification-preferences';
import { useUser } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import { levelOf } from '../ui/facts.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import styles from './event-matrix.module.css';

interface PartProps {
  readonly value: NotificationPreferences;
  readonly onChange: (value: NotificationPreferences) => void;
}

const hours = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}));
const usualNight = { from: '22:00', to: '07:00' };

/** About which sites, from which risk, and at which hours. */
export function ScopeAndHours({ value, onChange }: PartProps) {
  const say = useText();
  const { timezone } = useUser();
  const tags = useApi('GET /api/v1/tags', { query: { per_page: 100, sort: 'name' } });
  const chosen = value.tags ?? [];
  const risk = value.risk_threshold ?? 0;
  const quiet = value.quiet_hours ?? null;
  const toggle = (tag: string) =>
    onChange({ ...value, tags: chosen.includes(tag) ? chosen.filter((each) => each !== tag) : [...chosen, tag] });
  return (
    <Panel title={say('notifications.scope')}>
      <div className={styles.hours}>
        <fieldset className="stack-small">
          <legend className="small">{say('notifications.sites')}</legend>
          <Check radio name="scope" checked={chosen.length === 0} onChange={() => onChange({ ...value, tags: [] })}>
            {say('notifications.allSites')}
          </Check>
          <span className="row">
            {(tags.data?.data ?? []).map(({ name }) => (
              <Check key={name} checked={chosen.includes(name)} onChange={() => toggle(name)}>
                {name}
              </Check>
            ))}
          </span>
          <span className="muted small">{say('notifications.sites.hint')}</span>
        </fieldset>
        <div className="stack-small">
          <label className="stack-small">
            <span className="small">
              {risk === 0
                ? say('notifications.anyRisk')
                : say('notifications.fromRisk', { risk, level: say(`risk.${levelOf(risk)}`) })}
            </span>
            <input
              className={styles.range}
              type="range"
              min={0}
              max={25}
              value={risk}
              onChange={(event) => onChange({ ...value, risk_threshold: Number(event.target.value) })}
            />
          </label>
          <span className="muted small">{say('notifications.risk.hint')}</span>
        </div>
        <div className="stack-small">
          <SelectField
            label={say('notifications.hour')}
            value={String(value.digest_hour ?? 8)}
            choices={hours}
            hint={say('notifications.hour.hint', { timezone })}
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
          <Check
            checked={value.send_if_unchanged ?? false}
            onChange={(event) => onChange({ ...value, send_if_unchanged: event.target.checked })}
          >
            {say('notifications.ifUnchanged')}
          </Check>
        </div>
        <div className="stack-small">
          <Check
            checked={quiet !== null}
            onChange={(event) => onChange({ ...value, quiet_hours: event.target.checked ? usualNight : null })}
          >
            {say('notifications.quiet')}
          </Check>
          {quiet !== null && (
            <span className="row">
              <TextField
                type="time"
                label={say('notifications.quiet.from')}
                value={quiet.from}
                onChange={(event) => onChange({ ...value, quiet_hours: { ...quiet, from: event.target.value } })}
              />
              <TextField
                type="time"
                label={say('notifications.quiet.to')}
                value={quiet.to}
                onChange={(event) => onChange({ ...value, quiet_hours: { ...quiet, to: event.target.value } })}
              />
            </span>
          )}
          <span className="muted small">{say('notifications.quiet.hint')}</span>
        </div>
      </div>
    </Panel>
  );
}
