import { useUser } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { applied, type ChoicesProps, changesOf, countChanges } from './draft.ts';

/** Takes over what the organization chose for whoever has not chosen; saved like any other change. */
export function UseDefaults({ value, onChange }: ChoicesProps) {
  const say = useText();
  const { organization, memberships } = useUser();
  // Of several, the one at home; it is the one whose defaults a person starts with.
  const home = organization ?? memberships[0]?.organization;
  const found = useApi(
    'GET /api/v1/organizations/{org_id}/notification-defaults',
    { params: { org_id: home?.id ?? '' } },
    { enabled: home !== undefined },
  );
  if (home === undefined) return null;
  const defaults = found.data?.data;
  const isSame = defaults !== undefined && countChanges(changesOf(value, applied(value, defaults))) === 0;
  const reason = found.error
    ? say('notifications.defaults.failed')
    : isSame
      ? say('notifications.defaults.same', { name: home.name })
      : undefined;
  return (
    <Button
      kind="plain"
      small
      busy={found.isPending}
      disabledReason={reason}
      onClick={() => defaults && onChange(applied(value, defaults))}
    >
      {say('notifications.defaults.use')}
    </Button>
  );
}
