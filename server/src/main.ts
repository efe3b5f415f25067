import { fileURLToPath } from 'node:url';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ConfigError, environment, readConfig } from './config.ts';
import { systemContext } from './context.ts';
import { importFeeds } from './import-feeds.ts';
import { createLogger } from './logger.ts';
import { DataFolderBusy } from './postgres/data-folder.ts';
import { serve } from './serve.ts';
import { migrateStorage, openForCommand, StartError } from './storage.ts';

const defaultDataDir = fileURLToPath(new URL('../../.patchlight', import.meta.url));
const print = (line: string) => void process.stdout.write(`${line}\n`);
const warn = (line: string) => void process.stderr.write(`${line}\n`);

const options = {
  demo: { type: 'boolean' },
  'api-only': { type: 'boolean' },
  'release-history': { type: 'string' },
  advisories: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

/** Runs one command of the server program and gives the exit code. `argv` begins with the command. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await run(argv);
  } catch (error) {
    const isForOperator =
      error instanceof ConfigError || error instanceof StartError || error instanceof DataFolderBusy;
    warn(isForOperator ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error));
    return isForOperator ? 5 : 2;
  }
}

async function run(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  const config = readConfig(environment(), { dataDir: defaultDataDir, onTerminal: process.stdout.isTTY === true });
  const logger = createLogger(config);
  switch (positionals.join(' ')) {
    case 'serve':
      return serve({ config, logger, print });
    case 'migrate': {
      const applied = await migrateStorage(config, logger);
      print(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`);
      return 0;
    }
    case 'feeds import': {
      const { database, close } = await openForCommand(config, createLogger({ ...config, logLevel: 'warn' }));
      try {
        const { 'release-history': releaseHistory, advisories } = values;
        if (releaseHistory === undefined && advisories === undefined)
          throw new StartError('Name --release-history DIR, --advisories FILE, or both.');
        const refused = await importFeeds(systemContext(database.db, logger, 'feeds-import'), {
          releaseHistory,
          advisories,
          print,
          warn,
        });
        return refused === 0 ? 0 : 6;
      } finally {
        await close();
      }
    }
    default:
      throw new StartError(`There is no command "${positionals.join(' ')}". See: bin/patchlight --help`);
  }
}
