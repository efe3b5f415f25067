import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useText } from '../text/text.tsx';
import { CardPage } from './card-page.tsx';
import { SignInForm } from './sign-in-form.tsx';

export function SignInPage() {
  const say = useText();
  const navigate = useNavigate();
  const { to } = useSearch({ from: '/sign-in' });
  return (
    <CardPage title={say('signIn.title')}>
      {to !== undefined && <p className="muted small">{say('signIn.continue', { path: to.split('?')[0] ?? to })}</p>}
      <SignInForm onDone={() => void navigate({ href: to ?? '/', replace: true })} />
      <p className="small">
        <Link to="/forgot-password">{say('signIn.forgot')}</Link>
      </p>
      <p className="muted small">{say('signIn.invited')}</p>
    </CardPage>
  );
}
