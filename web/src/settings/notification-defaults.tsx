import { useMay } from '../api/organization.ts';
import { useApi, useChange } from '../api/queries.ts';
import { useDraft } from '../notifications/draft.ts';
import { EventMatrix } from '../notifications/event-matrix.tsx';
import { SaveBar } from '../notifications/save-bar.tsx';
import { ScopeAndHours } from '../notifications/scope-and-hours.tsx';
import { useText } from '../text/text.tsx';
import { useRoleReason } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Callout, ErrorPanel, Skeleton } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import styles from './settings.module.css';

/** What members are told of who have not chosen themselves. */
export function NotificationDefaults({ org }: { org: string }) {
  const say = useText();
  const reason = useRoleReason()(useMay('organizations:write'));
  const params = { org_id: org };
  const found = useApi('GET /api/v1/organizations/{org_id}/notification-defaults', { params });
  const draft = useDraft(found.data?.data);
  const save = useChange('PUT /api/v1/organizations/{org_id}/notification-defaults', [
    '/api/v1/organizations',
    '/api/v1/users',
  ]);
  const submit = () =>
    save.mutate(
      { params, body: draft.changes },
      {
        onSuccess() {
          draft.discard();
          toast(say('settings.defaults.saved'));
        },
      },
    );
  if (found.error)
    return (
      <ErrorPanel what={say('settings.defaults.failed')} error={found.error} onRetry={() => void found.refetch()} />
    );
  const { value, set } = draft;
  if (value === undefined)
    return (
      <Panel title={say('notifications.what')}>
        <Skeleton width="60%" />
      </Panel>
    );
  const readOnly = reason !== undefined;
  return (
    <div className="stack">
      <Callout>{say('settings.defaults.why')}</Callout>
      <EventMatrix value={value} onChange={set} readOnly={readOnly} />
      <ScopeAndHours
        title={say('settings.defaults.when')}
        zone={say('settings.defaults.zone')}
        value={value}
        onChange={set}
        readOnly={readOnly}
      />
      {save.error && <ErrorPanel what={say('settings.defaults.notSaved')} error={save.error} />}
      <div className={styles.save}>
        <SaveBar draft={draft} busy={save.isPending} onSave={submit} reason={reason} />
      </div>
    </div>
  );
}
