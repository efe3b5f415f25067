import { type EndpointShape, endpoint } from '@patchlight/contract/endpoint';
import pino from 'pino';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCursors } from '../src/http/cursor.ts';
import { createDrain } from '../src/http/drain.ts';
import { createHttp } from '../src/http/fastify.ts';
import { createRateLimiter } from '../src/http/rate-limit.ts';
import { createRoute, type Route } from '../src/http/route.ts';
import { useDatabase } from './harness.ts';

const publicUrl = 'https://patchlight.example';
const base = {
  summary: 'For this test only',
  method: 'GET',
  permission: 'public',
  query: Type.Object({ fail: Type.Optional(Type.Literal('yes')) }, { additionalProperties: false }),
  response: Type.String(),
  kind: 'one',
  errors: [],
} as const satisfies Partial<EndpointShape>;
const deprecated = { since: '2026-12-01', sunset: '2027-06-01', link: '/docs/deprecation' } as const;
const old = endpoint({ ...base, name: 'old', path: '/api/v1/old', deprecated });
const closed = endpoint({ ...old, name: 'closed', path: '/api/v1/closed', permission: 'self:read' });
const young = endpoint({ ...base, name: 'young', path: '/api/v1/young' });

const database = useDatabase();
let http: ReturnType<typeof createHttp>;
let route: Route;
let address: string;
beforeAll(async () => {
  const limiter = createRateLimiter(false, () => false);
  const log = pino({ level: 'silent' });
  http = createHttp({ logger: log, trustedProxies: [], publicUrl: () => publicUrl, limiter, drain: createDrain() });
  route = createRoute(
    http,
    {
      scoped: database.current.scoped,
      log,
      now: () => new Date('2026-12-24T12:00:00Z'),
      credentials: {
        userOfToken: async () => ({ type: 'anonymous' }),
        actorOfKey: async () => ({ type: 'anonymous' }),
      },
      limiter,
      sight: {},
      cursors: createCursors('a secret of this test'),
      publicUrl: () => publicUrl,
      refused: async () => {},
      idempotency: { perform: (ctx, _sent, operation) => operation(ctx) },
      deadline: { watch: () => undefined, forget: () => undefined },
    },
    new Set(),
  );
  for (const each of [old, closed, young])
    route(each, async (_ctx, { query }) => {
      if (query.fail) throw new Error('It broke.');
      return 'done';
    });
  address = await http.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => http.close());

const ask = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${address}/api/v1/${path}`, { headers });
  const names = ['deprecation', 'sunset', 'link'];
  return [answer.status, ...names.map((name) => answer.headers.get(name))];
};

describe('H-08: a deprecated endpoint says so', () => {
  const told = [
    `@${Date.UTC(2026, 11, 1) / 1000}`,
    'Tue, 01 Jun 2027 00:00:00 GMT',
    `<${publicUrl}/docs/deprecation>; rel="deprecation"; type="text/html"`,
  ];

  it.each<[string, number, Record<string, string>?]>([
    ['old', 200],
    ['old?unknown=1', 400],
    ['old', 400, { 'x-api-version': '2' }],
    ['closed', 401],
    ['old?fail=yes', 500],
  ])('H-08: %s, answered with %i', async (path, status, headers) => {
    expect(await ask(path, headers)).toEqual([status, ...told]);
  });

  it('H-08: and its neighbours do not', async () => expect(await ask('young')).toEqual([200, null, null, null]));

  it('H-08: with less than six months to go the server does not start', () => {
    const hasty = { ...old, name: 'hasty', deprecated: { ...deprecated, sunset: '2027-05-31' } };
    expect(() => route(hasty, async () => 'done')).toThrow(
      'The endpoint hasty is deprecated wrongly: sunset must be at least 6 months after since.',
    );
  });
});
