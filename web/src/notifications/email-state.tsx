import type { UserDetail } from '@patchlight/contract/users';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Callout, ErrorPanel } from '../ui/states.tsx';

/** Why nothing would be sent whatever is chosen, and the way out of it. */
export function EmailState({ user }: { user: UserDetail }) {
  const say = useText();
  const ask = useChange('POST /api/v1/users/{user_id}/verify-address', []);
  const isNowhere = user.organization === null && user.memberships.length === 0;
  return (
    <>
      {isNowhere && <Callout>{say('notifications.nowhere')}</Callout>}
      {user.email_state === 'paused' && (
        <Callout
          end={
            ask.isSuccess ? undefined : (
              <Button small busy={ask.isPending} onClick={() => ask.mutate({ params: { user_id: user.id } })}>
                {say('notifications.paused.verify')}
              </Button>
            )
          }
        >
          <b>{say('notifications.paused', { email: user.email })}</b>
          {user.email_pause_reason !== null && (
            <p className="muted">{say('notifications.paused.reason', { reason: user.email_pause_reason })}</p>
          )}
          <p role="status">{say(ask.isSuccess ? 'notifications.paused.sent' : 'notifications.paused.next')}</p>
        </Callout>
      )}
      {ask.error && <ErrorPanel what={say('notifications.paused.notSent')} error={ask.error} />}
    </>
  );
}
