import type { Config } from '../config.ts';
import type { Log } from '../context.ts';
import { StartError, type Storage } from '../storage.ts';
import { seedDemo } from './seed-demo.ts';

interface DemoServer {
  readonly config: Config;
  readonly prepare: (storage: Storage, log: Log) => Promise<readonly string[]>;
}

/** What `serve --demo` changes: a data folder of its own beside the usual one, and a fleet in it before it listens. */
export function demoServer(config: Config, print: (line: string) => void): DemoServer {
  if (config.databaseUrl !== undefined)
    throw new StartError('The demo runs on an embedded database of its own. Start it without DATABASE_URL.');
  const dataDir = `${config.dataDir.replace(/\/+$/, '')}-demo`;
  return {
    // Its projects carry real names and invented releases, so nothing is fetched that would replace them.
    // The password is made from the token that is kept in the folder, so that it is the same on every start.
    config: { ...config, dataDir, setupToken: undefined, feeds: undefined },
    prepare: ({ database, asOwner, setupToken, secretKeys }, log) => {
      const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`;
      const press = { publicUrl, secretKey: secretKeys[0] ?? '' };
      return seedDemo({ database, asOwner, log, now: () => new Date(), secret: setupToken, press, dataDir, print });
    },
  };
}
