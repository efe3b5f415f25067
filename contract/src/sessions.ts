import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';
import { User } from './users.ts';

/** What a sign-in and its renewal answer. */
export const SignIn = Type.Object(
  {
    access_token: Type.String(),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer({ description: 'seconds' }),
    refresh_token: Type.Optional(
      Type.String({ description: 'Only with `"cookie": false`; otherwise it travels in an HttpOnly cookie' }),
    ),
    user: User,
  },
  { additionalProperties: false },
);
export type SignIn = Static<typeof SignIn>;

const RefreshToken = Type.String({ minLength: 1, maxLength: 256 });

export const refreshSession = endpoint({
  name: 'refreshSession',
  summary: 'Trade a refresh token, of the cookie or the body, for a new one and an access token',
  method: 'POST',
  path: '/api/v1/auth/refresh',
  permission: 'public',
  body: Type.Object({ refresh_token: Type.Optional(RefreshToken) }, { additionalProperties: false }),
  bodyOptional: true,
  response: SignIn,
  kind: 'one',
  errors: ['unauthenticated', 'forbidden'],
});

export const logout = endpoint({
  name: 'logout',
  summary: 'End the session of this access token, refresh token or cookie; `all=true` ends all sessions of the person',
  method: 'POST',
  path: '/api/v1/auth/logout',
  permission: 'public',
  query: Type.Object(
    { all: Type.Optional(Type.Enum(['true', '1', 'false', '0'], { description: 'Every session, on every device' })) },
    { additionalProperties: false },
  ),
  body: Type.Object({ refresh_token: Type.Optional(RefreshToken) }, { additionalProperties: false }),
  bodyOptional: true,
  response: Type.Null(),
  kind: 'none',
  errors: ['unauthenticated', 'token_expired', 'forbidden'],
});

export const Session = Type.Object(
  {
    id: Id,
    created_at: Time,
    last_used_at: Time,
    expires_at: Time,
    user_agent: Nullable(Type.String()),
    address: Nullable(Type.String({ description: 'Where it was last used from' })),
    is_current: Type.Boolean({ description: 'The session of this request' }),
  },
  { additionalProperties: false },
);
export type Session = Static<typeof Session>;

export const listSessions = endpoint({
  name: 'listSessions',
  summary: 'Where the caller is signed in, newest first',
  method: 'GET',
  path: '/api/v1/auth/sessions',
  permission: 'self:read',
  query: Type.Object(listQuery(['created_at']), { additionalProperties: false }),
  response: Type.Array(Session),
  kind: 'list',
  errors: [],
});

export const endSession = endpoint({
  name: 'endSession',
  summary: 'End one of the caller’s sessions; its tokens are refused from the next request on',
  method: 'DELETE',
  path: '/api/v1/auth/sessions/{session_id}',
  permission: 'self:read',
  params: Type.Object({ session_id: Id }, { additionalProperties: false }),
  response: Type.Null(),
  kind: 'none',
  errors: ['not_found'],
});
