import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';

export const Organization = Type.Object(
  {
    id: Id,
    name: Type.String(),
    tax_id: Nullable(Type.String()),
    timezone: Type.String(),
    is_active: Type.Boolean(),
    created_at: Time,
    updated_at: Time,
  },
  { additionalProperties: false },
);
export type Organization = Static<typeof Organization>;

export const createOrganization = endpoint({
  name: 'createOrganization',
  summary: 'Create an organization; its name is unique without regard to case',
  method: 'POST',
  path: '/api/v1/organizations',
  permission: 'organizations:manage',
  body: Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 200 }),
      tax_id: Type.Optional(Nullable(Type.String({ maxLength: 64 }))),
      timezone: Type.Optional(Type.String({ maxLength: 64 })),
    },
    { additionalProperties: false },
  ),
  response: Organization,
  kind: 'one',
  status: 201,
  errors: ['conflict'],
});

export const listOrganizations = endpoint({
  name: 'listOrganizations',
  summary: 'The organizations the caller belongs to',
  method: 'GET',
  path: '/api/v1/organizations',
  permission: 'organizations:read',
  query: Type.Object(
    { ...listQuery(['name', 'created_at']), q: Type.Optional(Type.String({ maxLength: 200 })) },
    { additionalProperties: false },
  ),
  response: Type.Array(Organization),
  kind: 'list',
  errors: [],
});

export const getOrganization = endpoint({
  name: 'getOrganization',
  summary: 'One organization',
  method: 'GET',
  path: '/api/v1/organizations/{org_id}',
  permission: 'organizations:read',
  params: Type.Object({ org_id: Id }, { additionalProperties: false }),
  response: Organization,
  kind: 'one',
  errors: ['not_found'],
});
