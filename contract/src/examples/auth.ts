import type * as contract from '../auth.ts';
import type { ExamplesOf } from './example.ts';
import { organizationRef } from './organizations.ts';
import { signIn } from './sessions.ts';
import { ada } from './users.ts';

export const auth: ExamplesOf<typeof contract> = {
  login: { body: { email: ada.email, password: 'correct horse battery staple' }, data: signIn },
  getMe: { data: { type: 'user', user: ada, key: null, site: null, organization: organizationRef } },
};
