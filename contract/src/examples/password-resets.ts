import type * as contract from '../password-resets.ts';
import type { ExamplesOf } from './example.ts';
import { noor } from './users.ts';

export const passwordResets: ExamplesOf<typeof contract> = {
  forgotPassword: { body: { email: noor.email }, data: null },
  resetPassword: { body: { token: 'the token of the mail', password: 'fifteen letters or more' }, data: null },
};
