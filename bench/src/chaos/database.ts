import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalTree } from './process-tree.ts';

/** The PostgreSQL of a run, with all of its processes. */
export interface PostgresProcess {
  /** Around every proxy, for those who look. */
  url(): Promise<string>;
  socket(): Promise<string>;
  /** As a crash of the machine ends it, the children too; whoever runs it starts it again. */
  kill(): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  close(): Promise<void>;
}

async function addressIn(dataDir: string): Promise<{ pid: number; socketDir: string; port: string }> {
  const lines = (await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n');
  const [pid = '', , , port = '', socketDir = ''] = lines.map((line) => line.trim());
  return { pid: Number(pid), socketDir, port };
}

/** The one that the server program runs in its data folder, and starts again itself. */
export function embeddedPostgres(dataDir: string): PostgresProcess {
  const signal = async (name: NodeJS.Signals) => {
    // Between two of its lives there is none.
    const found = await addressIn(dataDir).catch(() => undefined);
    if (found !== undefined) await signalTree(found.pid, name);
  };
  return {
    async url() {
      const { socketDir, port } = await addressIn(dataDir);
      const url = new URL('postgres://patchlight@localhost/patchlight');
      url.port = port;
      url.searchParams.set('host', socketDir);
      return url.href;
    },
    async socket() {
      const { socketDir, port } = await addressIn(dataDir);
      return join(socketDir, `.s.PGSQL.${port}`);
    },
    kill: () => signal('SIGKILL'),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    close: async () => undefined,
  };
}

// Not dependencies: what runs here is the built program, whatever its modules are.
interface Supervisor {
  startEmbeddedPostgres(options: {
    dataDir: string;
    lock: Lock;
    log: Record<'info' | 'warn', () => void>;
    settings: Record<string, number>;
  }): Promise<{ stop(): Promise<void> }>;
}
interface Lock {
  release(): Promise<void>;
}
interface DataFolder {
  acquireDataFolder(dataDir: string): Promise<Lock>;
}

const downMs = 1_000;
/** What is left of the killed one may hold its memory for a while on a busy machine. */
const startTries = 5;
const connectionsMax = 120;

/** One that stands apart from the servers, as an installed one does. */
export async function standalonePostgres(dataDir: string): Promise<PostgresProcess> {
  await mkdir(dataDir, { recursive: true });
  const { startEmbeddedPostgres } = await built<Supervisor>('postgres/embedded-postgres.js');
  const { acquireDataFolder } = await built<DataFolder>('postgres/data-folder.js');
  const lock = await acquireDataFolder(dataDir);
  const log = { info: () => undefined, warn: () => undefined };
  const start = () => startEmbeddedPostgres({ dataDir, lock, log, settings: { max_connections: connectionsMax } });
  const startAgain = async (tries = startTries): ReturnType<typeof start> =>
    start().catch((error: unknown) => {
      if (tries === 1) throw error;
      return startAgain(tries - 1);
    });
  let running = await start();
  const processes = embeddedPostgres(dataDir);
  return {
    ...processes,
    async kill() {
      await processes.kill();
      await sleep(downMs);
      running = await startAgain();
    },
    async close() {
      await processes.thaw();
      await running.stop();
      await lock.release();
    },
  };
}

async function built<T>(path: string): Promise<T> {
  return (await import(new URL(`../../../server/dist/${path}`, import.meta.url).href)) as T;
}
