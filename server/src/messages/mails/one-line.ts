// Bidirectional marks, embeddings, overrides and isolates, and what has no width: with them a name can look like another text.
const unseen = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/gu;
const breaks = /[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu;
// Most names: nothing to take out, and each of these is a character by itself.
const plain = /^[\x20-\x7E\u00AE-\u02FF\u2010-\u2027]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Somebody else's words as they may stand in a subject, a table or a sentence: one line of at most so many UTF-16 units. */
export function oneLine(text: string, most: number): string {
  // Far beyond what is shown, a text is not even looked at.
  const start = text.slice(0, most * 8);
  return cut(plain.test(start) && !start.includes('  ') ? start.trim() : cleaned(start), most);
}

function cleaned(text: string): string {
  return text.toWellFormed().replace(unseen, '').replace(breaks, ' ').trim();
}

/** Cut between what is seen as characters, so that no emoji falls apart. */
function cut(line: string, most: number): string {
  if (line.length <= most) return line;
  const start = line.slice(0, most + 32);
  if (plain.test(start)) return `${start.slice(0, most - 1).trimEnd()}…`;
  let kept = '';
  for (const { segment } of graphemes.segment(start)) {
    if (kept.length + segment.length > most - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

// Of a name that nobody can see, or of none.
const nothing = '–';

/** As long as names are in sentences and subjects. */
export const inSentence = (name: string): string => oneLine(name, 60) || nothing;
export const inCell = (name: string): string => oneLine(name, 48) || nothing;
export const inVersion = (version: string | null): string => oneLine(version ?? '', 24) || nothing;
