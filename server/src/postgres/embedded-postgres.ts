import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, findPackage, prepareBinaries } from './binaries.ts';
import { DATABASE, ensureCluster, USER } from './cluster.ts';
import { acquireDataFolder, type DataFolderLock } from './data-folder.ts';
import { acceptsConnections, findPostmaster, type Postmaster } from './postmaster.ts';
import { chooseRunAs, type RootWay } from './run-as.ts';
import { boundLog } from './server-log.ts';
import { type RunningServer, startServer, watchAdopted } from './server-process.ts';
import { type PostgresSettings, writeSettings } from './settings.ts';
import { prepareSocketFolder } from './socket-folder.ts';

export interface SupervisorLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface EmbeddedPostgresOptions {
  dataDir: string;
  log: SupervisorLog;
  settings?: PostgresSettings;
  /** The data folder, when the caller holds it already; it is then not released by `stop()`. */
  lock?: DataFolderLock;
  /** Stops a start that is still under way; the promise is rejected and no process is left. */
  signal?: AbortSignal;
  /** Where the binaries are; their installed package by default. */
  packageDir?: string;
  /** What root tries, in this order, to run PostgreSQL as somebody else. */
  rootWays?: RootWay[];
}

export interface PostgresAddress {
  socketDir: string;
  port: number;
  user: string;
  database: string;
  pid: number;
}

export interface EmbeddedPostgres extends PostgresAddress {
  /** True when a server was found running that an earlier process had left. */
  adopted: boolean;
  stop(): Promise<void>;
  /** Called once when the server ends without having been asked to. */
  onExit(listener: (reason: string) => void): void;
}

/**
 * Starts PostgreSQL on `${dataDir}/postgres`, or takes over the one that a killed process left running there.
 * It listens on a unix socket in a private folder and nowhere else.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const lock = options.lock ?? (await acquireDataFolder(options.dataDir));
  try {
    const { server, adopted } = await adoptOrStart(lock.dataDir, options);
    const log = boundLog(join(lock.dataDir, 'postgres.log'));
    options.log.info({ pid: server.pid, socketDir: server.socketDir, adopted }, 'embedded PostgreSQL is ready');
    return {
      ...{ socketDir: server.socketDir, port: server.port, user: USER, database: DATABASE, pid: server.pid, adopted },
      onExit: (listener) => server.onExit(listener),
      stop: async () => {
        log.stop();
        await server.stop();
        if (!options.lock) await lock.release();
      },
    };
  } catch (error) {
    if (!options.lock) await lock.release();
    throw error;
  }
}

/** The address of the server that another process runs on this data folder, for commands beside it. */
export async function findEmbeddedPostgres(dataDir: string): Promise<PostgresAddress | undefined> {
  const found = await findPostmaster(join(resolve(dataDir), 'postgres'));
  if (!found?.status.startsWith('ready') || !(await acceptsConnections(found, USER, DATABASE))) return undefined;
  return { socketDir: found.socketDir, port: found.port, user: USER, database: DATABASE, pid: found.pid };
}

async function adoptOrStart(
  dataDir: string,
  options: EmbeddedPostgresOptions,
): Promise<{ server: RunningServer; adopted: boolean }> {
  const living = await waitForLiving(join(dataDir, 'postgres'), options);
  if (living) return { server: watchAdopted(living), adopted: true };
  const packageDir = options.packageDir ?? findPackage();
  const binaries: Binaries = await prepareBinaries(packageDir, join(dataDir, 'postgres-links'));
  const runAs = await chooseRunAs(binaries, dataDir, options.rootWays);
  const { clusterDir, isNew } = await ensureCluster(dataDir, binaries, runAs, options.signal);
  if (isNew) options.log.info({ clusterDir }, 'made the data folder of the embedded PostgreSQL');
  const socketDir = await prepareSocketFolder(dataDir, runAs.owner);
  await writeSettings(clusterDir, { unix_socket_directories: socketDir, ...options.settings }, runAs.owner);
  return { server: await startServer({ ...options, dataDir, clusterDir, binaries, runAs }), adopted: false };
}

// A server that starts up or shuts down is waited for: both end by themselves, recovery after a crash may take long.
async function waitForLiving(
  clusterDir: string,
  { log, signal }: EmbeddedPostgresOptions,
): Promise<Postmaster | undefined> {
  let said = false;
  for (;;) {
    const found = await findPostmaster(clusterDir);
    if (!found) return undefined;
    if (found.status.startsWith('ready')) {
      if (await acceptsConnections(found, USER, DATABASE)) return found;
      // Between its last connection and its end it still says ready.
      await sleep(200);
      const again = await findPostmaster(clusterDir);
      if (again?.pid === found.pid && again.status === found.status) {
        if (await acceptsConnections(again, USER, DATABASE)) return again;
        throw new Error(
          `A PostgreSQL server (pid ${found.pid}) runs on ${clusterDir} and does not answer. Stop it with: kill -INT ${found.pid}`,
        );
      }
    }
    if (!said) log.info({ pid: found.pid, status: found.status }, 'waiting for the PostgreSQL that runs already');
    said = true;
    signal?.throwIfAborted();
    await sleep(20);
  }
}
