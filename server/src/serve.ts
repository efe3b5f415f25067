import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { createApp } from './app.ts';
import { needsSetup } from './auth/setup.ts';
import { startBackground } from './background.ts';
import type { Config } from './config.ts';
import { runProcess } from './lifecycle.ts';
import type { Storage } from './storage.ts';

interface ServeOptions {
  readonly config: Config;
  readonly logger: FastifyBaseLogger;
  readonly print: (line: string) => void;
  /** What happens beside the API is left to workers. */
  readonly isApiOnly: boolean;
  /** Runs once the database is there and before the first request; says what to print under the ready line. */
  readonly prepare?: (storage: Storage, logger: FastifyBaseLogger) => Promise<readonly string[]>;
}

/** The server: everything in one process, or the API alone. Resolves with the exit code when it has stopped. */
export function serve({ config, logger, print, isApiOnly, prepare }: ServeOptions): Promise<number> {
  if (isApiOnly && config.databaseUrl === undefined)
    logger.warn('no worker can share the embedded database: until it is started without --api-only, jobs wait');
  return runProcess({ config, logger }, async (running) => {
    const { storage, redis, engine, onStop } = running;
    let publicUrl = config.publicUrl ?? '';
    const app = createApp({
      database: storage.database,
      engine,
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
    onStop(app.drain);
    const lines = (await prepare?.(storage, logger)) ?? [];
    await app.http.listen({ host: config.host, port: config.port });
    const { port } = app.http.server.address() as AddressInfo;
    publicUrl ||= `http://localhost:${port}`;
    print(`Patchlight is ready at ${publicUrl}`);
    if (await needsSetup(storage.database.db)) print(`Set it up at ${publicUrl}/setup#token=${storage.setupToken}`);
    for (const line of lines) print(line);
    // Last, because nobody who waits for the server waits for it.
    if (!isApiOnly) await startBackground(running, publicUrl);
  });
}
