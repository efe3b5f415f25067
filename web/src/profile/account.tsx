import type { UserDetail } from '@patchlight/contract/users';
import { useChange } from '../api/queries.ts';
import { userChanged } from '../api/session.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { useForm } from '../ui/use-form.ts';
import { zones } from '../ui/zones.ts';

const offered = ['en', 'en-US', 'de', 'fr'] as const;

export function Account({ user }: { user: UserDetail }) {
  const say = useText();
  const update = useChange('PUT /api/v1/users/update/{user_id}', ['/api/v1/users', '/api/v1/auth/me']);
  const initial = { name: user.name, email: user.email, timezone: user.timezone, locale: user.locale };
  const form = useForm({
    initial,
    check: ({ name, email }) => ({
      ...(name.trim() === '' && { name: say('profile.enterName') }),
      ...(!email.includes('@') && { email: say('profile.enterEmail') }),
    }),
    async send(values) {
      // Only what was changed: who may not change the address of an account may still change its language.
      const body = Object.fromEntries(
        Object.entries(values).filter(([name, value]) => value !== initial[name as keyof typeof initial]),
      );
      const { data } = await update.mutateAsync({ params: { user_id: user.id }, body });
      userChanged(data);
      toast(say('profile.saved'));
    },
  });
  const isChanged = JSON.stringify(form.values) !== JSON.stringify(initial);
  const locales = [...new Set([...offered, user.locale])];
  const names = new Intl.DisplayNames([user.locale, 'en'], { type: 'language' });
  return (
    <Panel title={say('profile.account')}>
      <form className="stack-small" onSubmit={form.submit} noValidate>
        <TextField label={say('profile.name')} autoComplete="name" {...form.field('name')} />
        <TextField
          label={say('profile.email')}
          type="email"
          autoComplete="email"
          hint={say('profile.email.hint')}
          {...form.field('email')}
        />
        <SelectField
          label={say('profile.language')}
          hint={say('profile.language.hint')}
          choices={locales.map((value) => ({ value, label: names.of(value) ?? value }))}
          {...form.field('locale')}
        />
        <SelectField
          label={say('profile.timezone')}
          hint={say('profile.timezone.hint')}
          choices={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
          {...form.field('timezone')}
        />
        {form.error !== undefined && <ErrorPanel what={say('profile.notSaved')} error={form.error} />}
        <div>
          <Button
            kind="main"
            type="submit"
            busy={form.isBusy}
            disabledReason={isChanged ? undefined : say('profile.nothingChanged')}
          >
            {say('profile.save')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
