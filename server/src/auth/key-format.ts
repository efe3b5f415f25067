import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const keyShape = /^pl_(site|org)_([0-9A-Za-z]{30})([0-9A-Za-z]{6})$/;

/** True when the text has the form of an API key and its checksum is right. */
export function isKey(text: string): boolean {
  const match = keyShape.exec(text);
  return match !== null && keyChecksum(match[2] ?? '') === match[3];
}

/** A new key, of random characters that nobody can guess. */
export function newKey(kind: 'site' | 'org'): string {
  // 48 bytes hold 30 usable ones all but always; otherwise new bytes.
  const random = base62Of(randomBytes(48), 30);
  return random === null ? newKey(kind) : `pl_${kind}_${random}${keyChecksum(random)}`;
}

/** The six characters at the end of a key: CRC-32 of its 30 random characters, in base 62, padded with 0. */
export function keyChecksum(random: string): string {
  let rest = crc32(random);
  let text = '';
  while (rest > 0) {
    text = base62[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text.padStart(6, '0');
}

/** 30 random base62 characters from random bytes; bytes past the last multiple of 62 are skipped, so none is favoured. */
export function base62Of(bytes: Uint8Array, length: number): string | null {
  let text = '';
  for (const byte of bytes) {
    if (byte >= 248) continue;
    text += base62[byte % 62];
    if (text.length === length) return text;
  }
  return null;
}
