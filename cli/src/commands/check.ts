import { appendFileSync } from 'node:fs';
import { moduleStatuses } from '@patchlight/contract/verdicts';
import { type Command, Option } from 'commander';
import { type CheckFormat, type CheckReport, checkFormats, checkText } from '../check-format.ts';
import { checkMarkdown } from '../check-markdown.ts';
import { parseSeconds, parseWhole } from '../duration.ts';
import type { ExitCode } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import type { Checked, Rule } from '../findings.ts';
import { judge } from '../gate.ts';
import { checkOffline } from '../offline-check.ts';
import { checkOnline, demandSelection } from '../online-check.ts';
import { counted } from '../printable.ts';
import type { Act, Session } from '../session.ts';

interface Options {
  site?: string[];
  tag?: string;
  organization?: string;
  failOn: Rule['failOn'];
  minRisk: number;
  maxAge?: number;
  wait?: number;
  includeMuted?: boolean;
  softFail?: boolean;
  composerLock?: string;
  releaseHistory?: string;
  advisories?: string;
  dev?: boolean;
  format: CheckFormat;
}

const details = `
Exit code 1 when something is found, 0 when not. A site that never reported is
3, one with data older than --max-age is 2, some of several sites is 6. What was
found in old data still counts. An unknown risk counts as 15. With --wait a site
is given this time to send a report that --max-age allows; 7 when none came.

With --composer-lock no server is asked: verdicts come from the files you name.`;

export function addCheckCommand(program: Command, act: Act): void {
  const collect = (value: string, values: string[] = []) => [...values, value];
  program
    .command('check')
    .summary('fail when a site needs an update (for pipelines)')
    .description('Says whether sites need updates, and fails when they do.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight check --site https://shop.example.org --wait 60s\n' +
        '  patchlight check --tag prod --fail-on unsupported --max-age 26h --format junit\n' +
        '  patchlight check --composer-lock composer.lock --advisories advisories.jsonl \\\n' +
        '    --release-history feeds/\n',
    )
    .addHelpText('after', details)
    .option('--site <site>', 'site by id, URL or name; give it again for more', collect)
    .option('--tag <tag>', 'every site with this tag')
    .option('--organization <name>', 'every site of this organization')
    .addOption(
      new Option('--fail-on <status>', 'fail for this status or a worse one')
        .choices(moduleStatuses.filter((status) => status !== 'current'))
        .default('security'),
    )
    .option('--min-risk <n>', 'only what has this risk or more, 0 to 25', parseWhole(0, 25), 0)
    .option('--max-age <time>', 'longest time since the last report, such as 26h', parseSeconds)
    .option('--wait <time>', 'wait until the newest report is there and applied', parseSeconds)
    .option('--include-muted', 'count muted projects too')
    .option('--soft-fail', 'exit 0 where findings would be 1')
    .option('--composer-lock <file>', 'check this file without a server; - is standard input')
    .option('--release-history <dir>', 'with --composer-lock: folder of {project}.xml')
    .option('--advisories <file>', 'with --composer-lock: OSV advisories, one a line')
    .option('--dev', 'with --composer-lock: packages-dev too')
    .addOption(new Option('--format <format>', 'how to print').choices(checkFormats).default('table'))
    .action(act(check));
}

async function check(session: Session, options: Options): Promise<ExitCode> {
  const rule: Rule = {
    failOn: options.failOn,
    minRisk: options.minRisk,
    includeMuted: options.includeMuted === true,
    softFail: options.softFail === true,
  };
  const checked = await collectVerdicts(session, options, rule);
  const report: CheckReport = { checked, rule, gate: judge(checked, rule) };
  await session.terminal.print(checkText(options.format, report, session.terminal));
  sayAside(session, options.format, report);
  return report.gate.exitCode;
}

function collectVerdicts(session: Session, options: Options, rule: Rule): Promise<Checked> {
  const { composerLock, releaseHistory, advisories } = options;
  if (composerLock === undefined) {
    if (releaseHistory !== undefined || advisories !== undefined || options.dev)
      throw usage('--release-history, --advisories and --dev go with --composer-lock.');
    const { tag, organization, maxAge: maxAgeSeconds, wait: waitSeconds } = options;
    const ofFolder = session.settings.site !== null && tag === undefined && organization === undefined;
    const sites = options.site ?? (ofFolder ? [session.settings.site ?? ''] : []);
    const selection = { sites, tag, organization, maxAgeSeconds, waitSeconds };
    demandSelection(selection);
    return checkOnline(session, selection, rule);
  }
  if (options.site !== undefined || options.tag !== undefined || options.organization !== undefined)
    throw usage('--composer-lock checks a file; it does not go with --site, --tag or --organization.');
  if (options.maxAge !== undefined || options.wait !== undefined)
    throw usage('--max-age and --wait are for sites on a server.');
  if (releaseHistory === undefined && advisories === undefined)
    throw usage('There is nothing to compare the lock file with.', {
      next: 'add --advisories FILE or --release-history DIR',
    });
  return checkOffline(session, { composerLock, releaseHistory, advisories, dev: options.dev });
}

/** Standard error: the verdict where a format hides it, and what the reader should know besides. */
function sayAside(session: Session, format: CheckFormat, report: CheckReport): void {
  const { terminal, settings } = session;
  if (format !== 'table' && format !== 'markdown') terminal.note(report.gate.sentence);
  const stale = report.checked.projects.filter((project) => project.stale).length;
  if (stale > 0) terminal.warn(`the release data of ${counted(stale, 'project')} is older than it should be`);
  if (settings.stepSummaryPath === null) return;
  try {
    appendFileSync(settings.stepSummaryPath, `${checkMarkdown(report)}\n`);
  } catch (error) {
    terminal.warn(`the job summary could not be written: ${(error as Error).message}`);
  }
}
