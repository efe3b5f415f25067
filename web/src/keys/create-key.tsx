import type { Site } from '@patchlight/contract/sites';
import { useState } from 'react';
import { useMay, usePlace } from '../api/organization.ts';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { useRoleReason } from '../ui/button.tsx';
import { Check, Segmented } from '../ui/choices.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Callout, ErrorPanel } from '../ui/states.tsx';
import { useForm } from '../ui/use-form.ts';
import type { ShownKey } from './keys-page.tsx';

const scopes = ['report', 'read', 'write'] as const;
const lifeDays = ['90', '365', 'never'] as const;

interface CreateKeyProps {
  readonly sites: readonly Site[];
  readonly onClose: () => void;
  readonly onMade: (made: ShownKey) => void;
}

export function CreateKey({ sites, onClose, onMade }: CreateKeyProps) {
  const say = useText();
  const { organizationId } = usePlace();
  const mayOrganization = useMay('organization_keys:write');
  const whyNot = useRoleReason()(mayOrganization);
  const [type, setType] = useState<'site' | 'organization'>('site');
  const [chosen, setChosen] = useState<readonly (typeof scopes)[number][]>(['report']);
  const create = useChange('POST /api/v1/api-keys', ['/api/v1/api-keys']);
  const form = useForm({
    initial: { name: '', site_id: sites[0]?.id ?? '', life: '90' },
    check: ({ name }) => ({ ...(name.trim() === '' && { name: say('keys.enterName') }) }),
    async send({ name, site_id, life }) {
      const expires_at =
        life === 'never' ? {} : { expires_at: new Date(Date.now() + Number(life) * 86_400_000).toISOString() };
      const of =
        type === 'site'
          ? { type, site_id }
          : { type, scopes: [...chosen], ...(organizationId !== undefined && { organization_id: organizationId }) };
      const { data } = await create.mutateAsync({ body: { name: name.trim(), ...of, ...expires_at } });
      if (data.api_key !== null) onMade({ key: data.key, secret: data.api_key });
      onClose();
    },
  });
  const toggle = (scope: (typeof scopes)[number]) =>
    setChosen(chosen.includes(scope) ? chosen.filter((each) => each !== scope) : [...chosen, scope]);
  const nothing = type === 'organization' && (whyNot ?? (chosen.length === 0 ? say('keys.chooseScope') : undefined));
  return (
    <Dialog
      open
      title={say('keys.create')}
      onClose={onClose}
      submit={say('keys.create.submit')}
      onSubmit={() => void form.submit()}
      busy={form.isBusy}
      submitReason={nothing || undefined}
    >
      <Segmented
        label={say('keys.type')}
        value={type}
        onChange={setType}
        choices={[
          { value: 'site', label: say('keys.type.site') },
          { value: 'organization', label: say('keys.type.organization') },
        ]}
      />
      {type === 'organization' && whyNot !== undefined && <Callout>{whyNot}</Callout>}
      <TextField label={say('keys.name')} hint={say('keys.name.hint')} data-autofocus {...form.field('name')} />
      {type === 'site' ? (
        <SelectField
          label={say('keys.for')}
          choices={sites.map(({ id, name, url }) => ({
            value: id,
            label: `${name} (${url.replace(/^https?:\/\//, '')})`,
          }))}
          {...form.field('site_id')}
        />
      ) : (
        <fieldset className="stack-small">
          <legend className="small">{say('keys.scope')}</legend>
          {scopes.map((scope) => (
            <Check key={scope} checked={chosen.includes(scope)} onChange={() => toggle(scope)}>
              <span>
                <b>{say(`keys.scope.${scope}`)}</b>{' '}
                <span className="muted small">{say(`keys.scope.${scope}.means`)}</span>
              </span>
            </Check>
          ))}
        </fieldset>
      )}
      <SelectField
        label={say('keys.life')}
        hint={form.values.life === 'never' ? say('keys.life.never.warning') : undefined}
        choices={lifeDays.map((value) => ({ value, label: say(`keys.life.${value}`) }))}
        {...form.field('life')}
      />
      {form.error !== undefined && <ErrorPanel what={say('keys.create.failed')} error={form.error} />}
    </Dialog>
  );
}
