import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { accessTokenSeconds, createTokens } from './tokens.ts';

const [first, second] = ['the first key of the test, long enough', 'the second key of the test, as long'];
const start = new Date('2026-11-22T12:00:00Z');
const at = (seconds: number) => () => new Date(start.getTime() + seconds * 1000);
const token = {
  userId: '01a215de-c952-71d8-8d1b-2516b476054c',
  tokenVersion: 3,
  sessionId: '01a215de-c952-71d8-8d1b-2516b476054d',
};
const seconds = start.getTime() / 1000;

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
function forge(header: object, claims: object, { key = first, digest = 'sha256' } = {}): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${createHmac(digest, key).update(text).digest('base64url')}`;
}
const header = { alg: 'HS256', typ: 'at+jwt' };
const claims = {
  sub: token.userId,
  tv: 3,
  sid: token.sessionId,
  iss: 'patchlight',
  aud: 'patchlight-api',
  iat: seconds,
  exp: seconds + 900,
};
const codeOf = (text: string, now = at(0)) => {
  try {
    createTokens([first], now).verify(text);
    return 'accepted';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

it('J-03: a token says who it is for as long as it lives, by the clock that was given', () => {
  const text = createTokens([first], at(0)).sign(token);
  expect(createTokens([first], at(899)).verify(text)).toEqual(token);
  // Clocks of two replicas may be half a minute apart.
  expect(codeOf(text, at(-29))).toBe('accepted');
  expect(codeOf(text, at(accessTokenSeconds + 29))).toBe('accepted');
  expect(codeOf(text, at(accessTokenSeconds + 31))).toBe('token_expired');
});

it('J-05: keys rotate: the first one signs, all of them are accepted', () => {
  const old = createTokens([first], at(0)).sign(token);
  const rotated = createTokens([second, first], at(0));
  expect(rotated.verify(old)).toEqual(token);
  expect(createTokens([second], at(0)).verify(rotated.sign(token))).toEqual(token);
  expect(() => createTokens([second], at(0)).verify(old)).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
  expect(() => createTokens([second, first], at(2000)).verify(old)).toThrow(
    expect.objectContaining({ code: 'token_expired' }),
  );
  expect(() => createTokens([first, second], at(2000)).verify(old)).toThrow(
    expect.objectContaining({ code: 'token_expired' }),
  );
});

describe('J-01, J-02, J-03: a forged token is refused', () => {
  it('and one in the right form is not', () => expect(codeOf(forge(header, claims))).toBe('accepted'));

  it.each([
    ['no algorithm', `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`],
    ['no algorithm, in capitals', `${encode({ ...header, alg: 'None' })}.${encode(claims)}.`],
    ['an empty algorithm', forge({ ...header, alg: '' }, claims)],
    ['a public key', `${encode({ ...header, alg: 'RS256' })}.${encode(claims)}.${'A'.repeat(342)}`],
    ['no signature', forge(header, claims).replace(/[^.]+$/, '')],
    ['another algorithm', forge({ ...header, alg: 'HS512' }, claims, { digest: 'sha512' })],
    ['another key', forge(header, claims, { key: second })],
    ['changed claims', forge(header, claims).replace(/\.[^.]+\./, `.${encode({ ...claims, tv: 4 })}.`)],
    ['another issuer', forge(header, { ...claims, iss: 'other' })],
    ['another audience', forge(header, { ...claims, aud: 'patchlight-refresh' })],
    ['another type', forge({ ...header, typ: 'JWT' }, claims)],
    ['no type', forge({ alg: 'HS256' }, claims)],
    ['no end', forge(header, { ...claims, exp: undefined })],
    ['an end that is text', forge(header, { ...claims, exp: '9999999999' })],
    ['no person', forge(header, { ...claims, sub: undefined })],
    ['no session', forge(header, { ...claims, sid: undefined })],
    ['no number of its person', forge(header, { ...claims, tv: undefined })],
    ['a beginning in ten minutes', forge(header, { ...claims, nbf: seconds + 600 })],
    ['three dots', '...'],
    ['no form at all', 'x'],
    ['a megabyte', 'x.'.repeat(500_000)],
  ])('%s', (_name, text) => expect(codeOf(text)).toBe('unauthenticated'));

  it.each([
    { kid: '../../dev/null' },
    { kid: "' or 1" },
    { jku: 'http://127.0.0.1/' },
    { x5u: 'http://127.0.0.1/' },
    { jwk: { kty: 'oct', k: 'eA' } },
  ])('J-04: for the header %j no other key is taken', (extra) => {
    expect(codeOf(forge({ ...header, ...extra }, claims, { key: second }))).toBe('unauthenticated');
  });
});
