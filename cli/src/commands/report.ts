import type { ReportReceipt } from '@patchlight/contract/inventory';
import { environments } from '@patchlight/contract/site-filter';
import type { SiteReport } from '@patchlight/contract/site-report';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseWhole } from '../duration.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { type RecordOptions, withRecordOptions } from '../list-options.ts';
import { counted, printableJson } from '../printable.ts';
import { reportOf } from '../report-source.ts';
import { deliver } from '../send-report.ts';
import type { Act, Session } from '../session.ts';
import type { SourceOptions } from '../source-file.ts';

interface Options extends RecordOptions, SourceOptions {
  site?: string;
  drushStatus?: string;
  env?: string;
  dev?: boolean;
  generatedAt?: string;
  sequence?: number;
  dryRun?: boolean;
}

export function addReportCommand(program: Command, act: Act): void {
  withRecordOptions(program.command('report'))
    .summary('send what a site runs')
    .description('Sends what a site runs. Without a file, the composer.lock of this folder.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight report --site https://shop.example.org\n' +
        '  composer show --locked --format=json | patchlight report --composer-show -\n' +
        '  drush pm:list --format=json --fields=package,project,display_name,name,type,path,status,version \\\n' +
        '    | patchlight report --drush - --env production\n' +
        '  patchlight report --composer-lock build/composer.lock --dry-run\n',
    )
    .addHelpText('after', '\nWith a site key --site may be left out. - as a file is standard input.')
    .option('--site <site>', 'site by id, URL or name')
    .option('--composer-lock <file>', 'a composer.lock')
    .option('--composer-show <file>', 'output of composer show --format=json')
    .option('--drush <file>', 'output of drush pm:list --format=json')
    .option('--drush-status <file>', 'with --drush: output of drush status --format=json')
    .option('--stdin', 'a site report as JSON on standard input')
    .addOption(new Option('--env <environment>', 'environment the report is of').choices(environments))
    .option('--dev', 'packages-dev of the lock too')
    .option('--generated-at <time>', 'when the inventory was taken, RFC 3339', parseTime)
    .option('--sequence <n>', 'place in the order of reports of the same time', parseWhole(1))
    .option('--dry-run', 'print the report and send nothing')
    .action(act(report));
}

async function report(session: Session, options: Options): Promise<ExitCode> {
  const { terminal, settings } = session;
  const { report: body, source } = await reportOf(session, options);
  const extensions = body.extensions ?? [];
  if (extensions.length === 0 && !body.platform?.drupal && body.kind !== 'heartbeat')
    throw new Failure(exitCodes.nothing, `${source} holds nothing of Drupal.`, { why: 'no core, no module, no theme' });
  if (options.dryRun) {
    await terminal.print(`${printableJson(body, 2)}\n`);
    terminal.note(`Not sent: ${contentsOf(body)} from ${source}.`);
    return exitCodes.ok;
  }
  const receipt = await deliver(session, body, options.site ?? settings.site);
  for (const warning of receipt.warnings) terminal.warn(`${warning.path}: ${warning.message}`);
  if (options.format === 'json') await terminal.print(`${printableJson(receipt, 2)}\n`);
  else await terminal.print(`${receiptText(receipt, body)}\n`);
  const caution = cautions[receipt.status];
  if (caution !== undefined) terminal.warn(caution);
  return exitCodes.ok;
}

const cautions: Partial<Record<ReportReceipt['status'], string>> = {
  stale: 'a newer report was there already; this one went into the history',
  quarantined:
    'the report does not match the site (another copy, another address) and waits for a decision on its page',
  pending: 'the report is stored and not yet applied; patchlight check --wait 60s waits for it',
};

function receiptText(receipt: ReportReceipt, body: SiteReport): string {
  const warnings = receipt.warnings.length === 0 ? 'no warnings' : counted(receipt.warnings.length, 'warning');
  return `Report ${receipt.status}: ${contentsOf(body)}, ${warnings} (${receipt.report_id})`;
}

function contentsOf(body: SiteReport): string {
  const extensions = body.extensions ?? [];
  const custom = extensions.filter((extension) => extension.origin === 'custom').length;
  const projects = new Set(
    extensions.flatMap(({ origin, project, name }) =>
      origin === 'custom' ? [] : [origin === 'core' ? 'drupal' : (project ?? name)],
    ),
  );
  if (body.platform?.drupal) projects.add('drupal');
  return counted(projects.size, 'project') + (custom === 0 ? '' : ` and ${custom} custom`);
}

function parseTime(text: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('Use a time with its zone: 2026-11-22T20:15:04Z.');
  return `${new Date(text).toISOString().slice(0, 19)}Z`;
}
