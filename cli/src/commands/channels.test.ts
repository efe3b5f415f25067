import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ContractServer, contractServer } from '../../test/contract-server.ts';
import { run } from '../../test/run.ts';

const id = '019ab3d2-11f0-7a52-9c3e-6b7081920a1b';
const channel = {
  id,
  organization: { id, name: 'Acme' },
  type: 'webhook',
  name: 'Tickets',
  url: 'https://tickets.example.org/in',
  events: [],
  tags: [],
  min_risk: null,
  template: null,
  is_active: false,
  paused: { reason: 'gone', at: '2026-08-20T12:00:00Z' },
  failing_since: null,
  last_delivered_at: null,
  former_secret_until: null,
  created_at: '2026-08-20T12:00:00Z',
  updated_at: '2026-08-20T12:00:00Z',
};
const delivery = {
  id,
  event: 'test',
  stage: null,
  subject: 'A test',
  status: 'failed',
  attempts: 1,
  status_code: 404,
  answer: 'no such hook',
  next_attempt_at: null,
  created_at: '2026-08-20T12:00:00Z',
};

let server: ContractServer;
let bodies: unknown[];
beforeEach(async () => {
  bodies = [];
  server = await contractServer({
    'GET /api/v1/channels': () => ({ data: [channel] }),
    'POST /api/v1/channels': ({ body }) => {
      bodies.push(body);
      return { status: 201, data: { channel, secret: 'whsec_AAAA' } };
    },
    [`POST /api/v1/channels/${id}/test`]: () => ({ data: delivery }),
    [`GET /api/v1/channels/${id}/deliveries`]: () => ({ data: [delivery] }),
  });
});
afterEach(() => server.close());

const go = (words: string[], stdin?: string) =>
  run(['channels', ...words, '--url', server.url], {
    env: { PATCHLIGHT_API_KEY: 'a token' },
    ...(stdin !== undefined && { stdin }),
  });

it('list says which are on, and why one is not', async () => {
  expect((await go(['list'])).out).toMatch(/Tickets +webhook +gone +https:\/\/tickets/);
});

it('add prints the secret once', async () => {
  const { code, out } = await go([
    'add',
    'webhook',
    'Tickets',
    '--to',
    channel.url,
    '--event',
    'site_silent',
    '--tag',
    'a',
  ]);
  expect([code, bodies]).toEqual([
    0,
    [{ type: 'webhook', name: 'Tickets', url: channel.url, events: ['site_silent'], tags: ['a'] }],
  ]);
  expect(out).toMatch(/secret, shown once +whsec_AAAA/);
});

it('add reads the address from standard input', async () => {
  await go(['add', 'slack', 'Operations'], 'https://hooks.slack.example/services/x\n');
  expect(bodies).toMatchObject([{ url: 'https://hooks.slack.example/services/x' }]);
  expect((await go(['add', 'slack', 'Operations'], '')).code).toBe(5);
  expect((await go(['add', 'pigeon', 'Operations'], 'x')).code).toBe(5);
});

it('test fails when it is not taken', async () => {
  const { code, out } = await go(['test', id]);
  expect(code).toBe(2);
  expect(out).toMatch(/answer +404 no such hook/);
});

it('deliveries show what became of each', async () => {
  expect((await go(['deliveries', id])).out).toMatch(/failed +1 +A test +404 no such hook/);
});
