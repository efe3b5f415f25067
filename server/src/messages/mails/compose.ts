import type { Digest } from '../digest-content.ts';
import type { News } from '../news.ts';
import { digestLetter } from './digest-letter.ts';
import { holeLetter } from './hole-letter.ts';
import { htmlOf } from './html/mail-page.tsx';
import type { Letter } from './letter.ts';
import { invitationLetter, passwordResetLetter, testLetter, verifyAddressLetter } from './notice-letters.ts';
import { oneLine } from './one-line.ts';
import { keyLetter, memberLetter, muteLetter, reportLetter, unsupportedLetter } from './other-letters.ts';
import { textOf } from './plain/text-part.ts';
import type { Mail, OneTimeLink, Reader } from './render.ts';
import { severalLetter } from './several-letter.ts';
import { silentLetter } from './silent-letter.ts';
import { type Room, type Writing, writingFor } from './writing.ts';

/** A mail that is larger is cut by some mail programs, which hide what comes last. */
export const mostBytes = 60_000;
// Usually the first; the others are for many long names, or for many organizations.
const rooms: readonly [Room, ...Room[]] = [
  { rows: 10, parts: 10 },
  { rows: 5, parts: 5 },
  { rows: 3, parts: 3 },
  { rows: 1, parts: 1 },
];
const subjectLength = 180;
const preheaderLength = 200;

/** Writes the letter in as much room as keeps the mail small enough. */
function compose(write: (writing: Writing) => Letter, reader: Reader, now: Date): Mail {
  let page = pageIn(rooms[0], write, reader, now);
  for (const room of rooms.slice(1)) {
    if (Buffer.byteLength(page.html) <= mostBytes) break;
    page = pageIn(room, write, reader, now);
  }
  const { letter, html } = page;
  return { subject: letter.subject, preheader: letter.preheader, html, text: textOf(letter) };
}

function pageIn(room: Room, write: (writing: Writing) => Letter, reader: Reader, now: Date) {
  const writing = writingFor(reader, now, room);
  const written = write(writing);
  const letter: Letter = {
    ...written,
    subject: oneLine(written.subject, subjectLength),
    preheader: oneLine(written.preheader, preheaderLength),
  };
  return { letter, html: htmlOf(letter, writing.words.language) };
}

export function composeNews(news: readonly News[], reader: Reader): Mail {
  const [first, ...others] = news;
  if (first === undefined) throw new Error('A mail needs something to tell.');
  if (others.length === 0) return compose((writing) => letterOf(first, writing), reader, first.at);
  const latest = news.reduce((one, other) => (other.at > one.at ? other : one));
  return compose((writing) => severalLetter(news, writing), reader, latest.at);
}

function letterOf(news: News, writing: Writing): Letter {
  switch (news.kind) {
    case 'security_exposure':
    case 'exposure_overdue':
      return holeLetter(news, writing);
    case 'project_unsupported':
      return unsupportedLetter(news, writing);
    case 'site_silent':
      return silentLetter(news, writing);
    case 'mute_ending':
      return muteLetter(news, writing);
    case 'key_ending':
      return keyLetter(news, writing);
    case 'membership_changed':
      return memberLetter(news, writing);
    case 'report_ready':
      return reportLetter(news, writing);
  }
}

export const composeDigest = (digest: Digest, reader: Reader): Mail =>
  compose((writing) => digestLetter(digest, writing), reader, digest.to);

// Nothing in these is dated.
const undated = new Date(0);

export const composeInvitation = (input: OneTimeLink & { organization: string }, reader: Reader): Mail =>
  compose((writing) => invitationLetter(input, writing), reader, undated);

export const composePasswordReset = (input: OneTimeLink, reader: Reader): Mail =>
  compose((writing) => passwordResetLetter(input, writing), reader, undated);

export const composeVerifyAddress = (
  input: OneTimeLink & { reason: 'unconfirmed' | 'paused'; hours: number },
  reader: Reader,
): Mail => compose((writing) => verifyAddressLetter(input, writing), reader, undated);

export const composeTest = (reader: Reader): Mail => compose(testLetter, reader, undated);
