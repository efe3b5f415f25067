import { InventoryFormatError } from '../inventory.ts';

/** How many places are tried: each may cost as much as reading the whole text. */
const MOST_TRIES = 4;
const DEEPEST = 64;
/** What a document may begin with; the brackets of a notice, as in `[warning]`, hold words. */
const START = '(?:\\[(?=\\s*[[{"\\]])|\\{(?=\\s*["}]))';
const FIRST_START = new RegExp(START);
const LINE_STARTS = new RegExp(`^[ \\t]*${START}`, 'gm');

/**
 * Decodes JSON that a PHP command printed or a file holds; notices of PHP may stand before it in the same stream.
 * @param what the kind of document, named in the error.
 * @throws InventoryFormatError where no JSON is in it.
 */
export function decodeJson(text: string, what: string): unknown {
  for (const start of startsOfJson(text)) {
    if (isDeep(text, start)) continue;
    try {
      return JSON.parse(text.slice(start));
    } catch {
      // Not here: a notice may quote JSON, or what looks like it.
    }
  }
  throw new InventoryFormatError(`This is no ${what}: no JSON is in it.`);
}

/** Whether brackets open into one another without end, which to read takes far longer than to see. */
function isDeep(text: string, start: number): boolean {
  let depth = 0;
  for (let at = start; at < text.length && depth <= DEEPEST; at += 1) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
  }
  return depth > DEEPEST;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** The first start of all, then every line that begins with one. */
function* startsOfJson(text: string): Generator<number> {
  const first = text.search(FIRST_START);
  if (first < 0) return;
  yield first;
  let tries = 1;
  for (const match of text.matchAll(LINE_STARTS)) {
    if (match.index <= first) continue;
    if (tries++ >= MOST_TRIES) return;
    yield match.index;
  }
}
