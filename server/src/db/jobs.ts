import { sql } from 'kysely';
import { type DatabaseAddress, type Db, type DbTransaction, type JobPool, openJobPool } from './database.ts';

// A worker lives while a connection of its name is open: nothing has to be renewed, and a kill closes it.
const namePrefix = 'patchlight worker ';

/** Makes the tables of the job queue, or brings them up to date, as their owner. */
export async function migrateJobs(address: DatabaseAddress): Promise<void> {
  // Loaded where it is needed: a start that has its tables does not wait for it.
  const { Logger, runMigrations } = await import('graphile-worker');
  // Twenty small transactions in order: what a crash takes back of them is made again.
  const pool = openJobPool(address, () => undefined, '-c synchronous_commit=off');
  try {
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
  } finally {
    await pool.end();
  }
}

export async function hasJobTables(owner: Db): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`
    select to_regclass('graphile_worker.migrations') is not null as exists`.execute(owner);
  return rows[0]?.exists === true;
}

/** Asks for a job once the transaction commits. */
export async function requestJob(db: DbTransaction, name: string): Promise<void> {
  await sql`select request_job(${name})`.execute(db);
}

/**
 * Keeps a connection open that says that this worker lives. `onLost` is called when it breaks: from then on other workers
 * take its jobs. Returns what closes it.
 */
export async function showLife(pool: JobPool, workerId: string, onLost: () => void): Promise<() => void> {
  const client = await pool.connect();
  client.on('error', onLost);
  await client.query("select set_config('application_name', $1, false)", [namePrefix + workerId]);
  return () => {
    client.off('error', onLost);
    client.release(true);
  };
}

/** Gives back the jobs of workers that no longer live; how many workers that were. `own` lives whatever it looks like. */
export async function releaseDeadWorkers(pool: JobPool, own = ''): Promise<number> {
  const { rows } = await pool.query<{ dead: number }>(
    `with dead as (
      select distinct locked_by from graphile_worker.jobs where locked_by <> $1 and not exists (
        select from pg_stat_activity where datname = current_database() and application_name = $2 || locked_by))
    select count(*)::int as dead, graphile_worker.force_unlock_workers(array_agg(locked_by)) from dead`,
    [own, namePrefix],
  );
  return rows[0]?.dead ?? 0;
}

/** True while some process works on the queue of this database. */
export async function hasWorker(db: Db): Promise<boolean> {
  const { rows } = await sql`select from pg_stat_activity
    where datname = current_database() and starts_with(application_name, ${namePrefix}) limit 1`.execute(db);
  return rows.length > 0;
}
