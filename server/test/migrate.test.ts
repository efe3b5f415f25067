import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Migrator, sql } from 'kysely';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { Db } from '../src/db/database.ts';
import { requestJob } from '../src/db/jobs.ts';
import { migrate, migrationState } from '../src/db/migrate.ts';
import { migrateStorage, openForCommand, openStorage } from '../src/storage.ts';
import { startWorker } from '../src/worker.ts';
import { useApp } from './app.ts';
import { useDatabase } from './harness.ts';
import { holdOpen, openOwner, query as run, templateDatabase, urlOf } from './postgres.ts';
import { jobTools, until } from './queue.ts';

const files = readdirSync(fileURLToPath(new URL('../src/db/migrations/', import.meta.url)));
const names = files.map((file) => file.replace('.sql', '')).sort();
const log = pino({ level: 'silent' });
const fresh = useDatabase('template0');

/** Everything that the migrations made, in words. */
async function schemaOf(owner: Db): Promise<unknown[]> {
  return [
    await run(
      owner,
      `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
      where table_schema = 'public' and table_name not like 'kysely%' order by 1, ordinal_position`,
    ),
    await run(
      owner,
      "select indexdef from pg_indexes where schemaname = 'public' and tablename not like 'kysely%' order by 1",
    ),
    await run(
      owner,
      `select conrelid::regclass::text as "table", pg_get_constraintdef(oid) as rule from pg_constraint
      where connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'kysely%' order by 1, 2`,
    ),
    await run(owner, 'select epoch from catalogue_epoch'),
  ];
}

async function whole(): Promise<unknown[]> {
  const template = openOwner(inject('postgres'), templateDatabase);
  try {
    return await schemaOf(template);
  } finally {
    await template.destroy();
  }
}

beforeEach(async () => {
  await run(fresh.owner, 'drop schema public cascade');
  await run(fresh.owner, 'create schema public');
});

it('makes an empty database whole, and a whole one it leaves alone', async () => {
  expect(await migrate(fresh.owner)).toEqual(names);
  expect(await schemaOf(fresh.owner)).toEqual(await whole());
  expect(await migrate(fresh.owner)).toEqual([]);
  expect(await migrationState(fresh.owner)).toEqual({ applied: names, pending: [], unknown: [] });
});

describe('an end in the middle', () => {
  // A table of the same name, made and not yet committed, stops the migration at that statement.
  it.each(['organizations', 'memberships', 'module_versions', 'site_modules', 'audit_seals'])(
    'killed before %s: nothing is left, and the next run makes it whole',
    async (table) => {
      const blocker = openOwner(inject('postgres'), fresh.name);
      try {
        await blocker
          .transaction()
          .execute(async (tx) => {
            await tx.schema.createTable(table).addColumn('x', 'integer').execute();
            const migrating = migrate(fresh.owner).then(
              () => 'finished',
              () => 'killed',
            );
            for (let killed = 0; killed === 0; ) {
              const rows = await run<{ done: boolean }>(
                blocker,
                `select pg_terminate_backend(pid) as done from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`,
              );
              killed = rows.length;
            }
            expect(await migrating).toBe('killed');
            throw new Error('rolled back');
          })
          .catch((error: Error) => expect(error.message).toBe('rolled back'));
      } finally {
        await blocker.destroy();
      }
      expect((await migrationState(fresh.owner)).pending).toEqual(names);
      expect(await migrate(fresh.owner)).toEqual(names);
      expect(await schemaOf(fresh.owner)).toEqual(await whole());
    },
  );

  it('a step that fails takes back the steps before it', async () => {
    await run(fresh.owner, 'create table audit_logs (x integer)');
    await expect(migrate(fresh.owner)).rejects.toThrow(/audit_logs/);
    expect((await migrationState(fresh.owner)).pending).toEqual(names);
    await run(fresh.owner, 'drop table audit_logs');
    expect(await migrate(fresh.owner)).toEqual(names);
  });
});

it('of several at once one migrates and the others wait', async () => {
  const others = Array.from({ length: 4 }, () => openOwner(inject('postgres'), fresh.name));
  try {
    const applied = await Promise.all(others.map((each) => migrate(each)));
    expect(applied.filter((each) => each.length > 0)).toEqual([names]);
  } finally {
    for (const each of others) await each.destroy();
  }
  expect(await schemaOf(fresh.owner)).toEqual(await whole());
});

it('a role that may not make roles is told what an administrator has to do, and that suffices', async () => {
  const [weak, name] = [`weak_${fresh.name}`, `weak_${fresh.name}_db`];
  await run(fresh.owner, `create role ${weak} login`);
  await run(fresh.owner, `create database ${name} owner ${weak} template template0`);
  const address = urlOf({ ...inject('postgres'), user: weak }, name);
  const config = readConfig(
    { DATABASE_URL: address, SECRET_KEY: 'a secret key of the tests: 32 bytes and more' },
    { dataDir: '/nowhere', onTerminal: false },
  );
  await expect(migrateStorage(config, log)).rejects.toThrow(`grant patchlight_app to ${weak};`);
  await run(fresh.owner, `grant patchlight_app to ${weak}`);
  expect(await migrateStorage(config, log)).toEqual(names);
  const storage = await openStorage(config, log, new AbortController().signal);
  const { db } = storage.database;
  expect(await db.selectFrom('sites').selectAll().execute()).toEqual([]);
  // Its queue is the owner's, and the role that owns nothing asks for jobs.
  await db.transaction().execute((tx) => requestJob(tx, 'asked-for'));
  let runs = 0;
  const count = async () => {
    runs += 1;
  };
  const tools = jobTools();
  const jobs = [{ name: 'asked-for', cron: '0 0 30 2 *', run: count }];
  const worker = startWorker({ db, queue: storage.jobs, log, tools, jobs });
  await until('it runs at the start, and as asked for', () => runs === 2);
  await worker.stop();
  await storage.close();
  await run(fresh.owner, `drop database ${name} with (force)`);
  await run(fresh.owner, `drop role ${weak}`);
});

describe('O-03: a table that somebody holds', () => {
  const first = names.slice(0, names.indexOf('0010_mail_delivery'));

  /** A database of an earlier age, in which the next step alters `outbox`. */
  async function halfWay(): Promise<void> {
    const textOf = (name: string) => readFileSync(new URL(`../src/db/migrations/${name}.sql`, import.meta.url), 'utf8');
    const steps = first.map((name) => [name, { up: async (db: Db) => void (await sql.raw(textOf(name)).execute(db)) }]);
    const provider = { getMigrations: async () => Object.fromEntries(steps) };
    const { error } = await new Migrator({ db: fresh.owner, provider }).migrateToLatest();
    expect(error).toBe(undefined);
  }

  /** Reads it for as long as it likes. */
  async function hold(): Promise<() => Promise<void>> {
    const holder = openOwner(inject('postgres'), fresh.name);
    const release = await holdOpen(holder, (tx) => tx.selectFrom('outbox').selectAll().execute());
    return async () => {
      await release();
      await holder.destroy();
    };
  }

  it('stops no reader for long, and is altered once it is free', async () => {
    await halfWay();
    const release = await hold();
    const warnings: object[] = [];
    let isOver = false;
    const migrating = migrate(fresh.owner, { log: { warn: (fields) => void warnings.push(fields) } }).finally(() => {
      isOver = true;
    });
    const reader = openOwner(inject('postgres'), fresh.name);
    let slowest = 0;
    while (warnings.length < 2) {
      expect(isOver).toBe(false);
      const began = performance.now();
      await run(reader, 'select count(*) from outbox');
      slowest = Math.max(slowest, performance.now() - began);
    }
    await reader.destroy();
    await release();
    expect(await migrating).toEqual(names.slice(first.length));
    expect(await schemaOf(fresh.owner)).toEqual(await whole());
    expect(warnings).toMatchObject([{ step: '0010_mail_delivery' }, { step: '0010_mail_delivery' }]);
    // It waited for the migration, and not for whoever that waited for.
    expect(slowest).toBeGreaterThan(500);
    expect(slowest).toBeLessThan(6_000);
  });

  it('is named after the last try, and nothing has changed', async () => {
    await halfWay();
    const release = await hold();
    await expect(migrate(fresh.owner, { tries: 1 })).rejects.toThrow(/0010_mail_delivery could not lock a table/);
    expect((await migrationState(fresh.owner)).applied).toEqual(first);
    await release();
    expect(await migrate(fresh.owner)).toEqual(names.slice(first.length));
  });
});

describe('a database of another age', () => {
  const config = () =>
    readConfig(
      {
        DATABASE_URL: urlOf(inject('postgres'), fresh.name),
        SECRET_KEY: 'a secret key of the tests: 32 bytes and more',
      },
      { dataDir: '/nowhere', onTerminal: false },
    );
  const start = () => openStorage(config(), log, new AbortController().signal);

  it('an older one is refused with what to do, and taken after that', async () => {
    await expect(start()).rejects.toThrow(
      `${names.length} migrations behind this program. Run: bin/patchlight migrate`,
    );
    await expect(openForCommand(config(), log)).rejects.toThrow('bin/patchlight migrate');
    expect(await migrateStorage(config(), log)).toEqual(names);
    expect(await migrateStorage(config(), log)).toEqual([]);
    const storage = await start();
    await storage.close();
  });

  it('a newer one is refused by every command, with its name', async () => {
    await migrate(fresh.owner);
    await run(fresh.owner, "insert into kysely_migration values ('9999_from_the_future', now()::text)");
    for (const command of [start, () => openForCommand(config(), log), () => migrateStorage(config(), log)])
      await expect(command()).rejects.toThrow(
        'migrated by a newer program (9999_from_the_future). Start that one instead.',
      );
  });
});

describe('a running server says so', () => {
  const test = useApp();
  const ready = async () => {
    const response = await test.app.http.inject('/readyz');
    return [response.statusCode, response.json().checks.migrations];
  };
  afterEach(async () => {
    await test.sql("delete from kysely_migration where name like '9999%'");
    await test.sql("update kysely_migration set name = replace(name, 'x', '') where name like 'x%'");
  });

  it('nothing of a database as it should be', async () => {
    expect(await ready()).toEqual([200, expect.objectContaining({ status: 'ok' })]);
  });

  it('that a newer one is at work beside it, and goes on', async () => {
    await test.sql("insert into kysely_migration values ('9999_from_the_future', now()::text)");
    expect(await ready()).toEqual([200, expect.objectContaining({ status: 'degraded' })]);
  });

  it('that the database is too old for it, and is not ready', async () => {
    await test.sql(`delete from kysely_migration where name = '${names.at(-1)}'`);
    expect(await ready()).toEqual([503, expect.objectContaining({ status: 'down' })]);
    await test.sql(`insert into kysely_migration values ('${names.at(-1)}', now()::text)`);
  });
});
