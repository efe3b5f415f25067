import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';
import { muteLimits } from './mute-limits.ts';
import { OrganizationRef, SiteRef } from './reports.ts';
import { AdvisoryRef, ModuleRef } from './verdicts.ts';

/** Where a mute holds. */
export const muteScopes = ['site', 'tags', 'organization'] as const;
/** What ended a mute. */
export const muteEndCauses = ['person', 'date', 'release', 'advisory'] as const;
export type MuteEndCause = (typeof muteEndCauses)[number];

const PersonRef = Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false });
const reason = Type.String({
  minLength: muteLimits.reason,
  maxLength: 1000,
  description: 'Why it need not be done now',
});
const version = Type.String({ minLength: 1, maxLength: 64, description: 'Hides this version and older ones' });
const endsAt = Type.String({
  format: 'date-time',
  description: `In the future, at most ${muteLimits.days} days ahead`,
});

export const Mute = Type.Object(
  {
    id: Id,
    organization: OrganizationRef,
    project: ModuleRef,
    scope: Type.Enum(muteScopes),
    site: Nullable(SiteRef),
    tags: Type.Array(Type.String(), { description: 'With the scope `tags`: sites that carry one of them' }),
    up_to_version: Nullable(version),
    advisory: Nullable(AdvisoryRef),
    reason: Type.String(),
    owner: Nullable(PersonRef),
    ends_at: Nullable(Time),
    until_newer_release: Type.Boolean(),
    hides: Type.Integer({ description: 'Sites on which it hides the project now' }),
    created_by: Nullable(PersonRef),
    created_at: Time,
    updated_at: Time,
    ended_at: Nullable(Time),
    ended_by: Nullable(PersonRef),
    end_cause: Nullable(
      Type.Enum(muteEndCauses, {
        description: '`release`: a newer release came; `advisory`: an advisory of the project came',
      }),
    ),
  },
  { additionalProperties: false },
);
export type Mute = Static<typeof Mute>;

const what = {
  project: Type.String({ minLength: 1, maxLength: 128, description: 'id or machine name' }),
  site_id: Type.Optional(Id),
  tag: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  tags: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: muteLimits.tags }),
  ),
  organization_id: Type.Optional(
    Type.String({ format: 'uuid', description: 'The whole organization, or, with tags, where they are meant' }),
  ),
  up_to_version: Type.Optional(version),
  advisory: Type.Optional(
    Type.String({
      maxLength: 64,
      description:
        'Its id. Hides versions of which every hole has a mute that names it, and nothing else of the project',
    }),
  ),
};
const ends = { ends_at: Type.Optional(endsAt), until_newer_release: Type.Optional(Type.Boolean()) };
const muteParams = Type.Object({ mute_id: Id }, { additionalProperties: false });

export const listMutes = endpoint({
  name: 'listMutes',
  summary: 'Mutes, those in force unless asked for otherwise; those that end first come first',
  method: 'GET',
  path: '/api/v1/mutes',
  permission: 'fleet:read',
  query: Type.Object(
    {
      ...listQuery(['ends_at', 'created_at']),
      state: Type.Optional(Type.Enum(['active', 'ended', 'all'])),
      organization_id: Type.Optional(Id),
      project: Type.Optional(Type.String({ maxLength: 128, description: 'id or machine name' })),
      site_id: Type.Optional(Type.String({ format: 'uuid', description: 'Those that hold on this site' })),
      tag: Type.Optional(Type.String({ maxLength: 64, description: 'Those on this tag' })),
      owner_id: Type.Optional(Id),
      ends_within_days: Type.Optional(Type.Integer({ minimum: 0, maximum: muteLimits.days })),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(Mute),
  kind: 'list',
  csv: true,
  errors: [],
});

export const getMute = endpoint({
  name: 'getMute',
  summary: 'One mute',
  method: 'GET',
  path: '/api/v1/mutes/{mute_id}',
  permission: 'fleet:read',
  params: muteParams,
  response: Mute,
  kind: 'one',
  errors: ['not_found'],
});

export const createMute = endpoint({
  name: 'createMute',
  summary: 'Leave a project out of the counts: on one site, on tags, or in an organization; it ends by itself',
  method: 'POST',
  path: '/api/v1/mutes',
  permission: 'mutes:write',
  body: Type.Object(
    { ...what, reason, owner_id: Type.Optional(Id), ...ends },
    {
      additionalProperties: false,
      description: 'One of `site_id`, `tag` or `tags`, `organization_id`; `ends_at`, `until_newer_release`, or both',
    },
  ),
  response: Mute,
  kind: 'one',
  status: 201,
  errors: ['not_found', 'quota_exceeded'],
});

export const MutePreview = Type.Object(
  {
    sites: Type.Integer({ description: 'On which it would hide something that shows now' }),
    security: Type.Integer(),
    unsupported: Type.Integer(),
    update: Type.Integer(),
    unknown: Type.Integer(),
    possible: Type.Integer({ description: 'Of all of these, possibly exposed' }),
    muted: Type.Integer({ description: 'Sites on which another mute hides it already' }),
  },
  { additionalProperties: false },
);
export type MutePreview = Static<typeof MutePreview>;

export const previewMute = endpoint({
  name: 'previewMute',
  summary: 'What a mute would hide',
  method: 'GET',
  path: '/api/v1/mutes/preview',
  permission: 'fleet:read',
  query: Type.Object(
    {
      project: what.project,
      site_id: what.site_id,
      tag: Type.Optional(Type.String({ minLength: 1, maxLength: 1300, description: 'Several with commas between' })),
      organization_id: what.organization_id,
      up_to_version: what.up_to_version,
      advisory: what.advisory,
    },
    { additionalProperties: false },
  ),
  response: MutePreview,
  kind: 'one',
  errors: ['not_found'],
});

export const updateMute = endpoint({
  name: 'updateMute',
  summary: 'Change the reason, the owner or the end of a mute in force; what is left out stays',
  method: 'PUT',
  path: '/api/v1/mutes/{mute_id}',
  permission: 'mutes:write',
  params: muteParams,
  body: Type.Object(
    {
      reason: Type.Optional(reason),
      owner_id: Type.Optional(Nullable(Id)),
      ends_at: Type.Optional(Nullable(endsAt)),
      until_newer_release: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  response: Mute,
  kind: 'one',
  errors: ['not_found', 'conflict'],
});

export const endMute = endpoint({
  name: 'endMute',
  summary: 'End a mute: what it hides shows and counts again',
  method: 'POST',
  path: '/api/v1/mutes/{mute_id}/end',
  permission: 'mutes:write',
  params: muteParams,
  response: Mute,
  kind: 'one',
  errors: ['not_found', 'conflict'],
});

export const changeMutes = endpoint({
  name: 'changeMutes',
  summary: 'Extend or end several mutes at once',
  method: 'POST',
  path: '/api/v1/mutes/bulk',
  permission: 'mutes:write',
  body: Type.Object(
    {
      action: Type.Enum(['extend', 'end']),
      ids: Type.Array(Id, { minItems: 1, maxItems: muteLimits.bulk, uniqueItems: true }),
      ends_at: Type.Optional(endsAt),
    },
    { additionalProperties: false, description: '`extend` asks for `ends_at`' },
  ),
  response: Type.Object(
    {
      changed: Type.Array(Id),
      skipped: Type.Array(
        Type.Object({ id: Id, reason: Type.Enum(['not_found', 'ended']) }, { additionalProperties: false }),
      ),
    },
    { additionalProperties: false },
  ),
  kind: 'one',
  errors: ['not_found', 'conflict'],
});
