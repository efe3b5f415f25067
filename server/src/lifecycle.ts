import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.ts';
import { createEngine, type Engine } from './engine.ts';
import { startMetrics } from './metrics/start-metrics.ts';
import type { RedisServer } from './redis/client.ts';
import { onSignals } from './shutdown.ts';
import { openStorage, type Storage } from './storage.ts';

interface ProcessOptions {
  readonly config: Config;
  readonly logger: FastifyBaseLogger;
}

/** What a server and a worker are made of. */
export interface Running extends ProcessOptions {
  readonly storage: Storage;
  readonly redis: RedisServer | undefined;
  readonly engine: Engine;
  readonly stopping: AbortSignal;
  /** Calls `end` when the process is to stop; it has so long to send clients elsewhere first. */
  onStop(end: (graceMs: number) => Promise<unknown>): void;
}

/** After the grace, which together with it makes ten seconds unless the operator gives more. */
const finishMs = 8_000;

interface Stop {
  readonly exitCode: number;
  readonly graceMs: number;
}

/**
 * Runs a process from its first connection to its last: opens what it works on, lets `start` begin its work, and when it is
 * told to stop ends that and closes everything. Resolves with the exit code.
 */
export async function runProcess(options: ProcessOptions, start: (running: Running) => Promise<void>): Promise<number> {
  const { config, logger } = options;
  const stopping = new AbortController();
  const asked = untilAsked(options, stopping);
  const storage = await openStorage(config, logger, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  if (storage === undefined) return 0;
  const stopped = Promise.race([asked, untilLost(storage, logger, stopping)]);
  const redis = config.redisUrl === undefined ? undefined : await openRedis(config.redisUrl, logger);
  const engine = createEngine({ database: storage.database, logger, now: () => new Date(), redis });
  const ends: Parameters<Running['onStop']>[0][] = [];
  const onStop: Running['onStop'] = (end) => void ends.push(end);
  let graceMs = 0;
  let stopMetrics = async () => {};
  try {
    stopMetrics = await startMetrics({ address: config.metrics, registry: engine.metrics, log: logger });
    if (!stopping.signal.aborted) {
      const running = { ...options, storage, redis, engine, stopping: stopping.signal, onStop };
      const begun = start(running).catch((error: unknown) => {
        // What a stop cut off is not an error.
        if (!stopping.signal.aborted) throw error;
      });
      await Promise.race([begun, stopped]);
    }
    const stop = await stopped;
    graceMs = stop.graceMs;
    return stop.exitCode;
  } finally {
    for (const result of await Promise.allSettled(ends.map((end) => end(graceMs))))
      if (result.status === 'rejected') logger.warn({ err: result.reason }, 'not ended in good order');
    await engine.close();
    await stopMetrics();
    redis?.close();
    await storage.close();
  }
}

function untilAsked({ config, logger }: ProcessOptions, stopping: AbortController): Promise<Stop> {
  const drainMs = config.databaseUrl === undefined ? 0 : config.drainSeconds * 1000;
  return new Promise((resolve) => {
    onSignals(drainMs + finishMs, (signal) => {
      logger.info({ signal }, 'stopping');
      // Somebody at a terminal does not wait for a balancer.
      resolve({ exitCode: 0, graceMs: signal === 'SIGTERM' ? drainMs : 0 });
      stopping.abort();
    });
  });
}

function untilLost(storage: Storage, logger: FastifyBaseLogger, stopping: AbortController): Promise<Stop> {
  return new Promise((resolve) => {
    storage.onLost((reason) => {
      logger.error({ reason }, 'the embedded PostgreSQL ended');
      resolve({ exitCode: 1, graceMs: 0 });
      stopping.abort();
    });
  });
}

// Loaded where there is one: whoever starts without does not wait for it.
async function openRedis(url: string, logger: FastifyBaseLogger): Promise<RedisServer> {
  return (await import('./redis/client.ts')).connectRedis(url, logger);
}
