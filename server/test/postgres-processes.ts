import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, cp, lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import pg from 'pg';
import { findPackage } from '../src/postgres/binaries.ts';
import type { EmbeddedPostgresOptions, PostgresAddress } from '../src/postgres/embedded-postgres.ts';
import { isRunning } from '../src/postgres/process-table.ts';

export interface Ready extends PostgresAddress {
  isReady: true;
  adopted: boolean;
  milliseconds: number;
}

export interface SupervisorProcess {
  child: ChildProcess;
  /** The first answer: ready with its address, or the sentence of the refusal. */
  ready(): Promise<Ready>;
  error(): Promise<string>;
  line(find: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  /** Its exit code, null after a deadly signal. */
  closed: Promise<number | null>;
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** A folder for one test file, with the child script in it; removes what was started and made. */
export class Workshop {
  readonly servers = new Set<number>();
  readonly children: SupervisorProcess[] = [];

  private constructor(readonly folder: string) {}

  static async open(): Promise<Workshop> {
    const folder = await mkdtemp(join(tmpdir(), 'patchlight-pg-'));
    await chmod(folder, 0o755);
    await build({
      entryPoints: [fileURLToPath(new URL('./postgres-child.ts', import.meta.url))],
      outfile: join(folder, 'child.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    return new Workshop(folder);
  }

  start(options: Omit<EmbeddedPostgresOptions, 'log'>, uid?: number): SupervisorProcess {
    const given = JSON.stringify({ packageDir: findPackage(), ...options });
    const as = uid === undefined ? {} : { uid, gid: uid };
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const child = spawn(process.execPath, [join(this.folder, 'child.mjs'), given], { ...as, stdio: [...stdio] });
    const started = follow(child, (pid) => this.servers.add(pid));
    this.children.push(started);
    return started;
  }

  async close(): Promise<void> {
    for (const { child, end } of this.children) {
      if (child.exitCode === null && child.signalCode === null) await end('SIGKILL');
    }
    for (const pid of this.servers) {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (!command.includes(this.folder)) continue;
      process.kill(pid, 'SIGQUIT');
      while (await isRunning(pid)) await sleep(20);
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function follow(child: ChildProcess, onServer: (pid: number) => void): SupervisorProcess {
  const lines: Record<string, unknown>[] = [];
  let rest = '';
  child.stdout?.on('data', (chunk) => {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const line = JSON.parse(part);
      if (line.isReady) onServer(line.pid);
      lines.push(line);
    }
  });
  const closed = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  const line: SupervisorProcess['line'] = async (find) => {
    for (;;) {
      const found = lines.find(find);
      if (found) return found;
      if (child.exitCode !== null || child.signalCode !== null) await closed;
      if (child.stdout?.closed && !lines.some(find)) throw new Error(`ended after ${JSON.stringify(lines)}`);
      await sleep(5);
    }
  };
  return {
    child,
    closed,
    line,
    ready: async () => (await line(({ isReady }) => isReady === true)) as unknown as Ready,
    error: async () => String((await line(({ error }) => error !== undefined)).error),
    end: (signal) => {
      child.kill(signal);
      return closed;
    },
  };
}

/** A copy of the package as npm unpacks it when install scripts are blocked: without links. */
export async function copyPackage(to: string): Promise<string> {
  const isLink = async (path: string) => (await lstat(path)).isSymbolicLink();
  await cp(findPackage(), to, { recursive: true, filter: async (path) => !(await isLink(path)) });
  return to;
}

export async function countLinks(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isSymbolicLink()).length;
}

export async function query(address: PostgresAddress, sql: string): Promise<Record<string, unknown>[]> {
  const { socketDir: host, port, user, database } = address;
  const client = new pg.Client({ host, port, user, database });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
