import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';
import { NotificationPreferences } from './notification-preferences.ts';
import { roles } from './roles.ts';

const Membership = Type.Object(
  {
    organization: Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false }),
    role: Type.Enum(roles),
  },
  { additionalProperties: false },
);

export const User = Type.Object(
  {
    id: Id,
    name: Type.String(),
    email: Type.String(),
    role: Type.Enum(roles),
    organization: Nullable(Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false })),
    memberships: Type.Array(Membership),
    timezone: Type.String(),
    locale: Type.String(),
    is_active: Type.Boolean(),
    last_login: Nullable(Time),
    created_at: Time,
    updated_at: Time,
  },
  { additionalProperties: false },
);
export type User = Static<typeof User>;

const userParams = Type.Object({ user_id: Id }, { additionalProperties: false });
const Email = Type.String({ format: 'email', maxLength: 254 });
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Password = Type.String({ minLength: 1, maxLength: 1024 });

export const UserDetail = Type.Object(
  {
    ...User.properties,
    notification_preferences: NotificationPreferences,
    email_state: Type.Enum(['ok', 'paused'], {
      description: '`paused`: the address refused a mail for good, and gets none but about the account',
    }),
    email_pause_reason: Nullable(Type.String()),
  },
  { additionalProperties: false },
);
export type UserDetail = Static<typeof UserDetail>;

export const createUser = endpoint({
  name: 'createUser',
  summary: 'Add a person: invited by mail, or with a password that they must replace',
  method: 'POST',
  path: '/api/v1/users/add',
  permission: 'members:write',
  body: Type.Object(
    {
      email: Email,
      name: Name,
      role: Type.Enum(roles),
      organization_id: Id,
      password: Type.Optional(Password),
    },
    { additionalProperties: false },
  ),
  response: User,
  kind: 'one',
  status: 201,
  errors: ['not_found', 'conflict', 'weak_password'],
});

export const getUser = endpoint({
  name: 'getUser',
  summary: 'One person: oneself, or for administrators a member',
  method: 'GET',
  path: '/api/v1/users/{user_id}',
  permission: 'self:read',
  params: userParams,
  response: UserDetail,
  kind: 'one',
  errors: ['not_found'],
});

/** A person in a list; what only administrators and the person see is null for others. */
export const Member = Type.Object(
  {
    id: Id,
    name: Type.String(),
    role: Type.Enum(roles),
    organization: User.properties.organization,
    memberships: Type.Array(Membership),
    email: Nullable(Type.String()),
    is_active: Nullable(Type.Boolean()),
    last_login: Nullable(Time),
    created_at: Nullable(Time),
    updated_at: Nullable(Time),
  },
  { additionalProperties: false },
);
export type Member = Static<typeof Member>;

export const listUsers = endpoint({
  name: 'listUsers',
  summary: 'People of the caller’s organizations; members see names and roles, administrators everything',
  method: 'GET',
  path: '/api/v1/users',
  permission: 'members:read',
  query: Type.Object(
    {
      ...listQuery(['name', 'created_at']),
      organization_id: Type.Optional(Id),
      role: Type.Optional(Type.Enum(roles)),
      is_active: Type.Optional(Type.Enum(['true', 'false'])),
      q: Type.Optional(Type.String({ maxLength: 200 })),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(Member),
  kind: 'list',
  errors: [],
});

export const updateUser = endpoint({
  name: 'updateUser',
  summary:
    'Change a person; what is left out stays. An administrator elsewhere than at home changes the role there only',
  method: 'PUT',
  path: '/api/v1/users/update/{user_id}',
  permission: 'self:read',
  beforePasswordChange: true,
  params: userParams,
  body: Type.Object(
    {
      name: Type.Optional(Name),
      email: Type.Optional(Email),
      role: Type.Optional(Type.Enum(roles)),
      is_active: Type.Optional(Type.Boolean()),
      password: Type.Optional(Password),
      current_password: Type.Optional(Password),
      notification_preferences: Type.Optional(NotificationPreferences),
      timezone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      locale: Type.Optional(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 35 })),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  response: UserDetail,
  kind: 'one',
  errors: ['not_found', 'conflict', 'last_admin', 'weak_password'],
});

export const deleteUser = endpoint({
  name: 'deleteUser',
  summary: 'Delete a person; their tokens are refused at once, and they can be restored for 30 days',
  method: 'DELETE',
  path: '/api/v1/users/delete/{user_id}',
  permission: 'self:read',
  params: userParams,
  response: Type.Null(),
  kind: 'none',
  errors: ['not_found', 'last_admin'],
});

export const restoreUser = endpoint({
  name: 'restoreUser',
  summary: 'Bring back a person who was deleted within the last 30 days',
  method: 'POST',
  path: '/api/v1/users/{user_id}/restore',
  permission: 'users:restore',
  params: userParams,
  response: UserDetail,
  kind: 'one',
  errors: ['not_found', 'conflict'],
});
