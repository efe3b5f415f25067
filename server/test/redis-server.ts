import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe } from 'vitest';

export interface RedisProcess {
  /** The path of its socket, which is its address. */
  readonly url: string;
  start(...options: string[]): Promise<void>;
  /** As a crash ends it, with nothing kept. */
  kill(): Promise<void>;
  /** It is there and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Runs one command. */
  ask(...command: string[]): Promise<unknown>;
}

const isInstalled = (() => {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

export const describeRedis = (name: string, suite: () => void) =>
  describe.skipIf(!isInstalled)(isInstalled ? name : `${name} (needs redis-server)`, suite);

/** A redis-server of this test file's own, on a socket in a folder of its own, without any persistence. */
export function useRedis(): RedisProcess {
  const folder = mkdtempSync(join(tmpdir(), 'patchlight-redis-'));
  const url = join(folder, 'redis.sock');
  let child: ChildProcess | undefined;
  const ask = async (...[command = 'PING', ...values]: string[]) => {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.call(command, ...values);
    } finally {
      client.disconnect();
    }
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await exit;
  };
  const redis: RedisProcess = {
    url,
    async start(...options) {
      child = spawn(
        'redis-server',
        ['--port', '0', '--unixsocket', url, '--save', '', '--appendonly', 'no', '--dir', folder, ...options],
        { stdio: 'ignore' },
      );
      for (let tries = 0; ; tries += 1) {
        try {
          await ask('PING');
          return;
        } catch (error) {
          if (tries === 200) throw error;
          await sleep(25);
        }
      }
    },
    kill: () => end('SIGKILL'),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    ask,
  };
  if (isInstalled) beforeAll(() => redis.start());
  afterAll(async () => {
    await end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return redis;
}
