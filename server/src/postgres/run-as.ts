import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { chmod, chown, lchown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { failureOf, isLibraryMissing } from './server-log.ts';

const NOBODY = 65534;
const LIBRARY_PATH = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';

/** PostgreSQL refuses to run as root, so root starts it in a user namespace or else as nobody. */
export interface RunAs {
  kind: 'self' | 'user-namespace' | 'nobody';
  /** The owner that files must have on disk; undefined for an ordinary user, whose files are its own. */
  owner: { uid: number; gid: number } | undefined;
}

export type RootWay = 'user-namespace' | 'nobody';

const owners: Record<RootWay, RunAs['owner']> = {
  'user-namespace': { uid: 0, gid: 0 },
  nobody: { uid: NOBODY, gid: NOBODY },
};

/** Tries what works here by asking the server for its version, a few milliseconds each. */
export async function chooseRunAs(
  binaries: Binaries,
  dataDir: string,
  rootWays: RootWay[] = ['user-namespace', 'nobody'],
): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { kind: 'self', owner: undefined };
  const failures: string[] = [];
  for (const kind of rootWays) {
    const way: RunAs = { kind, owner: owners[kind] };
    if (kind === 'nobody') await letPass(dataDir);
    const { code, output } = await run(way, binaries.postgres, ['--version'], binaries);
    if (code === 0) return way;
    // Running it as somebody else would not help.
    if (isLibraryMissing(output)) throw failureOf('The embedded PostgreSQL does not run here', output, dataDir);
    failures.push(`${kind}: ${output.trim()}`);
  }
  throw new Error(
    `PostgreSQL does not run as root, and neither a user namespace nor the user nobody can be used here. Run Patchlight as an ordinary user, put it and DATA_DIR where everybody may enter the folders above, or set DATABASE_URL.\n${failures.join('\n')}`,
  );
}

/** Starts a program of PostgreSQL in a session of its own: Ctrl-C in a terminal must reach us and not it. */
export function spawnAs(
  runAs: RunAs,
  file: string,
  args: string[],
  binaries: Binaries,
  stdio: StdioOptions,
): ChildProcess {
  const isNamespace = runAs.kind === 'user-namespace';
  // unshare becomes the program by exec, so the pid and with it every signal is the program's own.
  const prefix = isNamespace ? ['--user', '--map-user=1000', '--map-group=1000', '--', file] : [];
  return spawn(isNamespace ? 'unshare' : file, [...prefix, ...args], {
    stdio,
    cwd: '/',
    ...(runAs.kind === 'nobody' && runAs.owner),
    detached: true,
    // Nothing of our environment: PGDATA and its like would change what PostgreSQL does.
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      LC_ALL: 'C',
      TZ: 'UTC',
      ...(binaries.libraryPath && { [LIBRARY_PATH]: binaries.libraryPath }),
    },
  });
}

export interface RunResult {
  code: number | null;
  output: string;
}

/** Runs a program to its end; an abort ends it and its children. */
export function run(
  runAs: RunAs,
  file: string,
  args: string[],
  binaries: Binaries,
  more: { signal?: AbortSignal | undefined; input?: string } = {},
): Promise<RunResult> {
  return new Promise((done) => {
    let output = '';
    const child = spawnAs(runAs, file, args, binaries, 'pipe');
    const abort = () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    const finish = (code: number | null) => {
      more.signal?.removeEventListener('abort', abort);
      done({ code, output });
    };
    child.stdout?.on('data', (chunk) => (output += String(chunk)));
    child.stderr?.on('data', (chunk) => (output += String(chunk)));
    child.stdin?.on('error', () => {});
    child.stdin?.end(more.input ?? '');
    child.once('error', (error) => {
      output += error.message;
      finish(null);
    });
    child.once('close', finish);
    more.signal?.addEventListener('abort', abort);
  });
}

/** Gives the whole folder to the owner when its top has another one, as after a change between the ways of root. */
export async function giveTo(folder: string, owner: RunAs['owner']): Promise<void> {
  if (!owner || (await stat(folder)).uid === owner.uid) return;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    await lchown(path, owner.uid, owner.gid);
  }
  // The top comes last: an interrupted change is then done again.
  await chown(folder, owner.uid, owner.gid);
}

// nobody must get through to its own folder; the secrets beside it are files that only their owner reads.
async function letPass(dataDir: string): Promise<void> {
  const { mode } = await stat(dataDir);
  await chmod(dataDir, (mode & 0o777) | 0o011);
}
