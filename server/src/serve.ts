import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { createApp } from './app.ts';
import { needsSetup } from './auth/setup.ts';
import type { Config } from './config.ts';
import type { Smtp } from './mail/transport.ts';
import { startMetrics } from './metrics/start-metrics.ts';
import type { RedisServer } from './redis/client.ts';
import { onSignals } from './shutdown.ts';
import { openStorage, type Storage } from './storage.ts';
import { version } from './version.ts';
import { startWorker, type Worker } from './worker.ts';

interface ServeOptions {
  readonly config: Config;
  readonly logger: FastifyBaseLogger;
  readonly print: (line: string) => void;
  /** Runs once the database is there and before the first request; says what to print under the ready line. */
  readonly prepare?: (storage: Storage, logger: FastifyBaseLogger) => Promise<readonly string[]>;
}

/** The server: everything in one process. Resolves with the exit code when it has stopped. */
export async function serve({ config, logger, print, prepare }: ServeOptions): Promise<number> {
  const starting = new AbortController();
  let isStopping = false;
  let stop = async () => starting.abort();
  const ended = new Promise<number>((resolve) => {
    onSignals(async (signal) => {
      logger.info({ signal }, 'stopping');
      await stop();
      resolve(0);
    });
  });
  const storage = await openStorage(config, logger, starting.signal).catch((error: unknown) => {
    if (!starting.signal.aborted) throw error;
  });
  if (storage === undefined) return 0;
  // Asked to stop while the database was brought up to date.
  if (starting.signal.aborted) {
    await storage.close();
    return 0;
  }
  let publicUrl = config.publicUrl ?? '';
  const redis = config.redisUrl === undefined ? undefined : await openRedis(config.redisUrl, logger);
  const app = createApp({
    database: storage.database,
    logger,
    now: () => new Date(),
    publicUrl: () => publicUrl,
    secretKeys: storage.secretKeys,
    setupToken: storage.setupToken,
    rateLimits: config.rateLimits,
    redis,
    trustedProxies: config.trustedProxies,
    feeds: config.feeds,
  });
  let worker: Worker | undefined;
  let stopFeeds = async () => {};
  let stopDraining = async () => {};
  let stopMetrics = async () => {};
  stop = async () => {
    isStopping = true;
    await Promise.all([worker?.stop(), stopFeeds(), stopDraining(), app.http.close()]);
    await stopMetrics();
    redis?.close();
    await storage.close();
  };
  const lost = new Promise<number>((resolve) => {
    storage.onLost((reason) => {
      logger.error({ reason }, 'the embedded PostgreSQL ended');
      void stop().finally(() => resolve(1));
    });
  });
  try {
    stopMetrics = await startMetrics({ address: config.metrics, registry: app.metrics, log: logger });
    const lines = (await prepare?.(storage, logger)) ?? [];
    await app.http.listen({ host: config.host, port: config.port });
    const { port } = app.http.server.address() as AddressInfo;
    publicUrl ||= `http://localhost:${port}`;
    print(`Patchlight is ready at ${publicUrl}`);
    if (await needsSetup(storage.database.db)) print(`Set it up at ${publicUrl}/setup#token=${storage.setupToken}`);
    for (const line of lines) print(line);
    const smtp = await smtpOf(config, logger);
    const { startFeeds } = await import('./feeds/fetch-loop.ts');
    // Last, because nobody who waits for the server waits for it.
    if (!isStopping) {
      const tools = { smtp, telemetry: app.telemetry };
      const { db } = storage.database;
      stopDraining = app.startDraining();
      worker = startWorker({ db, queue: storage.jobs, log: logger, tools });
      if (config.feeds !== undefined)
        stopFeeds = startFeeds({
          db,
          log: logger,
          telemetry: app.telemetry,
          addresses: config.feeds,
          userAgent: `Patchlight/${version} (+${publicUrl})`,
        });
    }
  } catch (error) {
    // Stopped while it was being prepared: what was cut off is not an error.
    if (isStopping) return Promise.race([ended, lost]);
    await stop();
    throw error;
  }
  return Promise.race([ended, lost]);
}

// Loaded where there is one: whoever starts without does not wait for it.
async function openRedis(url: string, logger: FastifyBaseLogger): Promise<RedisServer> {
  return (await import('./redis/client.ts')).connectRedis(url, logger);
}

async function smtpOf({ smtp }: Config, logger: FastifyBaseLogger): Promise<Smtp | undefined> {
  if (smtp !== undefined) return (await import('./mail/transport.ts')).createSmtp(smtp.url, smtp.from);
  logger.info('SMTP_URL is not set: mails stay in the outbox');
  return undefined;
}
