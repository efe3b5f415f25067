import type { User } from '@patchlight/contract/users';
import { queryClient } from '../api/queries.ts';
import { signOut } from '../api/session.ts';
import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Over the page whose session ended: whoever signs in again finds everything as it was. */
export function SignInAgain({ user }: { user: User }) {
  const say = useText();
  return (
    <Dialog open title={say('shell.sessionEnded')} onClose={() => undefined}>
      <p className="muted">{say('shell.sessionEnded.why')}</p>
      <SignInForm email={user.email} onDone={() => void queryClient.invalidateQueries()} />
      <button type="button" className="link small" onClick={() => void signOut()}>
        {say('shell.otherPerson')}
      </button>
    </Dialog>
  );
}
