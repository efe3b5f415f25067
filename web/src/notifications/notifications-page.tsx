import { useUser } from '../api/organization.ts';
import { useApi, useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel, Skeleton } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { OwnLog } from './delivery-log.tsx';
import { useDraft } from './draft.ts';
import { EmailState } from './email-state.tsx';
import { EventMatrix } from './event-matrix.tsx';
import { Forecast } from './forecast.tsx';
import styles from './notifications-page.module.css';
import { SaveBar } from './save-bar.tsx';
import { ScopeAndHours } from './scope-and-hours.tsx';
import { UseDefaults } from './use-defaults.tsx';
import { WhichSites } from './which-sites.tsx';

/** What a person is told of, how soon, about which sites, and when; what that comes to; and what was sent. */
export function NotificationsPage() {
  const say = useText();
  const { id, email, timezone } = useUser();
  const found = useApi('GET /api/v1/users/{user_id}', { params: { user_id: id } });
  const user = found.data?.data;
  const draft = useDraft(user?.notification_preferences);
  const save = useChange('PUT /api/v1/users/update/{user_id}', ['/api/v1/users']);
  const submit = () =>
    save.mutate(
      { params: { user_id: id }, body: { notification_preferences: draft.changes } },
      {
        onSuccess() {
          draft.discard();
          toast(say('notifications.saved'));
        },
      },
    );
  const { value, set } = draft;
  return (
    <>
      <PageHead
        title={say('notifications.title')}
        lead={say('notifications.lead', { email })}
        actions={<SaveBar draft={draft} busy={save.isPending} onSave={submit} />}
      />
      <div className="stack">
        {save.error && <ErrorPanel what={say('notifications.notSaved')} error={save.error} />}
        {user && <EmailState user={user} />}
        {found.error ? (
          <ErrorPanel what={say('notifications.failed')} error={found.error} onRetry={() => void found.refetch()} />
        ) : value === undefined ? (
          <Panel title={say('notifications.what')}>
            <Skeleton width="60%" />
          </Panel>
        ) : (
          <div className={styles.beside}>
            <EventMatrix value={value} onChange={set} end={<UseDefaults value={value} onChange={set} />} />
            <Forecast saved={user?.notification_preferences ?? {}} changes={draft.changes} />
            <ScopeAndHours
              title={say('notifications.scope')}
              zone={say('notifications.hour.hint', { timezone })}
              sites={<WhichSites key={draft.round} value={value} onChange={set} />}
              value={value}
              onChange={set}
            />
          </div>
        )}
        <OwnLog />
      </div>
    </>
  );
}
