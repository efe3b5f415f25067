import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { signIn } from '../api/session.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/choices.tsx';
import { PasswordField, TextField } from '../ui/field.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { useForm } from '../ui/use-form.ts';
import { CardPage } from './card-page.tsx';
import { useLinkToken } from './link-token.ts';

/** Who has no account yet chooses a name and a password; who has one becomes a member with nothing to enter. */
export function AcceptInvitationPage() {
  const say = useText();
  const navigate = useNavigate();
  const token = useLinkToken();
  const [who, setWho] = useState<'new' | 'known'>('new');
  const form = useForm({
    initial: { name: '', password: '' },
    check: ({ name, password }) =>
      who === 'known'
        ? {}
        : {
            ...(name.trim() === '' && { name: say('signIn.enterName') }),
            ...(password.length < 15 && { password: say('signIn.password.short') }),
          },
    async send({ name, password }) {
      const { data } = await call('POST /api/v1/auth/accept-invitation', {
        body: who === 'known' ? { token } : { token, name: name.trim(), password },
      });
      if (who === 'new') await signIn(data.email, password);
      await navigate({ to: who === 'new' ? '/' : '/sign-in', replace: true });
    },
  });
  return (
    <CardPage title={say('signIn.accept.title')}>
      {token === '' ? (
        <p>{say('signIn.link.incomplete')}</p>
      ) : (
        <form onSubmit={form.submit} noValidate>
          <Segmented
            label={say('signIn.accept.who')}
            value={who}
            onChange={setWho}
            choices={[
              { value: 'new', label: say('signIn.accept.new') },
              { value: 'known', label: say('signIn.accept.known') },
            ]}
          />
          {who === 'new' && (
            <>
              <TextField large label={say('signIn.name')} autoComplete="name" autoFocus {...form.field('name')} />
              <PasswordField
                large
                label={say('signIn.password')}
                hint={say('signIn.password.hint')}
                autoComplete="new-password"
                {...form.field('password')}
              />
            </>
          )}
          {form.error !== undefined && <ErrorPanel what={say('signIn.accept.failed')} error={form.error} />}
          <Button kind="main" type="submit" wide busy={form.isBusy}>
            {say('signIn.accept.submit')}
          </Button>
        </form>
      )}
    </CardPage>
  );
}
