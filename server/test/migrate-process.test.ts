import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import type { Db } from '../src/db/database.ts';
import { useDatabase } from './harness.ts';
import { openOwner, query, templateDatabase, urlOf } from './postgres.ts';
import { until } from './queue.ts';
import { ServerProgram } from './server-process.ts';

const fresh = useDatabase('template0');
let program: ServerProgram;
beforeAll(async () => {
  program = await ServerProgram.build({ SECRET_KEY: 'a secret key of the tests: 32 bytes and more' });
});
afterAll(() => program?.remove());
beforeEach(async () => {
  await query(fresh.owner, 'drop schema if exists graphile_worker cascade');
  await query(fresh.owner, 'drop schema public cascade');
  await query(fresh.owner, 'create schema public');
});

const migrate = () => program.beside(['migrate'], { DATABASE_URL: urlOf(inject('postgres'), fresh.name) });

/** Every column that is there, those of the job queue too. */
const columnsOf = (db: Db) =>
  query<object>(
    db,
    `select table_schema, table_name, column_name, data_type from information_schema.columns
    where table_schema in ('public', 'graphile_worker') order by 1, 2, ordinal_position`,
  );

async function expectWhole(): Promise<void> {
  const template = openOwner(inject('postgres'), templateDatabase);
  try {
    expect(await columnsOf(fresh.owner)).toEqual(await columnsOf(template));
  } finally {
    await template.destroy();
  }
}

it('O-03: of three that migrate at once one does it, and all end well', async () => {
  const three = [migrate(), migrate(), migrate()];
  expect(await Promise.all(three.map((each) => each.run()))).toEqual([0, 0, 0]);
  const said = three.map((each) => each.said);
  expect(said.filter((text) => text.startsWith('Applied: 0001_'))).toHaveLength(1);
  expect(said.filter((text) => text.startsWith('The database is up to date.'))).toHaveLength(2);
  await expectWhole();
});

const isMigrating = async (condition: string) =>
  (
    await query(
      fresh.owner,
      `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and ${condition}`,
    )
  ).length > 0;

it.each([
  ['in the middle of the steps', () => isMigrating('xact_start is not null')],
  [
    'between the steps and the queue of the jobs',
    async () =>
      (await query(fresh.owner, "select where to_regclass('graphile_worker.migrations') is not null")).length > 0,
  ],
])('O-04: killed %s, the next one makes it whole', async (_when, isThere) => {
  const killed = migrate();
  const ended = killed.run();
  await until('it is there', isThere);
  await killed.end('SIGKILL');
  expect(await ended).toBe(null);
  await until('its connections are gone', async () => !(await isMigrating("backend_type = 'client backend'")));
  expect(await migrate().run()).toBe(0);
  await expectWhole();
});
