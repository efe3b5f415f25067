import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { built } from './built.ts';
import { NotMeasured } from './result.ts';

export interface InstalledPostgres {
  readonly version: string;
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly libraryPath: undefined;
}
interface RunAs {
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}
// What the server knows of running PostgreSQL: as an ordinary user where this is root, and with which settings.
interface Running {
  chooseRunAs(binaries: Binaries, dataDir: string): Promise<RunAs>;
  run(as: RunAs, file: string, args: string[], binaries: Binaries): Promise<{ code: number | null; output: string }>;
  spawnAs(as: RunAs, file: string, args: string[], binaries: Binaries, stdio: 'ignore'): ChildProcess;
}
interface Settings {
  writeSettings(cluster: string, given: Record<string, string>, owner: RunAs['owner']): Promise<void>;
}
interface SocketFolder {
  prepareSocketFolder(dataDir: string, owner: RunAs['owner']): Promise<string>;
}

const packagesFolder = '/usr/lib/postgresql';
const startMs = 60_000;
const user = 'patchlight';

/** Starts the newest PostgreSQL that Debian's packages installed, on a cluster in `dataDir`, made where there is none. */
export async function startInstalledPostgres(dataDir: string): Promise<InstalledPostgres> {
  const version = await newestInstalled();
  const { chooseRunAs, run, spawnAs } = await built<Running>('postgres/run-as.js');
  const { writeSettings } = await built<Settings>('postgres/settings.js');
  const { prepareSocketFolder } = await built<SocketFolder>('postgres/socket-folder.js');
  const bin = (name: string) => join(packagesFolder, version, 'bin', name);
  const binaries = { initdb: bin('initdb'), postgres: bin('postgres'), libraryPath: undefined };
  const cluster = join(dataDir, `postgres-${version}`);
  await mkdir(dataDir, { recursive: true });
  const runAs = await chooseRunAs(binaries, dataDir);
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    const args = ['--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--data-checksums', '-U', user, '-D', cluster];
    const { code, output } = await run(runAs, binaries.initdb, args, binaries);
    if (code !== 0) throw new Error(`initdb failed: ${output}`);
  }
  const host = await prepareSocketFolder(dataDir, runAs.owner);
  await writeSettings(cluster, { unix_socket_directories: host }, runAs.owner);
  const child = spawnAs(runAs, binaries.postgres, ['-D', cluster], binaries, 'ignore');
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  };
  try {
    await createDatabase(child, host);
  } catch (error) {
    await stop();
    throw error;
  }
  return { version, url: `postgres://${user}@localhost/${user}?host=${host}`, pid: child.pid ?? 0, stop };
}

async function newestInstalled(): Promise<string> {
  const versions = (await readdir(packagesFolder).catch((): string[] => []))
    .map(Number)
    .filter((version) => version >= 14);
  if (versions.length === 0) throw new NotMeasured(`There is no PostgreSQL in ${packagesFolder}: install postgresql.`);
  return String(Math.max(...versions));
}

async function createDatabase(child: ChildProcess, host: string): Promise<void> {
  const client = await connectOnceReady(child, host);
  const { rows } = await client.query('select from pg_database where datname = $1', [user]);
  if (rows.length === 0) await client.query(`create database ${user}`);
  await client.end();
}

async function connectOnceReady(child: ChildProcess, host: string): Promise<pg.Client> {
  for (const end = performance.now() + startMs; ; await sleep(50)) {
    const client = new pg.Client({ host, user, database: 'postgres' });
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (child.exitCode !== null || performance.now() > end) throw error;
    }
  }
}
