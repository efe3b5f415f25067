import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError, call } from '../api/client.ts';
import { signIn } from '../api/session.ts';
import { BrandMark } from '../shell/navigation.tsx';
import { useText } from '../text/text.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { PasswordField, SelectField, TextField } from '../ui/field.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { useForm } from '../ui/use-form.ts';
import { zones } from '../ui/zones.ts';
import styles from './setup-page.module.css';
import { Steps } from './steps.tsx';

const systemZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The first account and the first organization, with the token of the link that the terminal printed. */
export function SetupPage() {
  const say = useText();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  return (
    <main className={styles.page}>
      <span className={styles.brand}>
        <BrandMark />
        Patchlight
      </span>
      <Steps now="organization">
        <PageHead title={say('firstRun.setup.title')} lead={say('firstRun.setup.lead')} />
        {token === '' ? <NoToken /> : <SetupForm token={token} />}
      </Steps>
    </main>
  );
}

function SetupForm({ token }: { token: string }) {
  const say = useText();
  const navigate = useNavigate();
  const form = useForm({
    initial: { name: '', email: '', password: '', organization_name: '', timezone: systemZone },
    check: ({ name, email, password, organization_name }) => ({
      ...(name.trim() === '' && { name: say('firstRun.enterName') }),
      ...(!email.includes('@') && { email: say('firstRun.enterEmail') }),
      ...(password.length < 15 && { password: say('firstRun.enterPassword') }),
      ...(organization_name.trim() === '' && { organization_name: say('firstRun.enterOrganization') }),
    }),
    async send({ timezone, ...body }) {
      const { data } = await call('POST /api/v1/setup', { body: { token, ...body } });
      await signIn(body.email, body.password);
      const org = data.organization.id;
      await call('PUT /api/v1/organizations/{org_id}', { params: { org_id: org }, body: { timezone } });
      await call('PUT /api/v1/users/update/{user_id}', {
        params: { user_id: data.user.id },
        body: { timezone, locale: navigator.language },
      });
      await navigate({ to: '/o/$org/sites/new', params: { org }, replace: true });
    },
  });
  if (form.error instanceof ApiError && form.error.status === 404) return <NoToken />;
  return (
    <form className={styles.form} onSubmit={form.submit} noValidate>
      <TextField label={say('firstRun.name')} autoComplete="name" autoFocus {...form.field('name')} />
      <TextField label={say('firstRun.email')} type="email" autoComplete="username" {...form.field('email')} />
      <PasswordField
        label={say('firstRun.password')}
        hint={say('firstRun.password.hint')}
        autoComplete="new-password"
        {...form.field('password')}
      />
      <TextField
        label={say('firstRun.organization')}
        hint={say('firstRun.organization.hint')}
        autoComplete="organization"
        {...form.field('organization_name')}
      />
      <SelectField
        label={say('firstRun.timezone')}
        hint={say('firstRun.timezone.hint')}
        choices={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
        {...form.field('timezone')}
      />
      {form.error !== undefined && <ErrorPanel what={say('firstRun.setup.failed')} error={form.error} />}
      <div>
        <Button kind="main" type="submit" busy={form.isBusy}>
          {say('firstRun.setup.submit')}
        </Button>
      </div>
    </form>
  );
}

function NoToken() {
  const say = useText();
  return (
    <Empty
      title={say('firstRun.setup.noToken')}
      actions={
        <ButtonLink to="/sign-in" search={{}}>
          {say('signIn.title')}
        </ButtonLink>
      }
    >
      {say('firstRun.setup.noToken.why')}
    </Empty>
  );
}
