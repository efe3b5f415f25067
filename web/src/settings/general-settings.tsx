import type { Organization } from '@patchlight/contract/organizations';
import { useMay } from '../api/organization.ts';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { useForm } from '../ui/use-form.ts';
import { zones } from '../ui/zones.ts';
import styles from './settings.module.css';

export function GeneralSettings({ organization }: { organization: Organization }) {
  const say = useText();
  const reason = useRoleReason()(useMay('organizations:write'));
  const change = useChange('PUT /api/v1/organizations/{org_id}', [
    '/api/v1/organizations',
    '/api/v1/auth/me',
    '/api/v1/overview',
  ]);
  const { critical_hours, other_hours } = organization.update_targets;
  const initial = {
    name: organization.name,
    tax_id: organization.tax_id ?? '',
    timezone: organization.timezone,
    critical: String(critical_hours),
    other: String(other_hours / 24),
  };
  const form = useForm({
    initial,
    check: ({ name, critical, other }) => ({
      ...(name.trim() === '' && { name: say('settings.enterName') }),
      ...(!isWhole(critical, 8784) && { critical: say('settings.enterHours') }),
      ...(!isWhole(other, 366) && { other: say('settings.enterDays') }),
    }),
    async send({ name, tax_id, timezone, critical, other }) {
      const update_targets = { critical_hours: Number(critical), other_hours: Number(other) * 24 };
      await change.mutateAsync({
        params: { org_id: organization.id },
        body: { name: name.trim(), tax_id: tax_id.trim() || null, timezone, update_targets },
      });
      toast(say('settings.saved'));
    },
  });
  const isChanged = JSON.stringify(form.values) !== JSON.stringify(initial);
  return (
    <form onSubmit={form.submit} noValidate className="stack">
      <Panel title={say('settings.general')}>
        <div className={styles.fields}>
          <TextField label={say('settings.name')} readOnly={reason !== undefined} {...form.field('name')} />
          <TextField
            label={say('settings.taxId')}
            optional
            hint={say('settings.taxId.hint')}
            readOnly={reason !== undefined}
            {...form.field('tax_id')}
          />
          <SelectField
            label={say('settings.timezone')}
            hint={say('settings.timezone.hint')}
            disabled={reason !== undefined}
            choices={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
            {...form.field('timezone')}
          />
        </div>
      </Panel>
      <Panel title={say('settings.targets')} note={say('settings.targets.note')}>
        <div className={styles.fields}>
          <TextField
            label={say('settings.critical')}
            hint={say('settings.critical.hint')}
            inputMode="numeric"
            readOnly={reason !== undefined}
            {...form.field('critical')}
          />
          <TextField
            label={say('settings.other')}
            hint={say('settings.other.hint')}
            inputMode="numeric"
            readOnly={reason !== undefined}
            {...form.field('other')}
          />
        </div>
      </Panel>
      {form.error !== undefined && <ErrorPanel what={say('settings.notSaved')} error={form.error} />}
      <div className="row">
        <Button
          kind="main"
          type="submit"
          busy={form.isBusy}
          disabledReason={reason ?? (isChanged ? undefined : say('settings.nothingChanged'))}
        >
          {say('settings.save')}
        </Button>
        {isChanged && <span className="muted small">{say('settings.unsaved')}</span>}
      </div>
    </form>
  );
}

const isWhole = (text: string, most: number) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= most;
