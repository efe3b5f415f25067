import { readdir, readFile } from 'node:fs/promises';
import { type Migration, Migrator, sql } from 'kysely';
import type { Db } from './database.ts';

const folder = new URL('./migrations/', import.meta.url);

export interface MigrationState {
  readonly applied: string[];
  readonly pending: string[];
  /** Applied ones that this program does not know: it is older than the database. */
  readonly unknown: string[];
}

/**
 * Brings the database up to date. All pending steps are one transaction under an advisory lock: a kill leaves the
 * database as it was, and of several processes one migrates while the others wait. Returns the names applied now.
 */
export async function migrate(db: Db): Promise<string[]> {
  const { error, results } = await migratorOf(db).migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
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
      const text = await readFile(new URL(`${name}.sql`, folder), 'utf8');
      return [
        name,
        {
          up: (db: Db) =>
            sql
              .raw(text)
              .execute(db)
              .then(() => undefined),
        },
      ] as const;
    }),
  );
  return Object.fromEntries(entries);
}

async function migrationNames(): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}
