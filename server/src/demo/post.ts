import type { Smtp } from '../mail/transport.ts';
import { adminEmail, goneEmail } from './sign-in.ts';

const taken = '250 2.0.0 accepted for delivery';

/**
 * A mail server that is none: it takes nearly everything. One address is gone, one mail comes at a bad moment, and one is
 * refused for what it says, so that there is something to look into.
 */
export function startPost(): Smtp {
  let toAdmin = 0;
  return {
    domain: 'patchlight.example',
    open: () => ({
      async send({ recipient }) {
        if (recipient === goneEmail)
          return { status: 'refused', reason: '550 5.1.1 No such mailbox here', isAboutRecipient: true };
        if (recipient !== adminEmail) return { status: 'sent', answer: taken };
        toAdmin += 1;
        if (toAdmin === 3) return { status: 'deferred', reason: '451 4.7.1 Greylisted, come again in five minutes' };
        if (toAdmin === 7)
          return { status: 'refused', reason: '554 5.7.1 Refused by the content filter', isAboutRecipient: false };
        return { status: 'sent', answer: taken };
      },
      close: () => undefined,
    }),
  };
}
