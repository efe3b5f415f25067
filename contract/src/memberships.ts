import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Time } from './envelope.ts';
import { roles } from './roles.ts';

const Role = Type.Enum(roles.filter((role) => role !== 'superuser'));
const params = Type.Object({ membership_id: Id }, { additionalProperties: false });

export const Membership = Type.Object(
  {
    id: Id,
    user: Type.Object({ id: Id, name: Type.String(), email: Type.String() }, { additionalProperties: false }),
    organization: Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false }),
    role: Role,
    is_home: Type.Boolean({ description: 'The organization that looks after the account itself' }),
    created_at: Time,
  },
  { additionalProperties: false },
);
export type Membership = Static<typeof Membership>;

export const listMemberships = endpoint({
  name: 'listMemberships',
  summary: 'Who belongs to the organizations that the caller administers',
  method: 'GET',
  path: '/api/v1/memberships',
  permission: 'members:write',
  query: Type.Object(
    {
      ...listQuery(['created_at']),
      organization_id: Type.Optional(Id),
      user_id: Type.Optional(Id),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(Membership),
  kind: 'list',
  errors: [],
});

export const createMembership = endpoint({
  name: 'createMembership',
  summary: 'Add a person whom the caller can see to one more organization',
  method: 'POST',
  path: '/api/v1/memberships',
  permission: 'members:write',
  body: Type.Object({ user_id: Id, organization_id: Id, role: Role }, { additionalProperties: false }),
  response: Membership,
  kind: 'one',
  status: 201,
  errors: ['not_found', 'conflict'],
});

export const updateMembership = endpoint({
  name: 'updateMembership',
  summary: 'Change the role of a person in an organization',
  method: 'PUT',
  path: '/api/v1/memberships/{membership_id}',
  permission: 'members:write',
  params,
  body: Type.Object({ role: Role }, { additionalProperties: false }),
  response: Membership,
  kind: 'one',
  errors: ['not_found', 'last_admin'],
});

export const deleteMembership = endpoint({
  name: 'deleteMembership',
  summary: 'End a person’s membership in an organization that is not their home',
  method: 'DELETE',
  path: '/api/v1/memberships/{membership_id}',
  permission: 'members:write',
  params,
  response: Type.Null(),
  kind: 'none',
  errors: ['not_found', 'conflict', 'last_admin'],
});
