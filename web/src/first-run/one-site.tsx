import type { Site } from '@patchlight/contract/sites';
import { useNavigate } from '@tanstack/react-router';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { useForm } from '../ui/use-form.ts';
import { keepKey } from './fresh-keys.ts';
import { environments, readUrl, tagsOf } from './site-lines.ts';

export function OneSite({ org }: { org: string }) {
  const say = useText();
  const navigate = useNavigate();
  const create = useChange('POST /api/v1/sites', ['/api/v1/sites', '/api/v1/overview', '/api/v1/tags']);
  const form = useForm({
    initial: { url: '', name: '', environment: 'production', tags: '' },
    check: ({ url }) => ({ ...(readUrl(url) === undefined && { url: say('firstRun.site.enterUrl') }) }),
    async send({ url, name, environment, tags }) {
      const address = readUrl(url) ?? url;
      const { data } = await create.mutateAsync({
        body: {
          url: address,
          name: name.trim() || new URL(address).host,
          environment: environment as Site['environment'],
          tags: tagsOf(tags),
          organization_id: org,
        },
      });
      if (data.api_key !== null) keepKey(data.site.id, data.api_key);
      await navigate({ to: '/o/$org/sites/$siteId/connect', params: { org, siteId: data.site.id } });
    },
  });
  const address = readUrl(form.values.url);
  return (
    <form className="stack-small" onSubmit={form.submit} noValidate>
      <TextField
        label={say('firstRun.site.url')}
        placeholder="https://www.example.org"
        hint={
          address !== undefined && address !== form.values.url
            ? say('firstRun.site.willBe', { url: address })
            : say('firstRun.site.url.hint')
        }
        inputMode="url"
        autoComplete="off"
        autoFocus
        {...form.field('url')}
      />
      <TextField
        label={say('firstRun.site.name')}
        optional
        placeholder={address === undefined ? undefined : new URL(address).host}
        autoComplete="off"
        {...form.field('name')}
      />
      <SelectField
        label={say('firstRun.site.environment')}
        choices={environments.map((value) => ({ value, label: say(`environment.${value}`) }))}
        {...form.field('environment')}
      />
      <TextField
        label={say('firstRun.site.tags')}
        optional
        hint={say('firstRun.site.tags.hint')}
        autoComplete="off"
        {...form.field('tags')}
      />
      {form.error !== undefined && <ErrorPanel what={say('firstRun.site.failed')} error={form.error} />}
      <div>
        <Button kind="main" type="submit" busy={form.isBusy}>
          {say('firstRun.site.submit')}
        </Button>
      </div>
    </form>
  );
}
