import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface ProgramOptions {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Told of the port whenever it is ready, where it has one. */
  readonly onReady?: (port: number) => void;
}

/** The server program under somebody who starts it again whenever it ends, as any machine's service manager does. */
export interface Program {
  readonly name: string;
  pid(): number | undefined;
  /** Resolves when it is ready, also where it is being started again. */
  ready(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** As a crash ends it; resolves when it is gone. */
  kill(): Promise<void>;
  /** How often it ended although nobody had ended it, and how. */
  endedByItself(): readonly string[];
  /** Ends it for good and gives its exit code. */
  stop(): Promise<number | null>;
  residentMb(): Promise<number>;
}

const restartAfterMs = 300;
const module = fileURLToPath(new URL('../server-child.js', import.meta.url));

/** Runs a command of the server program to its end, which must be a good one. */
export async function runProgram(command: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = fork(module, [...command], { env, silent: true });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (printed += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${printed}`);
}

export function startProgram({ name, command, env, logFile, onReady }: ProgramOptions): Program {
  let child: ChildProcess | undefined;
  let isStopping = false;
  let isKilled = false;
  let ready: Promise<void>;
  const ends: string[] = [];

  function start(): Promise<void> {
    const started = fork(module, [...command], { env, execArgv: ['--max-semi-space-size=64'], silent: true });
    child = started;
    const log = createWriteStream(logFile, { flags: 'a' });
    started.stdout?.pipe(log);
    started.stderr?.pipe(log);
    started.once('exit', (code, signal) => {
      if (isStopping) return;
      if (!isKilled) ends.push(`${name}: ${code ?? signal}`);
      isKilled = false;
      ready = sleep(restartAfterMs).then(() => (isStopping ? undefined : start()));
    });
    return new Promise((resolve) => {
      let printed = '';
      started.stdout?.on('data', (chunk: Buffer) => {
        printed += String(chunk);
        const found = /Patchlight is ready at http:\/\/[^:]+:(\d+)|The worker is ready/.exec(printed);
        if (found === null) return;
        if (found[1] !== undefined) onReady?.(Number(found[1]));
        resolve();
      });
      // Whoever waits for it waits for the next one.
      started.once('exit', () => resolve(isStopping ? undefined : sleep(0).then(() => ready)));
    });
  }

  ready = start();
  const ended = async (signal: NodeJS.Signals) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await exit;
  };
  return {
    name,
    pid: () => child?.pid,
    ready: () => ready,
    signal: (signal) => void child?.kill(signal),
    async kill() {
      isKilled = true;
      await ended('SIGKILL');
    },
    endedByItself: () => ends,
    async stop() {
      await ready;
      isStopping = true;
      await ended('SIGTERM');
      return child?.exitCode ?? null;
    },
    async residentMb() {
      const status = await readFile(`/proc/${child?.pid}/status`, 'utf8').catch(() => '');
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    },
  };
}
