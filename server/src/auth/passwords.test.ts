import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword, refuseWeakPassword } from './passwords.ts';

const good = 'correct horse battery staple';

describe('A-06: every byte counts', () => {
  it.each([
    ['past the 72nd', `${'a'.repeat(72)}REAL`, `${'a'.repeat(72)}WRONG`],
    ['in four-byte characters', `${'\u{1f600}'.repeat(19)}a`, `${'\u{1f600}'.repeat(19)}b`],
    ['behind a NUL', 'a password\u0000one', 'a password\u0000two'],
    ['in upper and lower case', 'Correct horse battery', 'correct horse battery'],
    ['of leading space', ' correct horse battery', 'correct horse battery'],
  ])('%s', async (_name, right, wrong) => {
    const hashed = await hashPassword(right);
    expect(hashed).not.toContain(right);
    expect([await isPassword(right, hashed), await isPassword(wrong, hashed)]).toEqual([true, false]);
  });

  it('but two ways to write one character are one', async () => {
    expect(await isPassword('cafe\u0301 au lait au lit', await hashPassword('caf\u00e9 au lait au lit'))).toBe(true);
  });

  it('and nobody has the password of nobody', async () => {
    expect(await isPassword(good, null)).toBe(false);
  });

  it('the same password has two hashes', async () => {
    expect(await hashPassword(good)).not.toBe(await hashPassword(good));
  });
});

it('a flood waits in line as long as anybody does or is sent away, and everybody in line is served', async () => {
  // One after the other, until it is known what one takes on this machine now.
  const started = performance.now();
  for (let times = 0; times < 10; times += 1) await isPassword(good, null);
  const usualMs = (performance.now() - started) / 10;
  const results = await Promise.allSettled(Array.from({ length: 36 }, () => isPassword(good, null)));
  const refused = results.filter((result) => result.status === 'rejected');
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
  // One is worked on and 32 wait, or as many as eight seconds are enough for; a quarter less, because it changes meanwhile.
  const served = 36 - refused.length;
  expect(served, `${usualMs} ms each`).toBeGreaterThanOrEqual(Math.min(33, 1 + Math.floor((0.75 * 8_000) / usualMs)));
  expect(served).toBeLessThan(36);
  expect(await isPassword(good, null)).toBe(false);
}, 60_000);

describe('A-07: weak words', () => {
  it.each([
    good,
    'xxxxxxxxyzabc defgh',
    'Ünïcödé wörds äre fïne',
    '\u{1f600}\u{1f601}\u{1f602}\u{1f603}\u{1f604}\u{1f605} mit noch Text dran',
    'no-composition-rule-at-all',
    `${good}${'x'.repeat(100)}`,
  ])('%s is taken', (password) => expect(refuseWeakPassword(password, ['Alice', 'Acme'])).toBeUndefined());

  it.each([
    ['fourteen characters', 'fourteen chars', 'too_short'],
    ['fourteen characters of two units each', '\u{1f600}'.repeat(14), 'too_short'],
    ['characters that are composed to fewer', 'e\u0301'.repeat(14), 'too_short'],
    ['the same twice', 'passwordpassword', 'easy_to_guess'],
    ['the product', 'Patchlight2026!2026', 'easy_to_guess'],
    ['its owner', 'AliceAliceAlice1', 'easy_to_guess'],
    ['the organization', 'acme acme acme 2026', 'easy_to_guess'],
    ['digits', '123456789012345678', 'easy_to_guess'],
    ['one character', 'aaaaaaaaaaaaaaaaaaaa', 'easy_to_guess'],
  ])('%s: refused', (_name, password, code) => {
    const refusal = expect.objectContaining({
      code: 'weak_password',
      details: [expect.objectContaining({ path: '/password', code })],
    });
    expect(() => refuseWeakPassword(password, ['Alice', 'Acme'])).toThrow(refusal);
  });
});
