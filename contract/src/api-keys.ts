import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, ShownOnce, Time } from './envelope.ts';
import { organizationKeyScopes } from './roles.ts';

export const ApiKey = Type.Object(
  {
    id: Id,
    name: Type.String(),
    type: Type.Enum(['site', 'organization']),
    organization_id: Id,
    site_id: Nullable(Id),
    scopes: Type.Array(Type.String()),
    prefix: Type.String({ description: 'The first characters of the key' }),
    created_at: Time,
    last_used_at: Nullable(Time),
    expires_at: Nullable(Time),
    revoked_at: Nullable(Time),
  },
  { additionalProperties: false },
);
export type ApiKey = Static<typeof ApiKey>;

export const createApiKey = endpoint({
  name: 'createApiKey',
  summary: 'Make a key; it is shown once',
  method: 'POST',
  path: '/api/v1/api-keys',
  permission: 'site_keys:write',
  body: Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 200 }),
      type: Type.Enum(['site', 'organization']),
      site_id: Type.Optional(Id),
      organization_id: Type.Optional(Id),
      scopes: Type.Optional(
        Type.Array(Type.Enum(organizationKeyScopes), { minItems: 1, maxItems: 3, uniqueItems: true }),
      ),
      expires_at: Type.Optional(Time),
    },
    { additionalProperties: false },
  ),
  response: Type.Object({ key: ApiKey, api_key: ShownOnce }, { additionalProperties: false }),
  shownOnce: ['api_key'],
  kind: 'one',
  status: 201,
  errors: ['not_found', 'quota_exceeded'],
});

export const listApiKeys = endpoint({
  name: 'listApiKeys',
  summary: 'Keys of the sites and organizations the caller looks after',
  method: 'GET',
  path: '/api/v1/api-keys',
  permission: 'site_keys:write',
  query: Type.Object(
    {
      ...listQuery(['created_at']),
      organization_id: Type.Optional(Id),
      site_id: Type.Optional(Id),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(ApiKey),
  kind: 'list',
  errors: [],
});

export const rotateApiKey = endpoint({
  name: 'rotateApiKey',
  summary: 'Replace a key; the new one is shown once, the old one works on until the end of the overlap',
  method: 'POST',
  path: '/api/v1/api-keys/{key_id}/rotate',
  permission: 'site_keys:write',
  params: Type.Object({ key_id: Id }, { additionalProperties: false }),
  body: Type.Object(
    { overlap_hours: Type.Optional(Type.Integer({ minimum: 0, maximum: 168, default: 24 })) },
    { additionalProperties: false },
  ),
  response: Type.Object({ key: ApiKey, api_key: ShownOnce }, { additionalProperties: false }),
  shownOnce: ['api_key'],
  kind: 'one',
  status: 201,
  errors: ['not_found', 'conflict', 'quota_exceeded'],
});

export const revokeApiKey = endpoint({
  name: 'revokeApiKey',
  summary: 'Revoke a key; it is refused from the next request on, on every replica within 5 seconds',
  method: 'DELETE',
  path: '/api/v1/api-keys/{key_id}',
  permission: 'site_keys:write',
  params: Type.Object({ key_id: Id }, { additionalProperties: false }),
  response: Type.Null(),
  kind: 'none',
  errors: ['not_found'],
});
