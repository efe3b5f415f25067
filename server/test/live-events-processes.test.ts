import { afterAll, beforeAll, expect, it } from 'vitest';
import { findEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';
import { listenTo } from './event-reader.ts';
import { ServerProgram } from './server-process.ts';

const settings = {
  SETUP_TOKEN: 'the setup token of this test',
  SECRET_KEY: 'a secret key of 32 bytes and some more',
  RATE_LIMITS: 'off',
};
const account = { email: 'sam@example.org', password: 'staple horse battery correct' };
let [first, second]: ServerProgram[] = [];
let addresses: [string, string];

/** Two server processes, the second on the database of the first. */
beforeAll(async () => {
  [first, second] = [await ServerProgram.build(settings), await ServerProgram.build(settings)];
  const one = await first.start();
  const postgres = await findEmbeddedPostgres(first.dataDir);
  if (postgres === undefined) throw new Error('The first has a database of its own.');
  const { socketDir, port, user, database } = postgres;
  const two = await second.start({
    DATABASE_URL: `postgresql://${user}@localhost:${port}/${database}?host=${encodeURIComponent(socketDir)}`,
  });
  addresses = [one, two];
}, 90_000);
afterAll(async () => {
  await second?.remove();
  await first?.remove();
}, 60_000);

async function post(address: string, path: string, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${address}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return (await response.json()) as { data?: { access_token?: string; site?: { id: string } } };
}

it('what happens in one process is told by another, and a SIGTERM does not wait for who listens', async () => {
  const [one, two] = addresses;
  await post(one, '/setup', { token: settings.SETUP_TOKEN, ...account, name: 'Sam' });
  const { data: session } = await post(one, '/auth/login', account);
  const as = { authorization: `Bearer ${session?.access_token}` };
  const reader = await listenTo(two, as);
  expect(reader.status).toBe(200);
  const { data } = await post(one, '/sites', { url: 'https://shop.example.org', name: 'Shop' }, as);
  await reader.hears('sites', `site:${data?.site?.id}`);

  const started = performance.now();
  const [code] = await Promise.all([second?.end('SIGTERM'), reader.ended]);
  expect(code).toBe(0);
  // Whoever has to be cut off is so after ten.
  expect(performance.now() - started).toBeLessThan(9_000);
}, 60_000);
