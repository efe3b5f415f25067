import { createHash } from 'node:crypto';

const consonants = 'bdfgklmnprstvz';
const vowels = 'aeiou';

/** Where the demo's superuser and its viewer sign in; everybody else in the fleet has the same password. */
export const superuserEmail = 'sam@patchlight.example';
export const viewerEmail = 'vic@fjordlight.example';
export const adminEmail = 'alice@fjordlight.example';
/** Whose mailbox is no more. */
export const goneEmail = 'emil@vesterholm.example';

/**
 * The demo's password, made from a secret of its data folder: the same on every start, another on every machine, so
 * that a demo which others can reach is no open door.
 */
export function demoPassword(secret: string): string {
  const bytes = [...createHash('sha256').update(`demo password ${secret}`).digest()];
  const pick = (letters: string, byte: number) => letters[byte % letters.length] ?? '';
  const syllables = Array.from(
    { length: 12 },
    (_, index) => pick(consonants, bytes[2 * index] ?? 0) + pick(vowels, bytes[2 * index + 1] ?? 0),
  );
  return [0, 3, 6, 9].map((from) => syllables.slice(from, from + 3).join('')).join('-');
}
