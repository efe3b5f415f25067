import type { User } from '@patchlight/contract/users';
import { call } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { signIn } from '../api/session.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { PasswordField } from '../ui/field.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { useForm } from '../ui/use-form.ts';

/** Over every page, for whoever signed in with a password that somebody else set: it is replaced first. */
export function ChangePassword({ user, onDone }: { user: User; onDone: () => void }) {
  const say = useText();
  const form = useForm({
    initial: { current_password: '', password: '' },
    check: ({ current_password, password }) => ({
      ...(current_password === '' && { current_password: say('signIn.enterPassword') }),
      ...(password.length < 15 && { password: say('signIn.password.short') }),
    }),
    async send(body) {
      await call('PUT /api/v1/users/update/{user_id}', { params: { user_id: user.id }, body });
      // Replacing a password ends every session, this one too.
      await signIn(user.email, body.password);
      await queryClient.invalidateQueries();
      onDone();
    },
  });
  return (
    <Dialog open title={say('signIn.change.title')} onClose={() => undefined}>
      <p className="muted">{say('signIn.change.why')}</p>
      <form className="stack-small" onSubmit={form.submit} noValidate>
        <PasswordField
          label={say('signIn.change.current')}
          autoComplete="current-password"
          {...form.field('current_password')}
        />
        <PasswordField
          label={say('signIn.reset.new')}
          hint={say('signIn.password.hint')}
          autoComplete="new-password"
          {...form.field('password')}
        />
        {form.error !== undefined && <ErrorPanel what={say('signIn.reset.failed')} error={form.error} />}
        <Button kind="main" type="submit" wide busy={form.isBusy}>
          {say('signIn.reset.submit')}
        </Button>
      </form>
    </Dialog>
  );
}
