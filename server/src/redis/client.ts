import { Redis } from 'ioredis';
import type { Log } from '../context.ts';

/** Redis makes things faster and is never waited for: whoever asks it goes on without an answer. */
export interface RedisServer {
  readonly client: Redis;
  answers(): Promise<boolean>;
  /** A connection of its own, for reads that wait: everything else on it would wait behind them. */
  blocking(): Redis;
  close(): void;
}

const connectTimeoutMs = 2_000;
/** An answer takes a fraction of a millisecond; a server that is stopped gives none. */
const commandTimeoutMs = 100;
/** A blocking read may wait this long. */
export const blockMs = 1_000;
const retryMs = { least: 100, most: 2_000 };

/** Connects in the background, and again whenever the connection is lost. */
export function connectRedis(url: string, log: Log): RedisServer {
  let isAway = false;
  const open = (timeoutMs: number) => {
    const client = new Redis(url, {
      connectTimeout: connectTimeoutMs,
      commandTimeout: timeoutMs,
      // A command that cannot be sent now is of no use later.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (times) => Math.min(retryMs.least * 2 ** Math.min(times, 10), retryMs.most),
    });
    client.on('error', (error: Error) => {
      if (!isAway)
        log.warn({ err: error }, 'Redis is away: limits are counted by each process, reports are looked for');
      isAway = true;
    });
    return client;
  };
  const client = open(commandTimeoutMs);
  // One that is stopped would be waited for by every request anew: until it is connected again nobody asks it.
  const send = client.sendCommand.bind(client);
  client.sendCommand = (command, stream) => {
    command.promise.catch((error: Error) => {
      if (error.message === 'Command timed out' && client.status === 'ready') client.disconnect(true);
    });
    return send(command, stream);
  };
  client.on('ready', () => {
    if (isAway) log.info({}, 'Redis is back');
    isAway = false;
    void checkPolicy(client, log);
  });
  const waiting: Redis[] = [];
  return {
    client,
    answers: () =>
      client.ping().then(
        () => true,
        () => false,
      ),
    blocking() {
      const one = open(blockMs * 2);
      waiting.push(one);
      return one;
    },
    close() {
      for (const each of [client, ...waiting]) each.disconnect();
    },
  };
}

/** An eviction policy that may drop any key would drop the stream and every count of it. */
async function checkPolicy(client: Redis, log: Log): Promise<void> {
  try {
    const policy = /maxmemory_policy:(\S+)/.exec(await client.info('memory'))?.[1];
    if (policy !== undefined && policy !== 'noeviction')
      log.warn(
        { policy },
        'Redis drops keys when its memory is full (maxmemory-policy): nothing is lost, but limits are. Set noeviction.',
      );
  } catch {
    // It went away again, and whoever uses it is told.
  }
}
