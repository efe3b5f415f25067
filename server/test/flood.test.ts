import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ServerProgram } from './server-process.ts';

const setupToken = 'the setup token of this test';
const password = 'staple horse battery correct';
const email = 'sam@example.org';
let program: ServerProgram;
let base: string;
let keys: string[];
let person: Record<string, string>;

beforeAll(async () => {
  program = await ServerProgram.build({ SETUP_TOKEN: setupToken, TRUSTED_PROXIES: '127.0.0.1' });
  base = await program.start();
  const { data: made } = await call('POST', '/api/v1/setup', {}, { token: setupToken, email, password, name: 'Sam' });
  const { data: session } = await call('POST', '/api/v1/auth/login', {}, { email, password });
  person = { authorization: `Bearer ${session.access_token}` };
  keys = [];
  for (const name of ['A', 'B']) {
    const organization =
      name === 'A' ? made.organization : (await call('POST', '/api/v1/organizations', person, { name })).data;
    const site = { url: `https://${name}.example.org`, name, organization_id: organization.id };
    keys.push((await call('POST', '/api/v1/sites', person, site)).data.api_key);
  }
}, 90_000);
afterAll(() => program?.remove(), 60_000);

interface Called {
  readonly status: number;
  readonly ms: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test may look at any field
  readonly data: any;
}

const agent = new Agent({ keepAlive: true, maxSockets: 200 });

function call(method: string, path: string, headers: Record<string, string> = {}, body?: object): Promise<Called> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(base + path, {
      method,
      agent,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    });
    sent.on('error', reject).on('response', (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => {
        const ms = performance.now() - started;
        resolve({ status: response.statusCode ?? 0, ms, data: text === '' ? null : JSON.parse(text).data });
      });
    });
    sent.end(body && JSON.stringify(body));
  });
}

const p99 = (calls: readonly Called[]) => {
  const times = calls.map(({ ms }) => ms).sort((one, two) => one - two);
  return times[Math.ceil(times.length * 0.99) - 1] ?? 0;
};

/** Somebody who asks every few milliseconds, until told to stop. */
async function asks(one: () => Promise<Called>, everyMs: number, isOver: () => boolean): Promise<Called[]> {
  const calls: Called[] = [];
  while (!isOver()) {
    calls.push(await one());
    await wait(everyMs);
  }
  return calls;
}

/** What a reader and a look at /livez see while `load` runs, for so long that even a slow machine lets one person ask on. */
async function beside(load: () => Promise<unknown>) {
  let isOver = false;
  const end = performance.now() + 8000;
  const over = () => isOver || performance.now() > end;
  const read = () => call('GET', '/api/v1/auth/me', person);
  const seen = Promise.all([asks(read, 40, over), asks(() => call('GET', '/livez'), 40, over)]);
  await load();
  isOver = true;
  const [reads, live] = await seen;
  return { reads, live };
}

it('A-11: a flood of sign-ins harms nothing but signing in', async () => {
  // Each from an address of its own, so that the brakes of addresses let them through to the hashing.
  let address = 0;
  const signIn = () => {
    address += 1;
    const from = { 'x-forwarded-for': `198.51.${Math.floor(address / 250)}.${address % 250}` };
    return call('POST', '/api/v1/auth/login', from, { email: `nobody-${address}@example.org`, password });
  };
  const rest = await beside(() => wait(3000));
  const tries: Called[] = [];
  const busy = await beside(async () => {
    tries.push(...(await Promise.all(Array.from({ length: 50 }, signIn))));
  });
  const sentAway = tries.filter(({ status }) => status === 429 || status === 503);
  const figures = {
    restP99: p99(rest.reads),
    busyP99: p99(busy.reads),
    restLiveP99: p99(rest.live),
    busyLiveP99: p99(busy.live),
    sentAway: sentAway.length,
    slowestSentAway: Math.max(...sentAway.map(({ ms }) => ms)),
    lastOfAll: Math.max(...tries.map(({ ms }) => ms)),
  };
  expect(new Set(tries.map(({ status }) => status))).toEqual(new Set([401, 503]));
  expect(sentAway.length).toBeGreaterThan(10);
  expect(figures.slowestSentAway).toBeLessThan(Math.max(1000, figures.lastOfAll / 4));
  expect(busy.reads.every(({ status }) => status === 200)).toBe(true);
  expect(figures.busyP99).toBeLessThan(Math.max(2 * figures.restP99, 500));
  expect(figures.busyLiveP99).toBeLessThan(Math.max(2 * figures.restLiveP99, 200));
}, 60_000);

it('L-04: one organization at twenty times the rate of another is nothing that the other notices', async () => {
  const [flooder = '', neighbour = ''] = keys;
  const report = (key: string) => call('POST', '/api/v1/reports', { 'x-api-key': key }, { extensions: [] });
  const calm: Called[] = [];
  const flooded: Called[] = [];
  const flood: Called[] = [];
  const during = async (key: string, stop: Promise<unknown>) => {
    let isOver = false;
    void stop.then(() => (isOver = true));
    return asks(
      () => report(key),
      80,
      () => isOver,
    );
  };
  // In turns, so that whatever else the machine does counts for both.
  for (let turn = 0; turn < 3; turn += 1) {
    calm.push(...(await during(neighbour, wait(1000))));
    const end = wait(1000);
    const flooding = Array.from({ length: 20 }, () => during(flooder, end));
    flooded.push(...(await during(neighbour, end)));
    flood.push(...(await Promise.all(flooding)).flat());
  }
  const figures = {
    calm: calm.length,
    flooded: flooded.length,
    flood: flood.length,
    calmP99: p99(calm),
    floodedP99: p99(flooded),
  };
  expect(flood.length).toBeGreaterThan(8 * flooded.length);
  expect([...calm, ...flooded].every(({ status }) => status === 202)).toBe(true);
  expect(figures.floodedP99).toBeLessThan(Math.max(2 * figures.calmP99, 500));
}, 60_000);
