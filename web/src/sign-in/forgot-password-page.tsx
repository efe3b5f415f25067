import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { useForm } from '../ui/use-form.ts';
import { CardPage } from './card-page.tsx';

export function ForgotPasswordPage() {
  const say = useText();
  const [isSent, setSent] = useState(false);
  const form = useForm({
    initial: { email: '' },
    check: ({ email }) => ({ ...(!email.includes('@') && { email: say('signIn.enterEmail') }) }),
    async send({ email }) {
      await call('POST /api/v1/auth/forgot-password', { body: { email: email.trim() } });
      setSent(true);
    },
  });
  return (
    <CardPage title={say('signIn.forgot.title')}>
      {isSent ? (
        // The same words for every address: who has an account here is nobody's business.
        <p role="status">{say('signIn.forgot.sent', { email: form.values.email })}</p>
      ) : (
        <form onSubmit={form.submit} noValidate>
          <p className="muted">{say('signIn.forgot.lead')}</p>
          <TextField
            large
            type="email"
            label={say('signIn.email')}
            autoComplete="username"
            autoFocus
            {...form.field('email')}
          />
          {form.error !== undefined && <ErrorPanel what={say('signIn.forgot.failed')} error={form.error} />}
          <Button kind="main" type="submit" wide busy={form.isBusy}>
            {say('signIn.forgot.submit')}
          </Button>
        </form>
      )}
      <p className="small">
        <Link to="/sign-in" search={{}}>
          {say('signIn.back')}
        </Link>
      </p>
    </CardPage>
  );
}
