import { call } from '../api/client.ts';
import { useUser } from '../api/organization.ts';
import { signIn } from '../api/session.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { PasswordField } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { useForm } from '../ui/use-form.ts';

export function Password() {
  const say = useText();
  const { id, email } = useUser();
  const form = useForm({
    initial: { current_password: '', password: '' },
    check: ({ current_password, password }) => ({
      ...(current_password === '' && { current_password: say('profile.password.enterCurrent') }),
      ...(password.length < 15 && { password: say('profile.password.short') }),
    }),
    async send(body) {
      await call('PUT /api/v1/users/update/{user_id}', { params: { user_id: id }, body });
      // Every session ends with the old password, this one too.
      await signIn(email, body.password);
      toast(say('profile.password.done'));
    },
  });
  return (
    <Panel title={say('profile.password')}>
      <form className="stack-small" onSubmit={form.submit} noValidate>
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordField
          label={say('profile.password.current')}
          autoComplete="current-password"
          {...form.field('current_password')}
        />
        <PasswordField
          label={say('profile.password.new')}
          hint={say('profile.password.hint')}
          autoComplete="new-password"
          {...form.field('password')}
        />
        {form.error !== undefined && <ErrorPanel what={say('profile.password.failed')} error={form.error} />}
        <div>
          <Button type="submit" busy={form.isBusy}>
            {say('profile.password.submit')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
