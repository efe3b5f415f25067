import { Type } from 'typebox';
import { endpoint } from './endpoint.ts';

export const forgotPassword = endpoint({
  name: 'forgotPassword',
  summary: 'Ask for a mail with a link that sets a new password; the answer is the same for every address',
  method: 'POST',
  path: '/api/v1/auth/forgot-password',
  permission: 'public',
  body: Type.Object({ email: Type.String({ minLength: 1, maxLength: 254 }) }, { additionalProperties: false }),
  response: Type.Null(),
  kind: 'none',
  errors: [],
});

export const resetPassword = endpoint({
  name: 'resetPassword',
  summary: 'Set a new password with the token of that mail: once, within ten minutes; every session ends',
  method: 'POST',
  path: '/api/v1/auth/reset-password',
  permission: 'public',
  body: Type.Object(
    {
      token: Type.String({ minLength: 1, maxLength: 256 }),
      password: Type.String({ minLength: 1, maxLength: 1024 }),
    },
    { additionalProperties: false },
  ),
  response: Type.Null(),
  kind: 'none',
  errors: ['weak_password'],
});
