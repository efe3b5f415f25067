import { Writable } from 'node:stream';
import { checkOf } from '@patchlight/contract/check';
import type { EndpointShape, Method } from '@patchlight/contract/endpoint';
import { endpoints } from '@patchlight/contract/endpoints';
import { type ErrorBody, ErrorBody as ErrorSchema, envelopeOf } from '@patchlight/contract/envelope';
import { errorsOf } from '@patchlight/contract/openapi';
import type { FastifyBaseLogger, FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import pino from 'pino';
import { afterAll, beforeAll, expect } from 'vitest';
import { type AppParts, createApp } from '../src/app.ts';
import { createTokens } from '../src/auth/tokens.ts';
import { type Ctx, systemContext } from '../src/context.ts';
import type { Database } from '../src/db/database.ts';
import { createEngine, type Engine } from '../src/engine.ts';
import { createOutgoing, type Outgoing } from '../src/outgoing/outgoing.ts';
import { connectRedis, type RedisServer } from '../src/redis/client.ts';
import { type Cast, makeCast } from './cast.ts';
import type { Person } from './factories.ts';
import { useDatabase } from './harness.ts';

export const setupToken = 'setup-token-of-the-tests';
export const secretKey = 'a secret key of the tests, 32 bytes and more';
export const publicUrl = 'https://patchlight.example';

export type Headers = Readonly<Record<string, string | string[]>>;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: its shape was held to the contract a moment ago
  readonly data: any;
  // biome-ignore lint/suspicious/noExplicitAny: the same
  readonly body: any;
  /** Of a failure. */
  readonly error: string | undefined;
}

/** A server with its engine. */
export type App = Engine & { readonly http: FastifyInstance };

type Body = Buffer | string | object | undefined;

export interface TestApp {
  readonly app: App;
  readonly database: Database;
  readonly databaseName: string;
  readonly cast: Cast;
  /** The operator's context, for factories and operations. */
  readonly ctx: Ctx;
  /** Every line that was logged. */
  readonly logged: string[];
  now(): Date;
  setNow(time: string | Date): void;
  /** Moves the clock and gives its time. */
  pass(milliseconds: number): Date;
  /** Headers of a person, or of a key by its text. */
  as(actor: Person | string): Headers;
  /** Sends a request and holds its answer to the contract, whatever it is. */
  request(actor: Headers, method: string, url: string, body?: Body): Promise<Answer>;
  /** A second application on the same database: another replica. */
  replica(parts?: Partial<AppParts>): App;
  sql<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** The application on a database of its own, with its cast unless it is to be empty, a clock to set, no limits of rate. */
export function useApp(
  options: {
    start?: string;
    rateLimits?: boolean;
    empty?: boolean;
    trustedProxies?: readonly string[];
    /** Each application gets a connection of its own. */
    redisUrl?: string;
    /** The way out for addresses that tenants give; none leads out of a test. */
    outgoing?: Outgoing;
    beatMs?: number;
  } = {},
): TestApp {
  const database = useDatabase();
  const start = new Date(options.start ?? '2026-11-22T12:00:00Z');
  const logged: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  });
  const logger: FastifyBaseLogger = pino({ level: 'info', base: null }, sink);
  const replicas: App[] = [];
  let now = start;
  const clock = () => now;
  const tokens = createTokens([secretKey], clock);
  const state: { app?: App; cast?: Cast } = {};
  const connections: RedisServer[] = [];
  const connect = (url: string) => {
    const redis = connectRedis(url, logger);
    connections.push(redis);
    return redis;
  };
  const make = (others: Partial<AppParts> = {}): App => {
    const parts = {
      database: database.current,
      logger,
      now: clock,
      redis: options.redisUrl === undefined ? undefined : connect(options.redisUrl),
      ...others,
    };
    const engine = createEngine(parts);
    const { http } = createApp({
      engine,
      publicUrl: () => publicUrl,
      secretKeys: [secretKey],
      setupToken,
      rateLimits: options.rateLimits === true,
      trustedProxies: options.trustedProxies ?? [],
      feeds: undefined,
      outgoing: options.outgoing ?? noWayOut,
      ...(options.beatMs !== undefined && { beatMs: options.beatMs }),
      // The machine may be busy with other tests.
      answerWithinMs: 60_000,
      ...parts,
    });
    return { ...engine, http };
  };
  const test: TestApp = {
    get app() {
      return required(state.app);
    },
    get cast() {
      return required(state.cast);
    },
    get database() {
      return database.current;
    },
    get ctx() {
      return { ...systemContext(database.current.db, logger, 'test'), now: clock };
    },
    databaseName: database.name,
    logged,
    now: clock,
    setNow(time) {
      now = new Date(time);
    },
    pass(milliseconds) {
      now = new Date(now.getTime() + milliseconds);
      return now;
    },
    as: (actor) => ({
      authorization: `Bearer ${typeof actor === 'string' ? actor : tokens.sign({ userId: actor.uuid, tokenVersion: 0, sessionId: actor.sessionId })}`,
    }),
    request: (actor, method, url, body) => request(test, actor, method, url, body),
    replica(parts) {
      const app = make(parts);
      replicas.push(app);
      return app;
    },
    sql: database.administer,
  };
  beforeAll(async () => {
    state.app = make();
    if (options.empty !== true) state.cast = await makeCast(test.ctx);
    // Tokens of people are signed at the time of the request, so the clock may go where it likes.
    now = start;
  });
  afterAll(async () => {
    for (const app of [state.app, ...replicas]) {
      await app?.http.close();
      await app?.close();
    }
    for (const redis of connections) redis.close();
  });
  return test;
}

const noWayOut = createOutgoing({ lookup: () => Promise.reject(new Error('No name is looked up in a test.')) });

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Ready in tests and hooks only.');
  return value;
}

let requests = 0;

async function request(test: TestApp, actor: Headers, method: string, url: string, body: Body): Promise<Answer> {
  requests += 1;
  const isJson = body !== undefined && !Buffer.isBuffer(body) && typeof body !== 'string';
  const { 'x-request-id': id = `test-${requests}`, ...headers } = actor;
  const sent = {
    method: method as Method,
    url,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers, 'x-request-id': id },
    ...(body !== undefined && { payload: isJson ? JSON.stringify(body) : body }),
  };
  const isStream = endpointOf(method, url)?.kind === 'stream';
  const answer = isStream ? await beginningOf(test, sent) : answerOfResponse(await test.app.http.inject(sent));
  checkAnswer(method, url, answer);
  await checkAudit(test, method, url, answer);
  return answer;
}

const answerOfResponse = ({ statusCode, headers, body }: LightMyRequestResponse) => answerOf(statusCode, headers, body);

/** Of a stream that has no end: what comes first. */
async function beginningOf(test: TestApp, sent: InjectOptions): Promise<Answer> {
  const response = await test.app.http.inject({ ...sent, payloadAsStream: true });
  for await (const chunk of response.stream()) return answerOf(response.statusCode, response.headers, String(chunk));
  return answerOf(response.statusCode, response.headers, '');
}

export function answerOf(status: number, headers: Answer['headers'], text: string): Answer {
  const isJson = /json/.test(String(headers['content-type'] ?? ''));
  const body = isJson && text !== '' ? JSON.parse(text) : undefined;
  return { status, headers, text, body, data: body?.data, error: status >= 400 ? body?.error : undefined };
}

/** Holds an answer to the contract: the schema of its endpoint, or the body of every failure. */
export function checkAnswer(method: string, url: string, answer: Answer): void {
  const { status, headers, body } = answer;
  const where = `${method} ${url.slice(0, 200)} → ${status} ${answer.text.slice(0, 500)}`;
  expect(status, where).not.toBe(500);
  if (method === 'HEAD') return;
  if (status >= 400) {
    expect(headers['content-type'], where).toBe('application/problem+json');
    expect(checkError(body), where).toEqual([]);
    const failure = body as ErrorBody;
    expect([failure.status_code, failure.status, failure.detail], where).toEqual([status, status, failure.message]);
    expect(headers['x-request-id'], where).toBe(failure.request_id);
    const listed = endpointOf(method, url);
    if (listed !== undefined) expect(errorsOf(listed), where).toContain(failure.error);
    if (status === 401) expect(headers['www-authenticate'], where).toMatch(/^Bearer /);
    return;
  }
  const endpoint = endpointOf(method, url);
  if (endpoint === undefined) return;
  expect(successStatuses(endpoint), where).toContain(status);
  if (endpoint.kind === 'stream') {
    expect(headers['content-type'], where).toBe('text/event-stream');
    return;
  }
  if (endpoint.csv !== undefined && /^text\/csv/.test(String(headers['content-type']))) return;
  expect(checkSuccess(endpoint)(body), where).toEqual([]);
  expect(body.links.self, where).toMatch(new RegExp(`^${publicUrl}/api/v1/`));
}

const checkError = checkOf(ErrorSchema);
const checks = new Map<EndpointShape, ReturnType<typeof checkOf>>();

function checkSuccess(endpoint: EndpointShape): ReturnType<typeof checkOf> {
  const known = checks.get(endpoint) ?? checkOf(envelopeOf(endpoint.response));
  checks.set(endpoint, known);
  return known;
}

function successStatuses({ status = 200, rawBody }: EndpointShape): number[] {
  // A report that is known already is a 200.
  return rawBody === true ? [200, status] : [status];
}

/** The endpoint of the contract behind an address. */
export function endpointOf(method: string, url: string): EndpointShape | undefined {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  return endpoints.find(
    (endpoint) =>
      endpoint.method === method && new RegExp(`^${endpoint.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
}

// These change nothing of the site that the record would have to tell: the list of reports has them.
const unrecorded = new Set(['unchanged', 'duplicate', 'stale', 'quarantined']);

async function checkAudit(test: TestApp, method: string, url: string, answer: Answer): Promise<void> {
  if (['GET', 'HEAD', 'OPTIONS'].includes(method) || endpointOf(method, url) === undefined) return;
  const id = String(answer.headers['x-request-id']);
  const rows = await test.sql<{ action: string }>(
    // That a key came from another address says nothing of what it was used for.
    "select action from audit_logs where request_id = $1 and status = 'success' and action <> 'api_key.seenFromNewAddress'",
    [id],
  );
  // A refusal that ends the session of whoever is refused.
  const isRefused = answer.status === 401 && rows.every(({ action }) => action === 'session.reuseDetected');
  if (isRefused) return;
  const isReplay = answer.headers['idempotency-replayed'] === 'true';
  // Many sites of which none is to be changed, or is yet.
  const isIdle = answer.data?.changed === 0 || answer.data?.dry_run === true;
  const isRecorded = answer.status < 300 && !isReplay && !isIdle && !unrecorded.has(answer.data?.status);
  const where = `${method} ${url} → ${answer.status} left ${rows.map(({ action }) => action).join(', ') || 'no record'}`;
  if (isRecorded) expect(rows.length, where).toBeGreaterThan(0);
  else expect(rows.length, where).toBe(0);
}
