import { Command, CommanderError, Option } from 'commander';
import { addAdvisoriesCommand } from './commands/advisories.ts';
import { addChannelsCommand } from './commands/channels.ts';
import { addCheckCommand } from './commands/check.ts';
import { addFeedsCommand } from './commands/feeds.ts';
import { addJobsCommand } from './commands/jobs.ts';
import { addLoginCommand } from './commands/login.ts';
import { addLogoutCommand } from './commands/logout.ts';
import { addModulesCommand } from './commands/modules.ts';
import { addMuteCommand } from './commands/mute.ts';
import { addNotificationsCommand } from './commands/notifications.ts';
import { addPatchRunCommand } from './commands/patch-run.ts';
import { addReportCommand } from './commands/report.ts';
import { addReportsCommand } from './commands/reports.ts';
import { addRunwayCommand } from './commands/runway.ts';
import { addSitesCommand } from './commands/sites.ts';
import { addStatusCommand } from './commands/status.ts';
import { addVerdictCommand } from './commands/verdict.ts';
import { addWhoamiCommand } from './commands/whoami.ts';
import { parseSeconds, parseWhole } from './duration.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { failureOf, failureText } from './failure.ts';
import { type Io, write } from './io.ts';
import { type Act, openSession } from './session.ts';
import { processEnvironment } from './settings.ts';
import { version } from './version.ts';

const introduction = 'What needs patching on your Drupal sites, from the command line.';

const codes = `
Exit codes: 0 ok, 1 findings, 2 failed to run, 3 nothing to check,
4 no permission, 5 wrong usage, 6 partly checked, 7 timed out, 130 interrupted.
Keys come from PATCHLIGHT_API_KEY, patchlight login or standard input only.

The server's own commands:
  serve                  the API, jobs and fetching in one process
  serve --api-only       the API alone, beside workers, on DATABASE_URL
  worker                 jobs, fetching and bursts of reports, on DATABASE_URL
  migrate                brings the database of DATABASE_URL up to date
  create-superuser, feeds import, audit verify
serve and worker tell metrics at http://127.0.0.1:9090/metrics (METRICS_PORT).`;

const examples = `Examples:
  patchlight report --site https://shop.example.org --composer-lock composer.lock
  patchlight check --site https://shop.example.org --fail-on security
  patchlight check --composer-lock composer.lock --advisories advisories.jsonl
  patchlight modules who webform --below 6.2.3
`;

/**
 * Runs one command. `argv` holds the words after the program's name. Resolves to the exit code and never throws;
 * `io` replaces parts of the process in tests.
 */
export async function main(argv: readonly string[], io: Partial<Io> = {}): Promise<number> {
  const all: Io = { ...processIo(), ...io };
  // A reader that goes away (`| head`) is not a failure; every write learns of it through its own callback.
  for (const stream of [all.stdout, all.stderr]) stream.on('error', () => {});
  return run(argv, all);
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = new Command('patchlight');
  const act: Act =
    (body) =>
    async (...args) => {
      exitCode = await body(openSession(program.opts(), io), ...args);
    };
  try {
    if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) await write(io.stdout, `${version}\n`);
    else await assemble(program, act, io).parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const failure = failureOf(error);
    await write(io.stderr, failureText(failure));
    if (program.opts().debug === true && failure.stack !== undefined) await write(io.stderr, `${failure.stack}\n`);
    return failure.exitCode;
  }
}

function assemble(program: Command, act: Act, io: Io): Command {
  program
    .description(introduction)
    .addHelpText('before', examples)
    .addHelpText('after', codes)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void write(io.stdout, text),
      writeErr: (text) => void write(io.stderr, text),
      getOutHelpWidth: () => (io.isTTY ? (io.stdout.columns ?? 80) : 80),
      getErrHelpWidth: () => 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .showHelpAfterError('  next: add --help to the command')
    .option('--url <url>', 'address of the server (or PATCHLIGHT_URL)')
    .addOption(
      new Option('--timeout <time>', 'longest wait for one answer of the server')
        .argParser(parseSeconds)
        .default(30, '30s'),
    )
    .option('--retries <n>', 'further tries when no answer comes (default: 2)', parseWhole(0, 10))
    .option('--no-color', 'no colours (or NO_COLOR)')
    .option('-q, --quiet', 'only data and errors')
    .option('-v, --verbose', 'say each request')
    .option('--debug', 'say request ids and where an error came from');
  addCheckCommand(program, act);
  addReportCommand(program, act);
  addPatchRunCommand(program, act);
  addVerdictCommand(program, act);
  addSitesCommand(program, act);
  addModulesCommand(program, act);
  addMuteCommand(program, act);
  addAdvisoriesCommand(program, act);
  addChannelsCommand(program, act);
  addNotificationsCommand(program, act);
  addReportsCommand(program, act);
  addRunwayCommand(program, act);
  addFeedsCommand(program, act);
  addJobsCommand(program, act);
  addLoginCommand(program, act);
  addLogoutCommand(program, act);
  addWhoamiCommand(program, act);
  addStatusCommand(program, act);
  return program;
}

function processIo(): Io {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: processEnvironment(),
    cwd: process.cwd(),
    isTTY: process.stdout.isTTY === true,
    now: () => new Date(),
  };
}
