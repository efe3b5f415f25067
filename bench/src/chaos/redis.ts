import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A redis-server of this run's own, which keeps nothing. */
export interface RedisProcess {
  readonly socket: string;
  /** It is away for a moment and starts empty. */
  kill(): Promise<void>;
  flush(): Promise<void>;
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

const downMs = 1_000;
const tries = 200;

export async function startRedis(folder: string): Promise<RedisProcess> {
  await mkdir(folder, { recursive: true });
  const socket = join(folder, 'redis.sock');
  const options = ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no', '--dir', folder];
  let child: ChildProcess;
  const start = async () => {
    child = spawn('redis-server', options, { stdio: 'ignore' });
    child.on('error', () => undefined);
    for (let left = tries; !(await say(socket, 'PING')).startsWith('+PONG'); left -= 1) {
      if (left === 0) throw new Error('redis-server does not start. Is it installed?');
      await sleep(25);
    }
  };
  const end = async () => {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  await start();
  return {
    socket,
    async kill() {
      await end();
      await sleep(downMs);
      await start();
    },
    flush: async () => void (await say(socket, 'FLUSHALL')),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    close: end,
  };
}

/** One command on a connection of its own; empty where nobody answers. */
async function say(path: string, command: string): Promise<string> {
  const client = connect(path);
  try {
    await once(client, 'connect');
    client.write(`${command}\r\n`);
    const [answer] = (await once(client, 'data')) as [Buffer];
    return String(answer);
  } catch {
    return '';
  } finally {
    client.destroy();
  }
}
