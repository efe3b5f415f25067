import { linksFoot, whyFoot } from './foot.ts';
import { type Letter, paragraph, plain } from './letter.ts';
import { inSentence, oneLine } from './one-line.ts';
import type { OneTimeLink } from './render.ts';
import type { Writing } from './writing.ts';

interface Notice extends OneTimeLink {
  readonly subject: string;
  readonly lead: string;
  readonly otherwise: string;
  readonly action: string;
}

/** A mail about the own account: a sentence, a link that works once, and what to do if it was somebody else. */
function noticeLetter({ subject, lead, otherwise, action, url }: Notice, writing: Writing): Letter {
  return {
    subject,
    preheader: otherwise,
    kicker: null,
    title: subject,
    blocks: [
      paragraph(lead),
      { type: 'actions', actions: [{ text: action, href: url }], showsAddress: true },
      paragraph(otherwise),
    ],
    // Nobody needs an account to read it, and who has none has nothing to change.
    foot: [plain(whyFoot(writing))],
  };
}

export function invitationLetter(input: OneTimeLink & { organization: string }, writing: Writing): Letter {
  const { words } = writing;
  const organization = inSentence(input.organization);
  return noticeLetter(
    {
      url: input.url,
      subject: words.say('invitation.subject', { organization }),
      // Who invites stands in the title above it.
      lead: words.say('invitation.lead'),
      otherwise: words.say('invitation.else'),
      action: words.say('invitation.action'),
    },
    writing,
  );
}

export function passwordResetLetter({ url }: OneTimeLink, writing: Writing): Letter {
  const { words } = writing;
  return noticeLetter(
    {
      url,
      subject: words.say('reset.subject'),
      lead: words.say('reset.lead'),
      otherwise: words.say('reset.else'),
      action: words.say('reset.action'),
    },
    writing,
  );
}

export function verifyAddressLetter(
  { url, reason, hours }: OneTimeLink & { reason: 'unconfirmed' | 'paused'; hours: number },
  writing: Writing,
): Letter {
  const { words, reader } = writing;
  const email = oneLine(reader.email, 120);
  return noticeLetter(
    {
      url,
      subject: words.say(reason === 'paused' ? 'verify.paused.subject' : 'verify.subject'),
      lead: words.say(`verify.${reason}`, { email, hours }),
      otherwise: words.say('verify.else'),
      action: words.say('verify.action'),
    },
    writing,
  );
}

export function testLetter(writing: Writing): Letter {
  const { words, reader, to } = writing;
  const lead = words.say('test.lead', { email: oneLine(reader.email, 120), timezone: oneLine(reader.timezone, 60) });
  return {
    subject: words.say('test.subject'),
    preheader: lead,
    kicker: null,
    title: words.say('test.subject'),
    blocks: [paragraph(lead), { type: 'actions', actions: [{ text: words.say('action.home'), href: to.home(null) }] }],
    foot: [plain(whyFoot(writing)), linksFoot(writing)],
  };
}
