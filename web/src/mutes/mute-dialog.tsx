import { useState } from 'react';
import type { InputOf } from '../api/client.ts';
import { useApi, useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { AreaField, SelectField } from '../ui/field.tsx';
import { useErrorText } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';

export interface MuteTarget {
  readonly project: string;
  readonly title: string;
  readonly site: { readonly id: string; readonly name: string; readonly tags: readonly string[] };
  readonly organization: { readonly id: string; readonly name: string };
}

type Body = Exclude<InputOf<'POST /api/v1/mutes'>['body'], Uint8Array | undefined>;

const reasonMin = 10;
const spans = [7, 30, 90, 180] as const;
const dayMs = 86_400_000;
// What the numbers of sites, modules and advisories are made of.
const touched = ['/api/v1/mutes', '/api/v1/sites', '/api/v1/overview', '/api/v1/advisories', '/api/v1/modules'];

/** Leaves a project out of the counts for a while: where, why, and until when. */
export function MuteDialog({ project, title, site, organization, onClose }: MuteTarget & { onClose: () => void }) {
  const say = useText();
  const explain = useErrorText();
  const mute = useChange('POST /api/v1/mutes', touched);
  const [scope, setScope] = useState('site');
  const [days, setDays] = useState('30');
  const [untilRelease, setUntilRelease] = useState(true);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const isShort = reason.trim().length < reasonMin;
  const where = placeOf(scope, site.id, organization.id);
  const preview = useApi('GET /api/v1/mutes/preview', { query: { project, ...where } }).data?.data;
  const submit = async () => {
    setTried(true);
    if (isShort) return;
    const body: Body = {
      project,
      ...where,
      reason: reason.trim(),
      ends_at: new Date(Date.now() + Number(days) * dayMs - 60_000).toISOString(),
      until_newer_release: untilRelease,
    };
    await mute.mutateAsync({ body }).then(
      () => {
        toast(say('mutes.done', { project: title }));
        onClose();
      },
      () => undefined,
    );
  };
  const scopes = [
    { value: 'site', label: say('mutes.onSite', { site: site.name }) },
    ...site.tags.map((tag) => ({ value: `tag ${tag}`, label: say('mutes.onTag', { tag }) })),
    { value: 'organization', label: say('mutes.everywhere', { organization: organization.name }) },
  ];
  return (
    <Dialog
      open
      title={say('mutes.title', { project: title })}
      submit={say('mutes.mute')}
      onSubmit={submit}
      busy={mute.isPending}
      onClose={onClose}
    >
      <SelectField
        label={say('mutes.where')}
        choices={scopes}
        value={scope}
        hint={preview && say('mutes.preview', { count: preview.sites })}
        onChange={(event) => setScope(event.target.value)}
      />
      <SelectField
        label={say('mutes.until')}
        choices={spans.map((span) => ({ value: String(span), label: say('mutes.days', { count: span }) }))}
        value={days}
        onChange={(event) => setDays(event.target.value)}
      />
      <Check checked={untilRelease} onChange={(event) => setUntilRelease(event.target.checked)}>
        {say('mutes.untilRelease')}
      </Check>
      <AreaField
        label={say('mutes.reason')}
        hint={say('mutes.reason.hint')}
        error={isTried && isShort ? say('mutes.reason.short', { count: reasonMin }) : undefined}
        value={reason}
        maxLength={1000}
        onChange={(event) => setReason(event.target.value)}
        data-autofocus
      />
      {mute.error !== null && <p role="alert">{explain(mute.error)}</p>}
    </Dialog>
  );
}

function placeOf(scope: string, siteId: string, organizationId: string) {
  if (scope === 'site') return { site_id: siteId };
  if (scope === 'organization') return { organization_id: organizationId };
  return { tag: scope.slice('tag '.length), organization_id: organizationId };
}
