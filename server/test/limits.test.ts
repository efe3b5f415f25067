import { afterEach, describe, expect, it, vi } from 'vitest';
import { deviceCookie } from '../src/auth/device-cookie.ts';
import { rateLimits } from '../src/http/rate-limit.ts';
import { publicUrl, secretKey, useApp } from './app.ts';
import { makePerson, password } from './factories.ts';

const test = useApp({ rateLimits: true });
const api = '/api/v1';
let address = 0;
/** An address that no test has used yet. */
const fresh = () => {
  address += 1;
  return `198.51.100.${address}`;
};

interface Sent {
  readonly from?: string;
  readonly payload?: object;
  readonly headers?: Record<string, string>;
}
async function send(url: string, { from = fresh(), payload, headers = {} }: Sent = {}) {
  return test.app.http.inject({
    method: payload ? 'POST' : 'GET',
    url: url.startsWith('/') ? url : `${api}/${url}`,
    remoteAddress: from,
    headers: { ...headers, ...(payload && { 'content-type': 'application/json' }) },
    ...(payload && { payload }),
  });
}
const login = (email: string, given: string, sent: Sent = {}) =>
  send('auth/login', { ...sent, payload: { email, password: given } });
const person = (name: string) => makePerson(test.ctx, test.cast.home, name, 'viewer');
const statuses = async (count: number, one: (index: number) => ReturnType<typeof send>) => {
  const seen: number[] = [];
  for (let index = 0; index < count; index += 1) seen.push((await one(index)).statusCode);
  return seen;
};
/** Ten wrong passwords from ten addresses. */
const guess = (email: string) => statuses(rateLimits.signInAccount.points, () => login(email, 'wrong'));
const cookiesOf = (answer: { headers: Record<string, unknown> }) => [answer.headers['set-cookie'] ?? []].flat();

// The limits run on the clock of the machine; nothing else here is moved.
const passOnTheClock = (seconds: number) => {
  const later = Date.now() + seconds * 1000;
  vi.useFakeTimers({ toFake: ['Date'], now: later });
};
afterEach(() => void vi.useRealTimers());

describe('L-01 the form', () => {
  const policy = /^"[a-zA-Z]+";q=\d+;w=\d+(, "[a-zA-Z]+";q=\d+;w=\d+)*$/;
  const state = /^"[a-zA-Z]+";r=\d+;t=\d+(, "[a-zA-Z]+";r=\d+;t=\d+)*$/;

  it('an answer within the limit tells both limits of a key', async () => {
    const { key, organization } = rateLimits;
    const { headers } = await send('auth/me', { headers: { 'x-api-key': test.cast.keys.read.secret } });
    expect(headers['ratelimit-policy']).toBe(
      `"key";q=${key.points};w=60, "organization";q=${organization.points};w=60`,
    );
    expect(headers.ratelimit).toMatch(/^"key";r=599;t=60, "organization";r=\d+;t=\d+$/);
  });

  it('a person of one organization counts for it, others for themselves, strangers for their address', async () => {
    const policyOf = async (headers: object) =>
      (await send('auth/me', { headers: { ...headers } })).headers['ratelimit-policy'];
    expect(await policyOf(test.as(await person('Alone')))).toMatch(/^"person";.*, "organization";/);
    expect(await policyOf(test.as(test.cast.sam))).toMatch(/^"person";q=1200;w=60$/);
    expect(await policyOf({})).toMatch(/^"refused";/);
  });

  it('past it: 429, whole seconds in Retry-After, nothing left', async () => {
    const from = fresh();
    await statuses(rateLimits.source.points, () => send('auth/refresh', { from, payload: { refresh_token: 1 } }));
    const { statusCode, headers } = await send('auth/refresh', { from, payload: { refresh_token: 1 } });
    expect(statusCode).toBe(429);
    expect(headers['retry-after']).toMatch(/^\d+$/);
    expect(headers['ratelimit-policy']).toMatch(policy);
    expect(headers.ratelimit).toMatch(state);
    expect(headers.ratelimit).toBe(`"source";r=0;t=${headers['retry-after']}`);
  });
});

describe('L-03 what is refused counts for its address', () => {
  it.each([
    ['random paths', (index: number) => `/random/${index}`, {}, 404, 'refused'],
    ['unreadable paths', (index: number) => `/%zz${index}`, {}, 404, 'refused'],
    ['bad keys (K-06)', () => 'sites', { 'x-api-key': 'pl_site_x' }, 401, 'badKey'],
    ['no credential', () => 'sites', {}, 401, 'refused'],
  ] as const)(
    '200 requests with %s end in 429; a good key from there still works',
    async (_what, url, headers, first, limit) => {
      const from = fresh();
      const { points } = rateLimits[limit];
      const seen = await statuses(200, (index) => send(url(index), { from, headers: { ...headers } }));
      expect([seen[0], seen[points - 1]]).toEqual([first, first]);
      expect(new Set(seen.slice(points))).toEqual(new Set([429]));
      const good = { 'x-api-key': test.cast.keys.read.secret };
      expect((await send('sites', { from, headers: good })).statusCode).toBe(200);
      expect((await send('sites')).statusCode).toBe(401);
    },
  );

  it('an IPv6 network is one address', async () => {
    const seen = await statuses(200, (index) => send('sites', { from: `2001:db8:1:2::${index.toString(16)}` }));
    expect(seen.at(-1)).toBe(429);
  });
});

describe('A-03 the brake of an account', () => {
  it('ten wrong from ten addresses: the eleventh is a 429, right or wrong; after 15 minutes its owner is in', async () => {
    const { email } = await person('Guessed');
    expect(new Set(await guess(email))).toEqual(new Set([401]));
    const eleventh = await login(` ${email.toUpperCase()} `, password);
    expect([eleventh.statusCode, eleventh.json().error]).toEqual([429, 'rate_limited']);
    expect(Number(eleventh.headers['retry-after'])).toBeLessThanOrEqual(900);
    expect((await login((await person('Neighbour')).email, password)).statusCode).toBe(200);
    passOnTheClock(901);
    expect((await login(email, password)).statusCode).toBe(200);
  });

  it('a browser that the account knows is not locked out, and has ten tries of its own', async () => {
    const { email } = await person('Known');
    const cookie = cookiesOf(await login(email, password)).join('; ');
    await guess(email);
    expect((await login(email, password)).statusCode).toBe(429);
    expect((await login(email, password, { headers: { cookie } })).statusCode).toBe(200);
    const tries = await statuses(11, () => login(email, 'wrong', { headers: { cookie } }));
    expect(tries).toEqual([...new Array(10).fill(401), 429]);
  });

  it('no browser makes itself known: another account’s cookie and a forged one do not help', async () => {
    const { email } = await person('Forged');
    await guess(email);
    for (const cookie of [
      deviceCookie(publicUrl, secretKey, 'mallory@example.org'),
      deviceCookie(publicUrl, 'another secret', email),
      '__Host-patchlight_device=x.',
      '__Host-patchlight_device=',
    ])
      expect((await login(email, password, { headers: { cookie } })).statusCode, cookie).toBe(429);
  });

  it('a password reset always works, and whoever did it gets in', async () => {
    const { email } = await person('Resetting');
    await guess(email);
    expect((await send('auth/forgot-password', { payload: { email } })).statusCode).toBe(200);
    const [mail] = await test.sql<{ text: string }>('select text from outbox where recipient = $1', [email]);
    const token = /token=(\S+)/.exec(mail?.text ?? '')?.[1];
    const next = 'another long phrase of words';
    const reset = await send('auth/reset-password', { payload: { token, password: next } });
    expect(reset.statusCode).toBe(200);
    expect((await login(email, next)).statusCode).toBe(200);
    await guess(email);
    expect((await login(email, next)).statusCode).toBe(429);
    const cookie = cookiesOf(reset).join('; ');
    expect((await login(email, next, { headers: { cookie } })).statusCode).toBe(200);
  });

  it('only bad tries count, and a good one starts anew', async () => {
    const { email } = await person('Forgetful');
    for (let round = 0; round < 3; round += 1) {
      expect(await statuses(9, () => login(email, 'wrong'))).toEqual(new Array(9).fill(401));
      expect((await login(email, password)).statusCode).toBe(200);
    }
    const from = fresh();
    const good = await statuses(rateLimits.signInSource.points + 5, () => login(email, password, { from }));
    expect(new Set(good)).toEqual(new Set([200]));
  }, 60_000);

  it('tries at once count as well', async () => {
    const { email } = await person('Hurried');
    const seen = await Promise.all(Array.from({ length: 20 }, () => login(email, 'wrong')));
    expect(seen.filter(({ statusCode }) => statusCode === 401)).toHaveLength(10);
  });
});

it('A-04 one password for 500 accounts from one address is a 429 by the 30th, whatever it forwards', async () => {
  const from = fresh();
  const seen = await statuses(40, (index) => {
    const forged = `203.0.113.${index}`;
    const headers = { 'x-forwarded-for': forged, 'x-real-ip': forged, forwarded: `for=${forged}` };
    return login(`somebody-${index}@example.org`, 'Winter2026Winter', { from, headers });
  });
  expect(seen.indexOf(429)).toBe(rateLimits.signInSource.points);
  expect(seen.indexOf(429)).toBeLessThan(30);
  expect(new Set(seen.slice(30))).toEqual(new Set([429]));
});

describe('the current password, when it is changed', () => {
  it('ten wrong ones are enough, and nothing else that is refused counts', async () => {
    const nick = await person('Nick');
    const change = (body: object) => test.request(test.as(nick), 'PUT', `${api}/users/update/${nick.uuid}`, body);
    const taken = { current_password: password, password, email: test.cast.vic.email };
    for (let round = 0; round < 11; round += 1) expect((await change(taken)).status).toBe(422);
    for (let round = 0; round < rateLimits.currentPassword.points; round += 1)
      expect((await change({ current_password: 'wrong', password: 'another staple horse' })).status).toBe(400);
    expect((await change({ current_password: password, password: 'another staple horse' })).status).toBe(429);
  });
});

describe('RATE_LIMITS=off', () => {
  const off = useApp();
  it('lifts all of them, the brakes on signing in too, and tells of none', async () => {
    for (let index = 0; index < 12; index += 1)
      expect(
        (await off.request({}, 'POST', `${api}/auth/login`, { email: 'alice@example.org', password: 'x' })).status,
      ).toBe(401);
    const answer = await off.request({}, 'POST', `${api}/auth/login`, { email: 'alice@example.org', password });
    expect([answer.status, answer.headers.ratelimit]).toEqual([200, undefined]);
  });
});
