import type { Site } from '@patchlight/contract/sites';
import { useState } from 'react';
import { ApiError } from '../api/client.ts';
import { useChange } from '../api/queries.ts';
import { environments } from '../sites/use-site-facets.tsx';
import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { AreaField, SelectField, TextField } from '../ui/field.tsx';
import { useErrorText } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';

const splitTags = (text: string) => [...new Set(text.split(',').flatMap((tag) => tag.trim() || []))];

export function EditSiteDialog({ site, onClose }: { site: Site; onClose: () => void }) {
  const say = useText();
  const explain = useErrorText();
  const update = useChange('PUT /api/v1/sites/{site_id}', ['/api/v1/sites', '/api/v1/tags', '/api/v1/overview']);
  const [form, setForm] = useState({
    name: site.name,
    url: site.url,
    environment: site.environment,
    tags: site.tags.join(', '),
    hours: String(site.expected_interval_hours),
    description: site.description ?? '',
    is_active: site.is_active,
  });
  const field = (name: 'name' | 'url' | 'tags' | 'hours' | 'description') => ({
    label: say(`site.field.${name}`),
    value: form[name],
    error: errorAt(name === 'hours' ? 'expected_interval_hours' : name),
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
  });
  const details = update.error instanceof ApiError ? (update.error.body?.details ?? []) : [];
  function errorAt(name: string): string | undefined {
    const found = details.find(({ path }) => path.startsWith(`/${name}`))?.message;
    const isTaken = name === 'url' && update.error instanceof ApiError && update.error.status === 409;
    return found ?? (isTaken ? explain(update.error) : undefined);
  }
  const isPlaced = details.length > 0 || (update.error instanceof ApiError && update.error.status === 409);
  const submit = async () => {
    const { tags, hours, description, ...rest } = form;
    const body = {
      ...rest,
      tags: splitTags(tags),
      expected_interval_hours: Number(hours),
      description: description.trim() === '' ? null : description,
    };
    await update.mutateAsync({ params: { site_id: site.id }, body }).then(
      () => {
        toast(say('site.saved', { name: form.name }));
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <Dialog
      open
      title={say('site.editTitle')}
      submit={say('site.save')}
      onSubmit={submit}
      busy={update.isPending}
      onClose={onClose}
    >
      <TextField {...field('name')} maxLength={200} data-autofocus />
      <TextField {...field('url')} inputMode="url" maxLength={2048} />
      <SelectField
        label={say('sites.environment')}
        value={form.environment}
        choices={environments.map((value) => ({ value, label: say(`environment.${value}`) }))}
        onChange={(event) => setForm({ ...form, environment: event.target.value as Site['environment'] })}
      />
      <TextField {...field('tags')} hint={say('site.field.tags.hint')} />
      <TextField {...field('hours')} hint={say('site.field.hours.hint')} inputMode="numeric" type="number" min={1} />
      <AreaField {...field('description')} optional maxLength={2000} />
      <Check checked={form.is_active} onChange={(event) => setForm({ ...form, is_active: event.target.checked })}>
        {say('site.field.isActive')}
      </Check>
      {update.error !== null && !isPlaced && <p role="alert">{explain(update.error)}</p>}
    </Dialog>
  );
}
