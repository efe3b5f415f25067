import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { base62Of, isKey, keyChecksum } from './key-format.ts';

const random = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123';

describe('the checksum', () => {
  it.each([
    ['of nothing', '', '000000'],
    ['of a text of 30 characters', random, undefined],
  ])('%s', (_name, text, expected) => {
    const checksum = keyChecksum(text);
    if (expected !== undefined) expect(checksum).toBe(expected);
    expect(checksum).toMatch(/^[0-9A-Za-z]{6}$/);
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    expect([...checksum].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0)).toBe(crc32(text));
  });

  it('is padded on the left', () => {
    const short = Array.from({ length: 5000 }, (_, index) => String(index).padStart(30, '0')).find(
      (text) => crc32(text) < 62 ** 5,
    );
    expect(keyChecksum(short ?? '')).toMatch(/^0/);
  });
});

describe('a key', () => {
  const checksum = keyChecksum(random);
  it.each([`pl_site_${random}${checksum}`, `pl_org_${random}${checksum}`])('%s is one', (key) =>
    expect(isKey(key)).toBe(true),
  );

  it.each([
    ['another kind', `pl_user_${random}${checksum}`],
    ['no kind', `pl_${random}${checksum}`],
    ['one character more', `pl_site_${random}${checksum}0`],
    ['one character less', `pl_site_${random.slice(1)}${checksum}`],
    ['a character of another alphabet', `pl_site_-${random.slice(1)}${checksum}`],
    ['two characters changed round', `pl_site_bA${random.slice(2)}${checksum}`],
    ['a line behind it', `pl_site_${random}${checksum}\n`],
    ['capitals', `PL_SITE_${random}${checksum}`],
    ['nothing', ''],
  ])('with %s is none', (_name, key) => expect(isKey(key)).toBe(false));
});

describe('random characters', () => {
  it('favour none: bytes past the last multiple of 62 are skipped', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const text = base62Of(Uint8Array.of(byte), 1);
      if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    expect([counts.size, new Set(counts.values())]).toEqual([62, new Set([4])]);
  });

  it('are null when the bytes do not suffice', () => {
    expect(base62Of(Uint8Array.of(1, 255, 2), 3)).toBeNull();
    expect(base62Of(Uint8Array.of(1, 255, 2), 2)).toBe('12');
  });
});
