import type * as contract from '../setup.ts';
import type { ExamplesOf } from './example.ts';
import { organization } from './organizations.ts';
import { ada } from './users.ts';

export const setup: ExamplesOf<typeof contract> = {
  createFirstUser: {
    body: {
      token: 'the token that the server printed',
      email: ada.email,
      password: 'correct horse battery staple',
      name: ada.name,
      organization_name: organization.name,
    },
    data: { user: { ...ada, role: 'superuser' }, organization },
  },
};
