import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';

/** Hours within which an exposure is to be closed: from risk 15 on, or where the risk is unknown; and below. */
const UpdateTargets = Type.Object(
  {
    critical_hours: Type.Integer({ minimum: 1, maximum: 8784 }),
    other_hours: Type.Integer({ minimum: 1, maximum: 8784 }),
  },
  { additionalProperties: false },
);

export const Organization = Type.Object(
  {
    id: Id,
    name: Type.String(),
    tax_id: Nullable(Type.String()),
    timezone: Type.String(),
    update_targets: UpdateTargets,
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

const orgParams = Type.Object({ org_id: Id }, { additionalProperties: false });

export const updateOrganization = endpoint({
  name: 'updateOrganization',
  summary: 'Change an organization; every change writes a revision, what is left out stays',
  method: 'PUT',
  path: '/api/v1/organizations/{org_id}',
  permission: 'organizations:write',
  params: orgParams,
  body: Type.Object(
    {
      name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      tax_id: Type.Optional(Nullable(Type.String({ maxLength: 64 }))),
      timezone: Type.Optional(Type.String({ maxLength: 64 })),
      update_targets: Type.Optional(UpdateTargets),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  response: Organization,
  kind: 'one',
  errors: ['not_found', 'conflict'],
});

export const deleteOrganization = endpoint({
  name: 'deleteOrganization',
  summary: 'Delete an organization; its people, sites and keys are cut off at once, and it can be restored for 30 days',
  method: 'DELETE',
  path: '/api/v1/organizations/{org_id}',
  permission: 'organizations:manage',
  params: orgParams,
  response: Type.Null(),
  kind: 'none',
  errors: ['not_found'],
});

export const restoreOrganization = endpoint({
  name: 'restoreOrganization',
  summary: 'Bring back an organization that was deleted within the last 30 days',
  method: 'POST',
  path: '/api/v1/organizations/{org_id}/restore',
  permission: 'organizations:manage',
  params: orgParams,
  response: Organization,
  kind: 'one',
  errors: ['not_found', 'conflict'],
});

const Person = Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false });

export const OrganizationRevision = Type.Object(
  {
    modified_at: Time,
    modified_by: Nullable(Person),
    before: Nullable(Organization),
    after: Organization,
  },
  { additionalProperties: false },
);
export type OrganizationRevision = Static<typeof OrganizationRevision>;

export const listOrganizationRevisions = endpoint({
  name: 'listOrganizationRevisions',
  summary: 'What was changed of the organization, by whom and when, newest first',
  method: 'GET',
  path: '/api/v1/organizations/{org_id}/revisions',
  permission: 'organizations:write',
  params: orgParams,
  query: Type.Object(listQuery(['modified_at']), { additionalProperties: false }),
  response: Type.Array(OrganizationRevision),
  kind: 'list',
  errors: ['not_found'],
});
