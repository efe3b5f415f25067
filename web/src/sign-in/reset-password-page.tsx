import { useState } from 'react';
import { call } from '../api/client.ts';
import { useText } from '../text/text.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { PasswordField } from '../ui/field.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { useForm } from '../ui/use-form.ts';
import { CardPage } from './card-page.tsx';
import { useLinkToken } from './link-token.ts';

export function ResetPasswordPage() {
  const say = useText();
  const token = useLinkToken();
  const [isDone, setDone] = useState(false);
  const form = useForm({
    initial: { password: '' },
    check: ({ password }) => ({ ...(password.length < 15 && { password: say('signIn.password.short') }) }),
    async send({ password }) {
      await call('POST /api/v1/auth/reset-password', { body: { token, password } });
      setDone(true);
    },
  });
  if (isDone)
    return (
      <CardPage title={say('signIn.reset.done')}>
        <p>{say('signIn.reset.done.why')}</p>
        <ButtonLink to="/sign-in" search={{}} kind="main" wide>
          {say('signIn.submit')}
        </ButtonLink>
      </CardPage>
    );
  return (
    <CardPage title={say('signIn.reset.title')}>
      {token === '' ? (
        <p>{say('signIn.link.incomplete')}</p>
      ) : (
        <form onSubmit={form.submit} noValidate>
          <PasswordField
            large
            label={say('signIn.reset.new')}
            hint={say('signIn.password.hint')}
            autoComplete="new-password"
            autoFocus
            {...form.field('password')}
          />
          {form.error !== undefined && <ErrorPanel what={say('signIn.reset.failed')} error={form.error} />}
          <Button kind="main" type="submit" wide busy={form.isBusy}>
            {say('signIn.reset.submit')}
          </Button>
        </form>
      )}
      <p className="small">
        <ButtonLink to="/forgot-password" kind="plain" small>
          {say('signIn.reset.again')}
        </ButtonLink>
      </p>
    </CardPage>
  );
}
