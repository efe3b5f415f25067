import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Gauge, Registry } from 'prom-client';
import { afterEach, expect, it } from 'vitest';
import { ConfigError } from '../config.ts';
import { startMetrics } from './start-metrics.ts';

const logged: string[] = [];
const note = (_fields: object, message: string) => void logged.push(message);
const log = { debug: note, info: note, warn: note, error: note };
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A port that nobody listens on, or that somebody does. */
async function portOf(isTaken: boolean): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((done) => server.close(() => done()));
  if (isTaken) stops.push(close);
  else await close();
  return port;
}

async function start(port: number, { isSet = true, registry = new Registry() } = {}): Promise<() => Promise<void>> {
  const stop = await startMetrics({ address: { host: '127.0.0.1', port, isSet }, registry, log });
  stops.push(stop);
  return stop;
}

it('tells the metrics of the registry and those of Node, and nothing else', async () => {
  const port = await portOf(false);
  const registry = new Registry();
  let reads = 0;
  new Gauge({
    name: 'reads',
    help: 'How often it was read',
    registers: [registry],
    collect() {
      reads += 1;
      this.set(reads);
    },
  });
  const stop = await start(port, { registry });
  const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method });
  const answers = await Promise.all([1, 2, 3].map(() => ask('/metrics')));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(answers[0]?.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  // Whoever asks meanwhile gets the same.
  expect(new Set(texts).size).toBe(1);
  expect(texts[0]).toContain('reads 1\n');
  expect(texts[0]).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect((await ask('/')).status).toBe(404);
  expect((await ask('/metrics', 'POST')).status).toBe(405);
  await stop();
  stops.length = 0;
  await expect(ask('/metrics')).rejects.toThrow('fetch failed');
});

it('refuses to start without the port that was set, and says what to do', async () => {
  const port = await portOf(true);
  const refusal = await start(port).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ConfigError);
  expect(String(refusal)).toMatch(/127\.0\.0\.1 port \d+ \(EADDRINUSE\)\. Set METRICS_PORT/);
});

it('goes on without the usual port, and says so', async () => {
  const port = await portOf(true);
  await start(port, { isSet: false });
  expect(logged.at(-1)).toMatch(/EADDRINUSE\)\. It goes on without\. Set METRICS_PORT/);
});

it('listens nowhere when it is off', async () => {
  await (await startMetrics({ address: undefined, registry: new Registry(), log }))();
});
