import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery, sql } from 'kysely';
import type { TestProject } from 'vitest/node';
import { type Db, type DbTransaction, openAsOwner, openDatabase } from '../src/db/database.ts';
import { migrateJobs } from '../src/db/jobs.ts';
import { migrate } from '../src/db/migrate.ts';
import { startEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';

export interface TestPostgres {
  folder: string;
  port: number;
  user: string;
}
export const templateDatabase = 'patchlight_template';

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: TestPostgres;
  }
}

/** One embedded PostgreSQL for the whole run, with a migrated database that every test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchlight-test-'));
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  // Several files at a time, of which each may run several servers.
  const server = await startEmbeddedPostgres({ dataDir, log, settings: { max_connections: 200 } });
  const postgres = { folder: server.socketDir, port: server.port, user: server.user };
  await createTemplate(postgres, server.database);
  project.provide('postgres', postgres);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function createTemplate(postgres: TestPostgres, maintenance: string): Promise<void> {
  await administer(postgres, maintenance, `create database ${templateDatabase}`);
  const owner = openOwner(postgres, templateDatabase);
  await migrate(owner);
  await owner.destroy();
  await migrateJobs({ socket: { ...postgres, database: templateDatabase } });
}

/** The database as DATABASE_URL names it. */
export function urlOf({ folder, port, user }: TestPostgres, database: string): string {
  return `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(folder)}&port=${port}`;
}

/** Runs one statement as the owner of everything. */
export async function administer(postgres: TestPostgres, database: string, statement: string): Promise<void> {
  const owner = openOwner(postgres, database);
  await sql.raw(statement).execute(owner);
  await owner.destroy();
}

export function openOwner(postgres: TestPostgres, database: string): Db {
  return openAsOwner({ socket: { ...postgres, database } });
}

export async function query<Row>(db: Db, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return (await db.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows;
}

export function open(postgres: TestPostgres, database: string) {
  return openDatabase({ socket: { ...postgres, database } }, { max: 5, onError: () => undefined });
}

/** Opens a transaction, does `work` in it, and keeps it open until what is returned is called. */
export async function holdOpen(db: Db, work: (tx: DbTransaction) => Promise<unknown>): Promise<() => Promise<void>> {
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  let done: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    done = db.transaction().execute(async (tx) => {
      await work(tx);
      resolve();
      await isReleased;
    });
    done.catch(reject);
  });
  return async () => {
    release();
    await done;
  };
}
