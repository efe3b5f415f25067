import { fileURLToPath } from 'node:url';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type Config, ConfigError, environment, readConfig } from './config.ts';
import { type Ctx, systemContext } from './context.ts';
import { createSuperuser, readPassword } from './create-superuser.ts';
import { demoServer } from './demo/demo-server.ts';
import { importFeeds } from './import-feeds.ts';
import { createLogger } from './logger.ts';
import { DataFolderBusy } from './postgres/data-folder.ts';
import { serve } from './serve.ts';
import { migrateStorage, openForCommand, StartError } from './storage.ts';
import { verifyAudit } from './verify-audit.ts';
import { work } from './work.ts';

const defaultDataDir = fileURLToPath(new URL('../../.patchlight', import.meta.url));
const print = (line: string) => void process.stdout.write(`${line}\n`);
const warn = (line: string) => void process.stderr.write(`${line}\n`);

const options = {
  demo: { type: 'boolean' },
  'api-only': { type: 'boolean' },
  'release-history': { type: 'string' },
  advisories: { type: 'string' },
  announcements: { type: 'string' },
  email: { type: 'string' },
  name: { type: 'string' },
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
      return serve({
        ...{ config, logger, print, isApiOnly: values['api-only'] === true },
        ...(values.demo === true && demoServer(config, print)),
      });
    case 'worker':
      return work({ config, logger, print });
    case 'migrate': {
      const applied = await migrateStorage(config, logger);
      print(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`);
      return 0;
    }
    case 'create-superuser':
      return onDatabase(config, 'create-superuser', async (ctx) => {
        const password = () => readPassword(process.stdin, process.stderr);
        print(await createSuperuser(ctx, { email: values.email, name: values.name, password }));
        return 0;
      });
    case 'feeds import': {
      const { 'release-history': releaseHistory, advisories, announcements } = values;
      if (releaseHistory === undefined && advisories === undefined && announcements === undefined)
        throw new StartError(
          'Name --release-history DIR, --advisories FILE, --announcements FILE, or several of them.',
        );
      return onDatabase(config, 'feeds-import', async (ctx) =>
        (await importFeeds(ctx, { releaseHistory, advisories, announcements, print, warn })) === 0 ? 0 : 6,
      );
    }
    case 'audit verify':
      return onDatabase(config, 'audit-verify', (ctx) => verifyAudit(ctx, { print, warn }));
    default:
      throw new StartError(`There is no command "${positionals.join(' ')}". See: bin/patchlight --help`);
  }
}

/** A command that may run beside the server: on the database it has open, or on one opened for as long as it takes. */
async function onDatabase(config: Config, name: string, work: (ctx: Ctx) => Promise<number>): Promise<number> {
  const logger = createLogger({ ...config, logLevel: 'warn' });
  const { database, close } = await openForCommand(config, logger);
  try {
    return await work(systemContext(database.db, logger, name));
  } finally {
    await close();
  }
}
