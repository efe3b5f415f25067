import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Time } from './envelope.ts';
import { roles } from './roles.ts';
import { User } from './users.ts';

const params = Type.Object({ invitation_id: Id }, { additionalProperties: false });

export const Invitation = Type.Object(
  {
    id: Id,
    email: Type.String(),
    name: Type.String(),
    role: Type.Enum(roles),
    organization: Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false }),
    created_at: Time,
    expires_at: Time,
  },
  { additionalProperties: false },
);
export type Invitation = Static<typeof Invitation>;

export const listInvitations = endpoint({
  name: 'listInvitations',
  summary: 'Invitations that nobody has accepted yet',
  method: 'GET',
  path: '/api/v1/invitations',
  permission: 'members:write',
  query: Type.Object(
    { ...listQuery(['created_at']), organization_id: Type.Optional(Id) },
    { additionalProperties: false },
  ),
  response: Type.Array(Invitation),
  kind: 'list',
  errors: [],
});

export const resendInvitation = endpoint({
  name: 'resendInvitation',
  summary: 'Send an invitation again, with a new link for 24 hours; the old one is void',
  method: 'POST',
  path: '/api/v1/invitations/{invitation_id}/resend',
  permission: 'members:write',
  params,
  response: Invitation,
  kind: 'one',
  errors: ['not_found'],
});

export const revokeInvitation = endpoint({
  name: 'revokeInvitation',
  summary: 'Take an invitation back; its link is void',
  method: 'DELETE',
  path: '/api/v1/invitations/{invitation_id}',
  permission: 'members:write',
  params,
  response: Type.Null(),
  kind: 'none',
  errors: ['not_found'],
});

export const acceptInvitation = endpoint({
  name: 'acceptInvitation',
  summary: 'Accept an invitation: who has no account yet chooses a password, who has one becomes a member',
  method: 'POST',
  path: '/api/v1/auth/accept-invitation',
  permission: 'public',
  body: Type.Object(
    {
      token: Type.String({ minLength: 1, maxLength: 256 }),
      password: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
      name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    },
    { additionalProperties: false },
  ),
  response: User,
  kind: 'one',
  errors: ['conflict', 'weak_password'],
});
