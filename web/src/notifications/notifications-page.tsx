import type { NotificationPreferences } from '@patchlight/contract/notification-preferences';
import { useEffect, useState } from 'react';
import { useUser } from '../api/organization.ts';
import { useApi, useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Callout, ErrorPanel, Skeleton } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { EventMatrix } from './event-matrix.tsx';
import { ScopeAndHours } from './scope-and-hours.tsx';

/** What a person is told of, how soon, about which sites, and when. */
export function NotificationsPage() {
  const say = useText();
  const { id, email } = useUser();
  const found = useApi('GET /api/v1/users/{user_id}', { params: { user_id: id } });
  const saved = found.data?.data.notification_preferences;
  const [draft, setDraft] = useState<NotificationPreferences>();
  const save = useChange('PUT /api/v1/users/update/{user_id}', ['/api/v1/users']);
  useEffect(() => setDraft(saved), [saved]);
  const changed = saved === undefined || draft === undefined ? 0 : countChanges(saved, draft);
  const submit = () =>
    draft &&
    save.mutate(
      { params: { user_id: id }, body: { notification_preferences: draft } },
      { onSuccess: () => toast(say('notifications.saved')) },
    );
  return (
    <>
      <PageHead
        title={say('notifications.title')}
        lead={say('notifications.lead', { email })}
        actions={
          <>
            {changed > 0 && (
              <>
                <span className="muted small">{say('notifications.unsaved', { count: changed })}</span>
                <Button kind="plain" onClick={() => setDraft(saved)}>
                  {say('notifications.discard')}
                </Button>
              </>
            )}
            <Button
              kind="main"
              shortcut="s"
              busy={save.isPending}
              onClick={submit}
              disabledReason={changed === 0 ? say('notifications.nothingChanged') : undefined}
            >
              {say('notifications.save')}
            </Button>
          </>
        }
      />
      <div className="stack">
        {save.error && <ErrorPanel what={say('notifications.notSaved')} error={save.error} />}
        {found.error ? (
          <ErrorPanel what={say('notifications.failed')} error={found.error} onRetry={() => void found.refetch()} />
        ) : draft === undefined ? (
          <Panel title={say('notifications.what')}>
            <Skeleton width="60%" />
          </Panel>
        ) : (
          <>
            <Callout>{say('notifications.notYet')}</Callout>
            <EventMatrix value={draft} onChange={setDraft} />
            <ScopeAndHours value={draft} onChange={setDraft} />
          </>
        )}
      </div>
    </>
  );
}

function countChanges(saved: NotificationPreferences, draft: NotificationPreferences): number {
  const events = Object.entries(draft.events ?? {}).filter(
    ([event, pace]) => saved.events?.[event as keyof typeof saved.events] !== pace,
  );
  const others = Object.entries(draft).filter(
    ([name, value]) =>
      name !== 'events' && JSON.stringify(value) !== JSON.stringify(saved[name as keyof NotificationPreferences]),
  );
  return events.length + others.length;
}
