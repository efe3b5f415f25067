import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { call } from '../api/client.ts';
import type { ListSearch } from '../list/search.ts';
import { type TextId, useText } from '../text/text.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { CardPage } from './card-page.tsx';
import { useOnce } from './use-once.ts';

/** Ends mails of the kind that the link was in. Opening it does nothing: programs that look at mails do that too. */
export function UnsubscribePage() {
  const say = useText();
  const token = useTokenOfAddress();
  const { answer, error, isBusy, send } = useOnce(() => call('POST /api/v1/unsubscribe', { body: { token } }));
  const toNotifications = (
    <ButtonLink to="/notifications" search={{}} kind={answer === undefined ? 'plain' : 'main'} wide>
      {say('mailLinks.toNotifications')}
    </ButtonLink>
  );
  if (answer !== undefined) {
    const { email, ended } = answer.data;
    return (
      <CardPage title={say('mailLinks.unsubscribe.done')}>
        <p role="status">
          {ended === 'daily' || ended === 'weekly'
            ? say(`mailLinks.unsubscribe.ended.${ended}`, { email })
            : say('mailLinks.unsubscribe.ended', { email, what: say(`notifications.event.${ended}` as TextId) })}
        </p>
        <p className="muted">{say('mailLinks.unsubscribe.rest')}</p>
        {toNotifications}
      </CardPage>
    );
  }
  return (
    <CardPage title={say('mailLinks.unsubscribe.title')}>
      {token === '' ? (
        <p>{say('signIn.link.incomplete')}</p>
      ) : (
        <>
          <p>{say('mailLinks.unsubscribe.lead')}</p>
          {error !== undefined && <ErrorPanel what={say('mailLinks.unsubscribe.failed')} error={error} />}
          <Button kind="main" wide busy={isBusy} onClick={send}>
            {say('mailLinks.unsubscribe.submit')}
          </Button>
        </>
      )}
      {toNotifications}
    </CardPage>
  );
}

/** Mail programs post to the same address, so that the token stands in its query; it leaves the bar, and the history with it. */
function useTokenOfAddress(): string {
  const { token: given, ...rest } = useSearch({ strict: false }) as ListSearch;
  const [token] = useState(given ?? '');
  const navigate = useNavigate();
  useEffect(() => {
    if (given !== undefined) void navigate({ to: '/unsubscribe', search: rest as never, replace: true });
  });
  return token;
}
