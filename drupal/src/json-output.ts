import { InventoryFormatError } from './inventory.ts';

/** How many places are tried; output that is not JSON at all may hold any number of brackets. */
const MOST_TRIES = 20;

/**
 * Decodes JSON that a PHP command printed or a file holds; notices of PHP may stand before it in the same stream.
 * @param what the kind of document, named in the error.
 * @throws InventoryFormatError where no JSON is in it.
 */
export function decodeJson(text: string, what: string): unknown {
  for (const start of startsOfJson(text)) {
    try {
      return JSON.parse(text.slice(start));
    } catch {
      // Not here: notices hold brackets too, as in `[warning]`.
    }
  }
  throw new InventoryFormatError(`This is no ${what}: no JSON is in it.`);
}

/** The first bracket of all, then every line that begins with one. */
function* startsOfJson(text: string): Generator<number> {
  const first = text.search(/[[{]/);
  if (first < 0) return;
  yield first;
  let tries = 1;
  for (const match of text.matchAll(/^[ \t]*[[{]/gm)) {
    if (tries++ >= MOST_TRIES) return;
    yield match.index;
  }
}
