import type { AccountMails, AccountReader } from '../mail/account-mails.ts';
import { type Reader, renderInvitation, renderPasswordReset, renderVerifyAddress } from './mails/render.ts';

/** Mails about an account, in the language and the look of all others. Nobody unsubscribes from them. */
export function accountMails(publicUrl: string): AccountMails {
  const readerOf = (to: AccountReader): Reader => ({
    ...to,
    links: { publicUrl, unsubscribe: null },
    why: { type: 'account' },
  });
  return {
    publicUrl,
    invitation: (to, input) => renderInvitation(input, readerOf(to)),
    passwordReset: (to, input) => renderPasswordReset(input, readerOf(to)),
    verifyAddress: (to, input) => renderVerifyAddress({ ...input, reason: 'paused' }, readerOf(to)),
  };
}
