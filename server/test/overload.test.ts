import { sql } from 'kysely';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Database, openDatabase } from '../src/db/database.ts';
import { type App, useApp } from './app.ts';
import { until } from './fetching.ts';

const test = useApp();
const url = '/api/v1/sites';
const answerWithinMs = 4_000;
const hopelessMs = answerWithinMs / 4;
let database: Database;
let app: App;

beforeAll(() => {
  const { folder, port, user } = inject('postgres');
  const address = { socket: { folder, port, user, database: test.databaseName } };
  database = openDatabase(address, { max: 1, onError: () => undefined });
  app = test.replica({ database, answerWithinMs });
});
afterAll(() => database.close());

const get = () => app.http.inject({ url, headers: test.as(test.cast.alice) });

it('a read that would wait too long is refused at once, and those before it are answered', async () => {
  expect((await get()).statusCode).toBe(200);
  const held = sql`select pg_sleep(${hopelessMs / 1000 + 2})`.execute(database.db);
  const before = [get(), get()];
  await until(async () => database.longestWaitMs() > hopelessMs);
  const write = app.http.inject({
    method: 'PUT',
    url: `${url}/${test.cast.site.uuid}`,
    headers: test.as(test.cast.alice),
    payload: { description: 'patience' },
  });
  const waiting = database.waiting();
  const refused = await get();
  expect([refused.statusCode, refused.headers['retry-after'], refused.json().error]).toEqual([503, '5', 'unavailable']);
  // It asked the database nothing.
  expect(database.waiting()).toBeLessThanOrEqual(waiting + 1);
  await held;
  expect((await Promise.all([...before, write])).map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
  expect([database.longestWaitMs(), (await get()).statusCode]).toEqual([0, 200]);
});

it('a statement of a read ends when nobody waits for it any more, and no other does', async () => {
  const limit = async (db: Database['db']) =>
    (await sql<{ limit: string }>`select current_setting('statement_timeout') as limit`.execute(db)).rows[0]?.limit;
  expect([await limit(database.scoped([1], 'reads')), await limit(database.scoped([1]))]).toEqual(['5s', '30s']);
  await expect(sql`select pg_sleep(20)`.execute(database.scoped('all', 'reads'))).rejects.toThrow('statement timeout');
  expect(await limit(database.db)).toBe('30s');
});
