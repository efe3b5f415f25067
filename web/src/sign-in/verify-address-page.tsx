import { call } from '../api/client.ts';
import { useText } from '../text/text.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { CardPage } from './card-page.tsx';
import { useLinkToken } from './link-token.ts';
import { useOnce } from './use-once.ts';

/** Says that a mail arrived, by the link in it. Nothing happens by opening it: programs that look at mails do that too. */
export function VerifyAddressPage() {
  const say = useText();
  const token = useLinkToken();
  const { answer, error, isBusy, send } = useOnce(() => call('POST /api/v1/auth/verify-address', { body: { token } }));
  const toNotifications = (
    <ButtonLink to="/notifications" search={{}} kind={answer === undefined ? 'plain' : 'main'} wide>
      {say('mailLinks.toNotifications')}
    </ButtonLink>
  );
  if (answer !== undefined)
    return (
      <CardPage title={say('mailLinks.verify.done')}>
        <p role="status">{say('mailLinks.verify.done.why')}</p>
        {toNotifications}
      </CardPage>
    );
  return (
    <CardPage title={say('mailLinks.verify.title')}>
      {token === '' ? (
        <p>{say('signIn.link.incomplete')}</p>
      ) : (
        <>
          <p>{say('mailLinks.verify.lead')}</p>
          {error !== undefined && <ErrorPanel what={say('mailLinks.verify.failed')} error={error} />}
          <Button kind="main" wide busy={isBusy} onClick={send}>
            {say('mailLinks.verify.submit')}
          </Button>
        </>
      )}
      {(token === '' || error !== undefined) && toNotifications}
    </CardPage>
  );
}
