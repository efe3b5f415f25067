import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { createConnection } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { useApp } from './app.ts';
import { makeSite } from './factories.ts';
import { urlOf } from './postgres.ts';
import { until } from './queue.ts';
import { ServerProgram } from './server-process.ts';

const test = useApp({ start: new Date().toISOString() });
let program: ServerProgram;
let server: ServerProgram;
let address: string;
let headers: Record<string, string>;
const agents: Agent[] = [];
beforeAll(async () => {
  program = await ServerProgram.build({
    DATABASE_URL: urlOf(inject('postgres'), test.databaseName),
    SECRET_KEY: 'a secret key of the tests: 32 bytes and more',
  });
});
afterAll(() => program?.remove());
beforeEach(async () => {
  const site = await makeSite(test.ctx, test.cast.home);
  headers = { authorization: `Bearer ${site.key}`, 'content-type': 'application/json' };
});
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.destroy();
  await server.end('SIGKILL');
});

async function start(drainSeconds: number): Promise<void> {
  server = program.beside(['serve', '--api-only'], { DRAIN_SECONDS: String(drainSeconds) });
  address = await server.start();
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly wasOpen: boolean;
}

/** A client with one connection of its own, kept open. */
function connect() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agents.push(agent);
  /** `rest`: resolves with what is missing of the body. */
  const send = (method: string, path: string, body = '', rest?: Promise<string>) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request(`${address}${path}`, { agent, method, headers: method === 'POST' ? headers : {} });
      sent.on('error', reject);
      sent.on('response', (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += String(chunk);
        });
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body: text, wasOpen: sent.reusedSocket }),
        );
      });
      sent.write(body);
      if (rest === undefined) sent.end();
      else void rest.then((last) => sent.end(last));
    });
  return {
    get: (path: string) => send('GET', path),
    post: (body: string, rest?: Promise<string>) => send('POST', '/api/v1/reports', body, rest),
  };
}

const report = (version: string) => JSON.stringify({ extensions: [{ name: 'token', version }] });

it('O-01: sends balancers away first, answers whoever has a connection, and closes each with its answer', async () => {
  await start(3);
  const [prober, sender, slow, newcomer] = [connect(), connect(), connect(), connect()];
  expect((await prober.get('/readyz')).status).toBe(200);
  expect((await sender.post(report('8.x-1.1'))).headers.connection).toBe('keep-alive');
  await slow.get('/livez');
  let finish: (rest: string) => void = () => undefined;
  const half = report('8.x-1.2');
  const inFlight = slow.post(
    half.slice(0, 20),
    new Promise((resolve) => {
      finish = resolve;
    }),
  );
  const ended = server.end('SIGTERM');
  let ready = await prober.get('/readyz');
  while (ready.status === 200) ready = await prober.get('/readyz');
  expect(ready).toMatchObject({ status: 503, headers: { connection: 'close' } });
  expect(JSON.parse(ready.body)).toMatchObject({
    status: 'down',
    checks: { server: { status: 'down', detail: 'it is stopping' } },
  });
  // One who has not noticed yet, on the connection that it has, and one on a new one.
  expect(await sender.post(report('8.x-1.3'))).toMatchObject({
    status: 202,
    wasOpen: true,
    headers: { connection: 'close' },
  });
  expect(await newcomer.post(report('8.x-1.4'))).toMatchObject({ status: 202, wasOpen: false });
  await until('nobody new is let in', async () =>
    connect()
      .get('/livez')
      .then(
        () => false,
        (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
      ),
  );
  finish(half.slice(20));
  expect(await inFlight).toMatchObject({ status: 202, wasOpen: true });
  expect(await ended).toBe(0);
  const kept = await test.sql<{ n: number }>("select count(*)::int as n from site_reports where status = 'applied'");
  expect(kept).toEqual([{ n: 4 }]);
});

it('does not wait for balancers when somebody at a terminal ends it, idle connections or not', async () => {
  await start(60);
  const idle = connect();
  await idle.get('/livez');
  expect(await server.end('SIGINT')).toBe(0);
});

it('does not wait for a connection on which nothing was ever sent', async () => {
  await start(0);
  const silent = createConnection({ port: Number(new URL(address).port), host: '127.0.0.1' });
  await once(silent, 'connect');
  await connect().get('/livez');
  const closed = once(silent, 'close');
  expect(await server.end('SIGTERM')).toBe(0);
  await closed;
});

it('O-01: a second signal, a second later, ends it at once', async () => {
  await start(60);
  const ended = server.end('SIGTERM');
  const stopping = async () => (await connect().get('/readyz')).status === 503;
  await until('it is stopping', stopping);
  // The same request once more, as npm sends it: too early to mean anything.
  server.signal('SIGTERM');
  expect(await stopping()).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  server.signal('SIGTERM');
  expect(await ended).toBe(130);
});
