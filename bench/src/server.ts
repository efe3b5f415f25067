import { type ChildProcess, fork } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Lateness } from './load/open-loop.ts';

export const launcher = fileURLToPath(new URL('../../bin/patchlight', import.meta.url));

export interface Server {
  readonly options: ServerOptions;
  readonly pid: number;
  readonly port: number;
  /** Records where its processor time goes until the returned function writes it to a file. */
  profile(): Promise<(file: string) => Promise<void>>;
  /** How late its event loop was since this was asked last. */
  lateness(): Promise<Lateness>;
  /** What it holds once all garbage is collected. */
  memory(): Promise<NodeJS.MemoryUsage>;
  stop(): Promise<void>;
  /** As a crash ends it; its PostgreSQL goes on. */
  kill(): Promise<void>;
}

export interface ServerOptions {
  readonly dataDir: string;
  readonly databaseUrl?: string;
  readonly logFile: string;
  /** What happens beside the API is left to a worker. */
  readonly isApiOnly?: boolean;
}

/** Settings of production; nothing of this process's environment but what a program needs to run. */
export function environmentOf({
  dataDir,
  databaseUrl,
}: Pick<ServerOptions, 'dataDir' | 'databaseUrl'>): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: 'production',
    PORT: '0',
    HOST: '127.0.0.1',
    // All sites at once send more than their organizations may; counting costs about a microsecond a request.
    RATE_LIMITS: 'off',
    // What is invented here must not be looked up, nor replaced.
    FEEDS: 'off',
    // Several servers run beside each other.
    METRICS_PORT: 'off',
    DATA_DIR: dataDir,
    ...(databaseUrl !== undefined && {
      DATABASE_URL: databaseUrl,
      SECRET_KEY: 'a benchmark signs nothing that anybody trusts 0123456789',
    }),
  };
}

/** Starts the built server, brought up to date first, and waits until it is ready. */
export async function startServer(options: ServerOptions): Promise<Server> {
  if (options.databaseUrl !== undefined) await ended(spawnServer(options, ['migrate']));
  const child = spawnServer(options, options.isApiOnly === true ? ['serve', '--api-only'] : ['serve']);
  const port = await readyPort(child);
  const ask = <Answer>(question: object) =>
    new Promise<Answer>((resolve, reject) => {
      // The asker knows what the child answers to this question.
      child.once('message', (reply: { error: string } | { answer: Answer }) =>
        'error' in reply ? reject(new Error(reply.error)) : resolve(reply.answer),
      );
      child.send(question);
    });
  return {
    options,
    pid: child.pid ?? 0,
    port,
    async profile() {
      await ask({ do: 'profile' });
      return (file) => ask({ do: 'save', file });
    },
    lateness: () => ask({ do: 'lateness' }),
    memory: () => ask({ do: 'memory' }),
    async stop() {
      child.kill('SIGTERM');
      await ended(child);
    },
    async kill() {
      const exit = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** Starts a worker on the database of a running server. Returns what stops it. */
export function startWorker(options: ServerOptions): () => Promise<void> {
  const child = spawnServer(options, ['worker']);
  return async () => {
    child.kill('SIGTERM');
    await ended(child);
  };
}

/** Makes somebody who may read everything, on the database of a running server. */
export async function createSuperuser(
  options: ServerOptions,
  { email, password }: { email: string; password: string },
): Promise<void> {
  const child = spawnServer(options, ['create-superuser', '--email', email]);
  child.stdin?.end(`${password}\n`);
  await ended(child);
}

/** Of Node, as bin/patchlight starts it. */
function launcherFlags(): string[] {
  const [line = ''] = readFileSync(launcher, 'utf8').split('\n');
  return line.split(' ').filter((word) => word.startsWith('--'));
}

function spawnServer(options: ServerOptions, command: readonly string[]): ChildProcess {
  const log = createWriteStream(options.logFile, { flags: 'a' });
  const child = fork(fileURLToPath(new URL('./server-child.js', import.meta.url)), [...command], {
    env: environmentOf(options),
    execArgv: launcherFlags(),
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout?.pipe(log);
  child.stderr?.pipe(log);
  return child;
}

/** The port of a server that is starting, once it says that it is ready. */
export function readyPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += String(chunk);
      const match = /Patchlight is ready at http:\/\/[^:]+:(\d+)/.exec(printed);
      if (match !== null) resolve(Number(match[1]));
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      printed += String(chunk);
    });
    child.once('exit', () => reject(new Error(`The server did not start:\n${printed}`)));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once('exit', done));
  if (child.exitCode !== 0) throw new Error(`The server ended with ${child.exitCode ?? child.signalCode}.`);
}
