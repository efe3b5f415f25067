import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Migration, Migrator, sql } from 'kysely';
import type { Log } from '../context.ts';
import { migrationsFolder } from '../folders.ts';
import type { Db } from './database.ts';
import { isLockTimeout } from './failures.ts';

export interface MigrationState {
  readonly applied: string[];
  readonly pending: string[];
  /** Applied ones that this program does not know: it is older than the database. */
  readonly unknown: string[];
}

/** Whoever waits for a table that is to be altered waits behind the migration: no longer than this. */
const lockTimeoutMs = 2_500;
/** For those who waited. */
const retryMs = 1_000;
const triesMax = 30;

/** Somebody held a table the whole time that a migration has to alter. */
export class LockedOut extends Error {}

interface MigrateOptions {
  readonly log?: Pick<Log, 'warn'>;
  readonly tries?: number;
}

/**
 * Brings the database up to date. All pending steps are one transaction under an advisory lock: a kill leaves the
 * database as it was, and of several processes one migrates while the others wait. Where a step waits too long for a
 * table, all is taken back and tried again. Returns the names applied now.
 */
export async function migrate(db: Db, { log, tries = triesMax }: MigrateOptions = {}): Promise<string[]> {
  for (let tried = 1; ; tried += 1) {
    const { error, results } = await migratorOf(db).migrateToLatest();
    if (error === undefined) return (results ?? []).map((result) => result.migrationName);
    if (!isLockTimeout(error)) throw error;
    const step = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'a step';
    if (tried >= tries)
      throw new LockedOut(
        `${step} could not lock a table in ${tried} tries: another transaction holds it. End that one (select pid, xact_start, query from pg_stat_activity order by xact_start), then run bin/patchlight migrate again. Nothing was changed.`,
      );
    log?.warn({ step, tried }, 'a table is in use, the migration is tried again');
    await sleep(retryMs);
  }
}

export async function migrationState(db: Db): Promise<MigrationState> {
  const known = await migrationNames();
  const applied = await appliedNames(db);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

async function appliedNames(db: Db): Promise<string[]> {
  const { rows } = await sql<{ exists: boolean }>`select to_regclass('kysely_migration') is not null as exists`.execute(
    db,
  );
  if (rows[0]?.exists !== true) return [];
  const names = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return names.rows.map((row) => row.name);
}

function migratorOf(db: Db): Migrator {
  return new Migrator({ db, provider: { getMigrations: readMigrations } });
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const entries = await Promise.all(
    (await migrationNames()).map(async (name) => {
      const text = await readFile(new URL(`${name}.sql`, migrationsFolder), 'utf8');
      return [
        name,
        {
          up: (db: Db) =>
            sql
              .raw(`set local lock_timeout = ${lockTimeoutMs};\n${text}`)
              .execute(db)
              .then(() => undefined),
        },
      ] as const;
    }),
  );
  return Object.fromEntries(entries);
}

async function migrationNames(): Promise<string[]> {
  const files = await readdir(migrationsFolder);
  return files
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}
