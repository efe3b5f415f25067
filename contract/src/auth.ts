import { Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, Nullable } from './envelope.ts';
import { SignIn } from './sessions.ts';
import { User } from './users.ts';

export const login = endpoint({
  name: 'login',
  summary: 'Sign in with e-mail address and password',
  method: 'POST',
  path: '/api/v1/auth/login',
  permission: 'public',
  body: Type.Object(
    {
      email: Type.String({ minLength: 1, maxLength: 254 }),
      password: Type.String({ minLength: 1, maxLength: 1024 }),
      cookie: Type.Optional(
        Type.Boolean({ description: '`false`: the refresh token comes in the body, for programs without cookies' }),
      ),
    },
    { additionalProperties: false },
  ),
  response: SignIn,
  kind: 'one',
  errors: ['invalid_credentials'],
});

export const getMe = endpoint({
  name: 'getMe',
  summary: 'Who this credential is; with a site key, its site',
  method: 'GET',
  path: '/api/v1/auth/me',
  permission: 'self:read',
  response: Type.Object(
    {
      type: Type.Enum(['user', 'site_key', 'organization_key']),
      user: Nullable(User),
      key: Nullable(
        Type.Object(
          { id: Id, name: Type.String(), scopes: Type.Array(Type.String()) },
          { additionalProperties: false },
        ),
      ),
      site: Nullable(Type.Object({ id: Id, name: Type.String(), url: Type.String() }, { additionalProperties: false })),
      organization: Nullable(Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false })),
    },
    { additionalProperties: false },
  ),
  kind: 'one',
  errors: [],
});
