import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.ts';
import {
  type Database,
  type DatabaseAddress,
  type Db,
  type JobPool,
  openAsOwner,
  openDatabase,
  openJobPool,
} from './db/database.ts';
import { durabilityRisks } from './db/durability.ts';
import { failureOf, isPrivilegeMissing } from './db/failures.ts';
import { hasJobTables, migrateJobs } from './db/jobs.ts';
import { LockedOut, migrate, migrationState } from './db/migrate.ts';
import { acquireDataFolder, keepSecret } from './postgres/data-folder.ts';
import { findEmbeddedPostgres, type PostgresAddress, startEmbeddedPostgres } from './postgres/embedded-postgres.ts';

/** The database a command works on, and the secrets that live beside it. */
export interface Storage {
  readonly database: Database;
  /** The job queue; connects when a worker starts. */
  readonly jobs: JobPool;
  readonly secretKeys: readonly string[];
  readonly setupToken: string;
  /** Works as the owner of the tables, whom no policy binds. */
  asOwner<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** Tells when the embedded server ended by itself. */
  onLost(listener: (reason: string) => void): void;
  close(): Promise<void>;
}

/** A refusal to start that is for the operator: its message is all there is to say. */
export class StartError extends Error {}

/** Opens the database for the server: the embedded one, started and brought up to date, or the one of DATABASE_URL. */
export async function openStorage(config: Config, log: FastifyBaseLogger, signal: AbortSignal): Promise<Storage> {
  if (config.databaseUrl !== undefined) return openExternal(config, config.databaseUrl, log);
  const lock = await acquireDataFolder(config.dataDir);
  try {
    const newSecret = () => randomBytes(32).toString('base64url');
    const [secretKey, setupToken] = [
      await keepSecret(lock, 'secret-key', newSecret),
      await keepSecret(lock, 'setup-token', newSecret),
    ];
    const postgres = await startEmbeddedPostgres({ dataDir: lock.dataDir, log, lock, signal });
    await migrateEmbedded(addressOf(postgres), log).catch(async (error: unknown) => {
      await postgres.stop();
      throw error;
    });
    const database = open(addressOf(postgres), config, log);
    const jobs = openJobs(addressOf(postgres), log);
    return {
      database,
      jobs,
      secretKeys: config.secretKeys ?? [secretKey],
      setupToken: config.setupToken ?? setupToken,
      asOwner: (work) => asOwner(addressOf(postgres), work),
      onLost: postgres.onExit,
      async close() {
        await Promise.all([database.close(), jobs.end()]);
        await postgres.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openExternal(config: Config, url: string, log: FastifyBaseLogger): Promise<Storage> {
  await checkDatabase({ url }, log);
  const database = open({ url }, config, log);
  const jobs = openJobs({ url }, log);
  return {
    database,
    jobs,
    secretKeys: config.secretKeys ?? [],
    setupToken: config.setupToken ?? randomBytes(32).toString('base64url'),
    asOwner: (work) => asOwner({ url }, work),
    onLost: () => undefined,
    async close() {
      await Promise.all([database.close(), jobs.end()]);
    },
  };
}

/** Refuses a database of another age, and says aloud what a crash of this one could take back. */
async function checkDatabase(address: DatabaseAddress, log: FastifyBaseLogger): Promise<void> {
  await asOwner(address, async (owner) => {
    const { pending, unknown } = await migrationState(owner);
    refuseNewer(unknown);
    if (pending.length > 0)
      throw new StartError(
        `The database is ${pending.length} migrations behind this program. Run: bin/patchlight migrate`,
      );
    await warnOfRisks(owner, log);
  });
}

async function warnOfRisks(owner: Db, log: FastifyBaseLogger): Promise<void> {
  for (const { setting, loss, remedy } of await durabilityRisks(owner))
    log.warn({ setting, remedy }, `${setting} of PostgreSQL is off: ${loss}. To turn it on: ${remedy}`);
}

function refuseNewer(unknown: readonly string[]): void {
  if (unknown.length > 0)
    throw new StartError(
      `The database was migrated by a newer program (${unknown.join(', ')}). Start that one instead.`,
    );
}

async function migrateForward(db: Db, log: FastifyBaseLogger): Promise<string[]> {
  refuseNewer((await migrationState(db)).unknown);
  return migrate(db, { log }).catch((error: unknown) => {
    throw isPrivilegeMissing(error) || error instanceof LockedOut ? new StartError(error.message) : error;
  });
}

/**
 * Opens the database for a command that may run beside the server: connects to a living embedded server, or starts it
 * for as long as the command takes.
 */
export async function openForCommand(
  config: Config,
  log: FastifyBaseLogger,
): Promise<{ database: Database; close(): Promise<void> }> {
  if (config.databaseUrl !== undefined) return openExternal(config, config.databaseUrl, log);
  const running = await findEmbeddedPostgres(config.dataDir);
  if (running === undefined) return openStorage(config, log, new AbortController().signal);
  await checkDatabase(addressOf(running), log);
  const database = open(addressOf(running), config, log);
  return { database, close: () => database.close() };
}

/** Brings the database of DATABASE_URL, or the embedded one, up to date. Returns the names of the steps applied. */
export async function migrateStorage(config: Config, log: FastifyBaseLogger): Promise<string[]> {
  if (config.databaseUrl !== undefined) return migrateAs({ url: config.databaseUrl }, log);
  // Opening the embedded database migrates it.
  await (await openForCommand(config, log)).close();
  return [];
}

async function migrateAs(address: DatabaseAddress, log: FastifyBaseLogger): Promise<string[]> {
  const applied = await asOwner(address, async (owner) => {
    await warnOfRisks(owner, log);
    return migrateForward(owner, log);
  });
  await migrateJobs(address);
  return applied;
}

async function migrateEmbedded(address: DatabaseAddress, log: FastifyBaseLogger): Promise<void> {
  const hasJobs = await asOwner(address, async (owner) => {
    await warnOfRisks(owner, log);
    await migrateForward(owner, log);
    return hasJobTables(owner);
  });
  // A worker brings them up to date when it starts, which is in a moment.
  if (!hasJobs) await migrateJobs(address);
}

async function asOwner<T>(address: DatabaseAddress, work: (db: Db) => Promise<T>): Promise<T> {
  const owner = openAsOwner(address);
  try {
    return await work(owner);
  } catch (error) {
    if (!(error instanceof Error) || failureOf(error) !== 'unavailable') throw error;
    throw new StartError(
      `The database cannot be used now: ${error.message || 'nothing answers'}. Is it running, and is DATABASE_URL right?`,
    );
  } finally {
    await owner.destroy();
  }
}

function addressOf({ socketDir, port, user, database }: PostgresAddress): DatabaseAddress {
  return { socket: { folder: socketDir, port, user, database } };
}

function open(address: DatabaseAddress, config: Config, log: FastifyBaseLogger): Database {
  return openDatabase(address, { max: config.databasePoolMax, onError: logLost(log) });
}

function openJobs(address: DatabaseAddress, log: FastifyBaseLogger): JobPool {
  return openJobPool(address, logLost(log));
}

function logLost(log: FastifyBaseLogger): (error: Error) => void {
  return (error) => log.warn({ err: error }, 'database connection lost');
}
