import { type FormEvent, useState } from 'react';
import { signIn } from '../api/session.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { PasswordField, TextField } from '../ui/field.tsx';
import { ErrorPanel } from '../ui/states.tsx';

interface SignInFormProps {
  /** Where it is known already who it is. */
  readonly email?: string;
  readonly onDone: () => void;
}

export function SignInForm({ email: known, onDone }: SignInFormProps) {
  const say = useText();
  const [email, setEmail] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (email.trim() === '' || password === '' || isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      await signIn(email.trim(), password);
      onDone();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextField
        large
        type="email"
        label={say('signIn.email')}
        autoComplete="username"
        value={email}
        readOnly={known !== undefined}
        onChange={(event) => setEmail(event.target.value)}
        autoFocus={known === undefined}
        error={isTried && email.trim() === '' ? say('signIn.enterEmail') : undefined}
      />
      <PasswordField
        large
        label={say('signIn.password')}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoFocus={known !== undefined}
        error={isTried && password === '' ? say('signIn.enterPassword') : undefined}
      />
      {error !== undefined && <ErrorPanel what={say('signIn.failed')} error={error} />}
      <Button kind="main" type="submit" wide busy={isBusy}>
        {say('signIn.submit')}
      </Button>
    </form>
  );
}
