import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { giveTo, type RunAs, run } from './run-as.ts';
import { failureOf } from './server-log.ts';

export const USER = 'patchlight';
export const DATABASE = 'patchlight';

// The built-in provider compares by code point and folds case for all of Unicode, the same on every system.
const INITDB_ARGUMENTS = [
  `--username=${USER}`,
  '--auth-local=trust', // whoever may enter the socket's folder
  '--auth-host=reject',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--data-checksums',
  '--no-instructions',
  '--no-sync', // once at the end instead, with the database made after it
];

// On disk all the same: one call for the whole file system takes a tenth of a second, one for each of a thousand files seconds.
const SYNC_ARGUMENTS = process.platform === 'linux' ? ['--sync-method=syncfs'] : [];

/** Makes the cluster in `${dataDir}/postgres` when there is none. The caller holds the data folder. */
export async function ensureCluster(
  dataDir: string,
  binaries: Binaries,
  runAs: RunAs,
  signal: AbortSignal | undefined,
): Promise<{ clusterDir: string; isNew: boolean }> {
  const clusterDir = join(dataDir, 'postgres');
  await removeUnfinished(dataDir);
  if (await exists(join(clusterDir, 'PG_VERSION'))) {
    await giveTo(clusterDir, runAs.owner);
    return { clusterDir, isNew: false };
  }
  const present = await readdir(clusterDir).catch(() => []);
  if (present.length > 0) {
    throw new Error(
      `${clusterDir} holds something that is not a PostgreSQL data folder. Move it away and start again.`,
    );
  }
  // Made under another name and renamed when it is complete and on disk: what is there is never half a cluster.
  const unfinished = join(dataDir, `postgres.new-${randomBytes(4).toString('hex')}`);
  await mkdir(unfinished, { mode: 0o700 });
  if (runAs.owner) await chown(unfinished, runAs.owner.uid, runAs.owner.gid);
  try {
    await initialize(unfinished, dataDir, binaries, runAs, signal);
    await rename(unfinished, clusterDir);
    await syncFolder(dataDir);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
  return { clusterDir, isNew: true };
}

async function initialize(
  folder: string,
  dataDir: string,
  binaries: Binaries,
  runAs: RunAs,
  signal: AbortSignal | undefined,
): Promise<void> {
  const steps: [string, string[], string?][] = [
    [binaries.initdb, [...INITDB_ARGUMENTS, '-D', folder]],
    [binaries.postgres, ['--single', '-D', folder, 'template1'], `CREATE DATABASE ${DATABASE}\n`],
    [binaries.initdb, ['--sync-only', ...SYNC_ARGUMENTS, '-D', folder]],
  ];
  for (const [file, args, input = ''] of steps) {
    const { code, output } = await run(runAs, file, args, binaries, { signal, input });
    signal?.throwIfAborted();
    if (code !== 0 || / (ERROR|FATAL|PANIC): /.test(output)) {
      throw failureOf('The embedded PostgreSQL could not make its data folder', output, dataDir);
    }
  }
}

async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith('postgres.new-')) continue;
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  await folder.sync();
  await folder.close();
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
