import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { IntlShape } from 'react-intl';
import { setPasswordChangeNeeded, usePasswordChangeNeeded } from './api/password-change.ts';
import { queryClient } from './api/queries.ts';
import { startSession, useSession } from './api/session.ts';
import { router } from './router.tsx';
import { ChangePassword } from './sign-in/change-password.tsx';
import { SignInAgain } from './sign-in/sign-in-again.tsx';
import { languageOf, loadIntl, TextProvider, useText } from './text/text.tsx';
import { ErrorPanel } from './ui/states.tsx';
import { ThemeProvider } from './ui/theme.tsx';

const systemZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function App() {
  const intl = useIntlOfPerson();
  if (intl === undefined) return null;
  return (
    <ThemeProvider>
      <TextProvider intl={intl}>
        <QueryClientProvider client={queryClient}>
          <Contents />
        </QueryClientProvider>
      </TextProvider>
    </ThemeProvider>
  );
}

function Contents() {
  const say = useText();
  const session = useSession();
  const needsPassword = usePasswordChangeNeeded();
  if (session.state === 'starting') return null;
  if (session.state === 'unreachable')
    return (
      <main style={{ maxWidth: 560, margin: '20vh auto 0', padding: 16 }}>
        <ErrorPanel what={say('shell.unreachable')} error={session.error} onRetry={() => void startSession()} />
      </main>
    );
  return (
    <>
      <RouterProvider router={router} context={{ session }} />
      {session.state === 'ended' && <SignInAgain user={session.user} />}
      {session.state === 'signed-in' && needsPassword && (
        <ChangePassword user={session.user} onDone={() => setPasswordChangeNeeded(false)} />
      )}
    </>
  );
}

/** Texts, dates and numbers of whoever is signed in; of the browser before. */
function useIntlOfPerson(): IntlShape | undefined {
  const session = useSession();
  const [intl, setIntl] = useState<IntlShape>();
  const user = 'user' in session ? session.user : undefined;
  const asked = new URLSearchParams(location.search).get('lang');
  const wanted = [...(asked === null ? [] : [asked]), ...(user === undefined ? navigator.languages : [user.locale])];
  const locale = wanted[0] ?? 'en';
  const language = languageOf(wanted);
  const zone = user?.timezone ?? systemZone;
  useEffect(() => {
    let isWanted = true;
    void loadIntl(language, locale, zone).then((next) => {
      if (!isWanted) return;
      document.documentElement.lang = next.locale;
      setIntl(next);
    });
    return () => {
      isWanted = false;
    };
  }, [language, locale, zone]);
  return intl;
}
