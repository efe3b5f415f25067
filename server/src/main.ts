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
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsConfig['options'];

/** The commands of this program, as `--help` writes them. */
const usages = {
  serve: 'serve [--demo] [--api-only]',
  worker: 'worker',
  migrate: 'migrate',
  'create-superuser': 'create-superuser --email ADDRESS [--name NAME]',
  'feeds import': 'feeds import [--release-history DIR] [--advisories FILE] [--announcements FILE]',
  'audit verify': 'audit verify',
} as const;
type Command = keyof typeof usages;

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
  const { command, values } = readCommand(argv);
  if (values.help === true) {
    print(`Usage: bin/patchlight ${usages[command]}`);
    print('Works on the database of DATA_DIR or DATABASE_URL; docs/configuration.md has every variable.');
    return 0;
  }
  const config = readConfig(environment(), { dataDir: defaultDataDir, onTerminal: process.stdout.isTTY === true });
  const logger = createLogger(config);
  switch (command) {
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
  }
}

function readCommand(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const name = positionals.join(' ');
    if (!isCommand(name)) throw new StartError(`There is no command "${name}". See: bin/patchlight --help`);
    return { command: name, values };
  } catch (error) {
    if (!(error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')))
      throw error;
    // Its first sentence names the option; what follows is about how to hide one.
    const [sentence = ''] = error.message.split(/\. (?=To )/);
    throw new StartError(`${sentence.replace(/\.$/, '')}. Usage: bin/patchlight ${usageOf(argv)}`);
  }
}

const isCommand = (name: string): name is Command => Object.hasOwn(usages, name);

function usageOf([command = '', subcommand = '']: readonly string[]): string {
  const name = [command, `${command} ${subcommand}`].find(isCommand);
  return name === undefined ? '--help' : usages[name];
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
