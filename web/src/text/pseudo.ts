import { en } from './en.ts';
import type { Texts } from './text.tsx';

const strange: Record<string, string> = {
  a: 'á',
  e: 'ë',
  i: 'ï',
  o: 'ó',
  u: 'ü',
  y: 'ý',
  A: 'Á',
  E: 'É',
  I: 'Ï',
  O: 'Ö',
  U: 'Ü',
  n: 'ñ',
  c: 'ç',
};

/** Every text between brackets, with strange letters and a third longer; what ICU and tags need stays as it is. */
export const pseudo: Texts = Object.fromEntries(
  Object.entries(en).map(([id, text]) => [id, `⟦${strangely(text)} ${'·'.repeat(Math.ceil(text.length / 3))}⟧`]),
);

function strangely(text: string): string {
  let depth = 0;
  let inTag = false;
  return [...text]
    .map((letter) => {
      if (letter === '{') depth += 1;
      if (letter === '}') depth -= 1;
      if (letter === '<') inTag = true;
      if (letter === '>') inTag = false;
      return depth > 0 || inTag ? letter : (strange[letter] ?? letter);
    })
    .join('');
}
