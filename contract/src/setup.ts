import { Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Organization } from './organizations.ts';
import { User } from './users.ts';

export const createFirstUser = endpoint({
  name: 'createFirstUser',
  summary: 'Make the first superuser with the one-time setup token; afterwards this is a 404',
  method: 'POST',
  path: '/api/v1/setup',
  permission: 'public',
  body: Type.Object(
    {
      token: Type.String({ minLength: 1, maxLength: 256 }),
      email: Type.String({ format: 'email', maxLength: 254 }),
      password: Type.String({ minLength: 1, maxLength: 1024 }),
      name: Type.String({ minLength: 1, maxLength: 200 }),
      organization_name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    },
    { additionalProperties: false },
  ),
  response: Type.Object({ user: User, organization: Organization }, { additionalProperties: false }),
  kind: 'one',
  status: 201,
  errors: ['not_found', 'weak_password'],
});
