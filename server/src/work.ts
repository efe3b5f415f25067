import type { FastifyBaseLogger } from 'fastify';
import { startBackground } from './background.ts';
import type { Config } from './config.ts';
import { runProcess } from './lifecycle.ts';
import { StartError } from './storage.ts';

interface WorkOptions {
  readonly config: Config;
  readonly logger: FastifyBaseLogger;
  readonly print: (line: string) => void;
}

/** A worker: everything that happens beside the API, in a process of its own. Resolves with the exit code. */
export async function work({ config, logger, print }: WorkOptions): Promise<number> {
  if (config.databaseUrl === undefined)
    throw new StartError(
      'A worker shares its database with the servers, and the embedded one belongs to a single process, whose server works in the background anyway. Set DATABASE_URL and SECRET_KEY, or start bin/patchlight serve alone.',
    );
  return runProcess({ config, logger }, async (running) => {
    await startBackground(running, config.publicUrl ?? `http://localhost:${config.port}`);
    if (!running.stopping.aborted) print('The worker is ready.');
  });
}
