import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';
import { openOwner, query } from './postgres.ts';
import { ServerProgram } from './server-process.ts';

const setupToken = 'the setup token of this test';
const account = { email: 'sam@example.org', password: 'staple horse battery correct' };
let program: ServerProgram;
let address: string;

beforeAll(async () => {
  program = await ServerProgram.build({ SETUP_TOKEN: setupToken, RATE_LIMITS: 'off' });
  address = await program.start();
}, 60_000);
afterAll(() => program?.remove(), 60_000);

async function post(path: string, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${address}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as {
    data?: { id?: string; access_token?: string; site?: { id: string } };
  };
  return { status: response.status, data: answer.data };
}

it('L-09: kill -9 at any moment, and what is sent again under its key has one effect and one answer', async () => {
  await post('/setup', { token: setupToken, ...account, name: 'Sam' });
  const { data: session } = await post('/auth/login', account);
  const token = { authorization: `Bearer ${session?.access_token}` };
  const { data } = await post('/sites', { url: 'https://shop.example.org', name: 'Shop' }, token);
  const runs = `/sites/${data?.site?.id}/patch-run`;
  const updates = [{ module: 'pathauto', from_version: '8.x-1.12', to_version: '8.x-1.13' }];
  const sent = new Map<string, string>();
  let [answers, unanswered, isOver] = [0, 0, false];
  let up = Promise.resolve();
  const until = async (count: number) => {
    while (answers < count) await new Promise(setImmediate);
  };
  /** Sends until it is told what became of it. */
  const record = async () => {
    const key = newId();
    for (;;) {
      const sending = post(runs, { note: key, updates }, { ...token, 'idempotency-key': key });
      const answer = await sending.catch(() => undefined);
      answers += 1;
      if (answer?.status === 201) return void sent.set(key, String(answer.data?.id));
      // The transaction of a server that was killed may still be ending.
      if (answer !== undefined) expect([409, 503]).toContain(answer.status);
      else unanswered += 1;
      await up;
    }
  };
  const workers = Array.from({ length: 8 }, async () => {
    while (!isOver) await record();
  });
  for (const wait of [25, 60, 9, 40]) {
    await until(answers + wait);
    up = program.end('SIGKILL').then(async () => {
      address = await program.start();
    });
    await up;
  }
  await until(answers + 60);
  isOver = true;
  await Promise.all(workers);

  const running = await findEmbeddedPostgres(program.dataDir);
  if (running === undefined) throw new Error('The PostgreSQL is gone.');
  const owner = openOwner({ folder: running.socketDir, port: running.port, user: running.user }, running.database);
  const made = await query<{ note: string; uuid: string }>(owner, 'select note, uuid from patch_runs');
  await owner.destroy();
  expect(unanswered).toBeGreaterThan(0);
  expect(made.length).toBeGreaterThan(100);
  expect(made.map(({ note, uuid }) => [note, uuid]).sort()).toEqual([...sent].sort());
}, 180_000);
