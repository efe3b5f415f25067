import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { durabilityRisks } from '../src/db/durability.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';
import { migrateStorage, openStorage } from '../src/storage.ts';
import { useApp } from './app.ts';
import { open, openOwner, query, type TestPostgres, urlOf } from './postgres.ts';

const silent = pino({ level: 'silent' });
const configOf = (postgres: TestPostgres, database: string) =>
  readConfig(
    { DATABASE_URL: urlOf(postgres, database), SECRET_KEY: 'a secret key of the tests: 32 bytes and more' },
    { dataDir: '/nowhere', onTerminal: false },
  );

/** What is said aloud while it works. */
async function warnings(work: (log: pino.Logger) => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)).msg);
      done();
    },
  });
  await work(pino({ level: 'warn' }, sink));
  return lines;
}

const start = (postgres: TestPostgres, database: string) => async (log: pino.Logger) =>
  (await openStorage(configOf(postgres, database), log, new AbortController().signal)).close();

describe('O-08: a PostgreSQL that may lose what it confirmed', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  let postgres: TestPostgres;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchlight-durability-'));
    const settings = { fsync: false, full_page_writes: false, synchronous_commit: false };
    server = await startEmbeddedPostgres({ dataDir: folder, log: silent, settings });
    postgres = { folder: server.socketDir, port: server.port, user: server.user };
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is named by migrate and at every start, with what can be lost and what to type, and no longer once it is right', async () => {
    const { database } = server;
    const said = [
      /^fsync of PostgreSQL is off: .* whole database\. To turn it on: alter system set fsync = on; select pg_reload_conf\(\);$/,
      /^full_page_writes of PostgreSQL is off: .* alter system set full_page_writes = on;/,
      /^synchronous_commit of PostgreSQL is off: .* alter system set synchronous_commit = on;/,
    ].map((text) => expect.stringMatching(text));
    expect(await warnings((log) => migrateStorage(configOf(postgres, database), log))).toEqual(said);
    expect(await warnings(start(postgres, database))).toEqual(said);
    const owner = openOwner(postgres, database);
    for (const { remedy } of await durabilityRisks(owner))
      for (const statement of remedy.split(';').slice(0, -1)) await query(owner, statement);
    await owner.destroy();
    await expect.poll(() => warnings(start(postgres, database))).toEqual([]);
  });
});

describe('O-08: of a durable server', () => {
  const test = useApp();
  const postgres = inject('postgres');
  const [database, role] = ['current_database()', 'session_user'];
  const alter = (what: string) => test.sql(`do $$ begin execute format('alter ${what}', ${database}, ${role}); end $$`);
  const named = {
    database: ['database %1$I', () => `alter database ${test.databaseName} reset synchronous_commit;`],
    'role in the database': [
      'role %2$I in database %1$I',
      () => `alter role ${postgres.user} in database ${test.databaseName} reset synchronous_commit;`,
    ],
  } as const;
  afterEach(async () => {
    for (const [which] of Object.values(named)) await alter(`${which} reset synchronous_commit`);
  });

  it.each(Object.entries(named))('the %s that is not is found too', async (_name, [which, remedy]) => {
    await alter(`${which} set synchronous_commit = off`);
    expect(await warnings(start(postgres, test.databaseName))).toEqual([expect.stringContaining(remedy())]);
    // As the server sees it, which works as another role.
    const asServer = open(postgres, test.databaseName);
    expect(await durabilityRisks(asServer.db)).toMatchObject([{ setting: 'synchronous_commit', remedy: remedy() }]);
    await asServer.close();
  });

  it('an address that turns it off is found too', async () => {
    const url = `${urlOf(postgres, test.databaseName)}&options=-c%20synchronous_commit%3Doff`;
    const config = { ...configOf(postgres, test.databaseName), databaseUrl: url };
    const said = await warnings(async (log) => (await openStorage(config, log, new AbortController().signal)).close());
    expect(said).toEqual([expect.stringContaining('take synchronous_commit out of the options in DATABASE_URL')]);
  });

  it('/readyz says that it is degraded, and goes on', async () => {
    const health = async () => {
      const response = await test.app.http.inject('/readyz');
      return [response.statusCode, response.json().checks.database];
    };
    expect(await health()).toEqual([200, expect.objectContaining({ status: 'ok', detail: null })]);
    await alter('database %1$I set synchronous_commit = off');
    await test.sql(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    const detail = 'synchronous_commit is off: a crash may take back what was confirmed';
    await expect.poll(health).toEqual([200, expect.objectContaining({ status: 'degraded', detail })]);
  });
});
