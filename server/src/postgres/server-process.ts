import type { ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { DATABASE, USER } from './cluster.ts';
import { acceptsConnections, disarmLeftOverPid, type Postmaster, readPostmaster } from './postmaster.ts';
import { isRunning, sendSignal, waitUntilGone } from './process-table.ts';
import { type RunAs, spawnAs } from './run-as.ts';
import { failureOf, readSince, rotate, sizeOf } from './server-log.ts';

const FAST_SHUTDOWN_MILLISECONDS = 8_000;
const IMMEDIATE_SHUTDOWN_MILLISECONDS = 8_000;
const ADOPTED_CHECK_MILLISECONDS = 500;

export interface RunningServer extends Postmaster {
  stop(): Promise<void>;
  onExit(listener: (reason: string) => void): void;
}

interface StartOptions {
  dataDir: string;
  clusterDir: string;
  binaries: Binaries;
  runAs: RunAs;
  signal?: AbortSignal;
}

export async function startServer(options: StartOptions): Promise<RunningServer> {
  const logPath = join(options.dataDir, 'postgres.log');
  await rotate(logPath);
  for (let attempt = 1; ; attempt++) {
    const logStart = await sizeOf(logPath);
    const started = await launch(options, logPath);
    if (started) return started;
    options.signal?.throwIfAborted();
    const output = await readSince(logPath, logStart);
    // The backends of a killed server notice its end within a moment.
    const isHeldByBackends = output.includes('shared memory block') && output.includes('still in use');
    if (!isHeldByBackends || attempt === 20) {
      throw failureOf('The embedded PostgreSQL did not start', output, options.dataDir);
    }
    await sleep(250);
  }
}

async function launch(options: StartOptions, logPath: string): Promise<RunningServer | undefined> {
  await disarmLeftOverPid(options.clusterDir);
  options.signal?.throwIfAborted();
  const log = await open(logPath, 'a', 0o600);
  const args = ['-D', options.clusterDir];
  const child = spawnAs(options.runAs, options.binaries.postgres, args, options.binaries, ['ignore', log.fd, log.fd]);
  const exited = endOf(child);
  await log.close();
  const { pid } = child;
  if (pid === undefined) throw failureOf('The embedded PostgreSQL did not start', await exited, options.dataDir);
  const server = await untilReady(options, child, pid);
  if (options.signal?.aborted) {
    await stopChild(child, pid, exited);
    return undefined;
  }
  if (!server) return undefined;
  child.unref();
  return supervised(server, exited, () => stopChild(child, pid, exited));
}

async function untilReady(options: StartOptions, child: ChildProcess, pid: number): Promise<Postmaster | undefined> {
  while (child.exitCode === null && child.signalCode === null && !options.signal?.aborted) {
    const found = await readPostmaster(options.clusterDir);
    const isReady = found?.pid === pid && found.status.startsWith('ready');
    if (isReady && (await acceptsConnections(found, USER, DATABASE))) return found;
    await sleep(10);
  }
  return undefined;
}

/** Looks after a server that is not our child. */
export function watchAdopted(found: Postmaster): RunningServer {
  let ended = false;
  const exited = (async () => {
    while (await isRunning(found.pid)) await sleep(ADOPTED_CHECK_MILLISECONDS, undefined, { ref: false });
    ended = true;
    return 'it ended';
  })();
  return supervised(found, exited, async () => {
    if (!ended) await stopProcess(found.pid);
  });
}

function supervised(server: Postmaster, exited: Promise<string>, end: () => Promise<void>): RunningServer {
  let stopping: Promise<void> | undefined;
  const listeners: ((reason: string) => void)[] = [];
  // A process that ends without stop() still asks its server to shut down; only kill -9 leaves it running.
  const endWithUs = () => sendSignal(server.pid, 'SIGINT');
  process.once('exit', endWithUs);
  void exited.then((reason) => {
    process.removeListener('exit', endWithUs);
    if (!stopping) for (const listener of listeners) listener(reason);
  });
  return {
    ...server,
    onExit: (listener) => void listeners.push(listener),
    stop: () => {
      stopping ??= end().finally(() => process.removeListener('exit', endWithUs));
      return stopping;
    },
  };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(signal ? `signal ${signal}` : `exit code ${code}`));
  });
}

async function stopChild(child: ChildProcess, pid: number, exited: Promise<string>): Promise<void> {
  // Once collected its pid may be anybody's.
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  await stopProcess(pid);
  await exited;
}

// Fast shutdown ends sessions and writes a checkpoint; the immediate one leaves that to recovery at the next start.
async function stopProcess(pid: number): Promise<void> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', FAST_SHUTDOWN_MILLISECONDS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_MILLISECONDS],
    ['SIGKILL', 5_000],
  ];
  for (const [signal, milliseconds] of steps) {
    sendSignal(pid, signal);
    if (await waitUntilGone(pid, milliseconds)) return;
  }
}
