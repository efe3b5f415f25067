import { type Addresses, addressesOf } from './addresses.ts';
import type { Reader } from './render.ts';
import { type Words, wordsOf } from './words.ts';

/** How much a mail lists before it says how many there are more. */
export interface Room {
  /** Rows of a table. */
  readonly rows: number;
  /** Organizations of a digest. */
  readonly parts: number;
}

/** What every letter is written with: the reader's words, addresses, and the room there is. */
export interface Writing extends Room {
  readonly reader: Reader;
  readonly words: Words;
  readonly to: Addresses;
}

export function writingFor(reader: Reader, now: Date, room: Room): Writing {
  return { ...room, reader, words: wordsOf(reader, now), to: addressesOf(reader.links.publicUrl) };
}
