import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface DataFolderHolder {
  pid: number;
  host: string;
  command: string;
  since: string;
}

export interface DataFolderLock {
  /** The folder as an absolute path. */
  readonly dataDir: string;
  release(): Promise<void>;
}

/** Another living process holds the data folder; the message says who and what to do. */
export class DataFolderBusy extends Error {
  override readonly name = 'DataFolderBusy';

  constructor(
    readonly dataDir: string,
    readonly holder: DataFolderHolder | undefined,
  ) {
    const who = holder
      ? `process ${holder.pid} on ${holder.host} (${holder.command}) since ${holder.since}`
      : 'another process';
    super(
      `The data folder ${dataDir} is in use by ${who}. Stop that process first, or set DATA_DIR to another folder.`,
    );
  }
}

/**
 * Takes the data folder for this process, until `release()` or until the process ends in whatever way.
 *
 * The lock is a listening unix socket: it dies with its process, is not fooled by a reused pid and works between
 * containers that share a volume. Sockets are numbered and the highest number counts. A taker links its socket, which
 * already listens, to the next number, which only one can do. The highest is never removed, not even on release;
 * if it were, a slow taker could win a number that others have long passed.
 */
export async function acquireDataFolder(dataDir: string): Promise<DataFolderLock> {
  const folder = resolve(dataDir);
  const locks = join(folder, 'lock');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await mkdir(locks, { recursive: true, mode: 0o700 });
    const directory = await open(locks);
    // Socket paths are limited to about 100 bytes; through the open folder every path is short.
    const short = process.platform === 'linux' ? `/proc/self/fd/${directory.fd}` : locks;
    const temporary = `${randomBytes(6).toString('hex')}.tmp`;
    const server = createServer((socket) => socket.destroy());
    try {
      await listen(server, join(short, temporary));
      const generation = await claim(folder, locks, short, temporary);
      await writeHolder(locks, generation);
      await removeOlder(locks, generation);
    } catch (error) {
      server.close();
      throw error;
    } finally {
      await rm(join(locks, temporary), { force: true });
      await directory.close();
    }
    server.unref();
    return { dataDir: folder, release: () => new Promise((done) => server.close(() => done())) };
  } catch (error) {
    throw error instanceof DataFolderBusy ? error : explained(error, folder);
  }
}

/** Reads a secret kept in the data folder, or makes and keeps it. The caller holds the lock. */
export async function keepSecret(lock: DataFolderLock, name: string, make: () => string): Promise<string> {
  const path = join(lock.dataDir, name);
  try {
    const kept = (await readFile(path, 'utf8')).trim();
    if (kept !== '') return kept;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw explained(error, lock.dataDir);
  }
  const secret = make();
  const file = await open(`${path}.tmp`, 'w', 0o600);
  await file.writeFile(`${secret}\n`);
  await file.sync();
  await file.close();
  await rename(`${path}.tmp`, path);
  const parent = await open(dirname(path));
  await parent.sync();
  await parent.close();
  return secret;
}

async function claim(folder: string, locks: string, short: string, temporary: string): Promise<number> {
  for (;;) {
    const newest = await newestGeneration(locks);
    if (newest > 0 && (await isListening(join(short, `${newest}.socket`)))) {
      throw new DataFolderBusy(folder, await readHolder(locks, newest));
    }
    const mine = join(locks, `${newest + 1}.socket`);
    try {
      await link(join(locks, temporary), mine);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw error;
    }
    if ((await newestGeneration(locks)) === newest + 1) return newest + 1;
    await rm(mine, { force: true });
  }
}

async function newestGeneration(locks: string): Promise<number> {
  const numbers = (await readdir(locks)).map((name) => /^(\d+)\.socket$/.exec(name)?.[1]);
  return Math.max(0, ...numbers.map((digits) => Number(digits ?? 0)));
}

async function removeOlder(locks: string, generation: number): Promise<void> {
  for (const name of await readdir(locks)) {
    const digits = /^(\d+)\.socket$/.exec(name)?.[1];
    if (digits !== undefined && Number(digits) < generation) await rm(join(locks, name), { force: true });
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(path, () => done());
  });
}

function isListening(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    // A full backlog or a missing right is a living holder; only these two mean that nobody listens.
    socket.once('error', (error) => done(!['ECONNREFUSED', 'ENOENT'].includes(codeOf(error) ?? '')));
  });
}

async function writeHolder(locks: string, generation: number): Promise<void> {
  const holder: DataFolderHolder & { generation: number } = {
    generation,
    pid: process.pid,
    host: hostname(),
    command: ['node', ...process.argv.slice(1)].join(' '),
    since: new Date().toISOString(),
  };
  await writeFile(join(locks, 'holder.json.tmp'), `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  await rename(join(locks, 'holder.json.tmp'), join(locks, 'holder.json'));
}

// The holder may have claimed its number this very moment and not have written its name yet.
async function readHolder(locks: string, generation: number): Promise<DataFolderHolder | undefined> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      const holder = JSON.parse(await readFile(join(locks, 'holder.json'), 'utf8'));
      if (holder.generation === generation) return holder;
    } catch {
      // Not there yet.
    }
    await sleep(15);
  }
  return undefined;
}

function explained(error: unknown, folder: string): Error {
  const code = codeOf(error);
  const reasons: Record<string, string> = {
    EACCES: 'this user may not write there',
    EPERM: 'this user may not write there',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of the path is a file',
    EOPNOTSUPP: 'its file system has no unix sockets',
  };
  const reason = reasons[code ?? ''] ?? (error instanceof Error ? error.message : String(error));
  return new Error(
    `The data folder ${folder} cannot be used: ${reason}. Repair that, or set DATA_DIR to a folder on a local disk that this user may write.`,
    { cause: error },
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
