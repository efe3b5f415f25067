import { type PatchRunReport, periods, reportPatchRun } from '@patchlight/contract/patch-run-report';
import { type ModuleUpdate, openStatuses, reportModuleUpdates, type UpdateGroup } from '@patchlight/contract/reports';
import { type Command, Option } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import { type ListOptions, type RecordOptions, withListOptions, withRecordOptions } from '../list-options.ts';
import { printList, printRecord } from '../output.ts';
import { listInput } from '../query.ts';
import type { Act, Session } from '../session.ts';
import { riskText, statusCell } from '../status-words.ts';
import { type Column, renderTable } from '../table.ts';

interface UpdatesOptions extends ListOptions {
  status?: string;
  tag?: string;
  module?: string;
}

interface PatchRunOptions extends RecordOptions {
  period?: string;
  from?: string;
  to?: string;
  timezone?: string;
  tag?: string;
}

export function addReportsCommand(program: Command, act: Act): void {
  const reports = program
    .command('reports')
    .summary('what asks for an update, and what was applied')
    .description('What asks for an update on which site, and what was applied how soon.');
  withListOptions(reports.command('module-updates'))
    .description('Each module of each site that asks for an update, security first.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight reports module-updates --status security\n  patchlight reports module-updates --tag shop --format csv\n',
    )
    .addOption(new Option('--status <status>', 'only with this status').choices(openStatuses))
    .option('--tag <tag>', 'only sites with this tag')
    .option('--module <name>', 'only this module')
    .action(act(moduleUpdates));
  withRecordOptions(reports.command('patch-run'))
    .description('Patch runs and updates of a period, how soon they came, and what is still exposed.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight reports patch-run --period monthly\n  patchlight reports patch-run --period custom --from 2026-01-01 --to 2026-04-01\n',
    )
    .addOption(new Option('--period <period>', 'how to divide the time (default: weekly)').choices(periods))
    .option('--from <date>', 'first day, or an instant')
    .option('--to <date>', 'the day after the last one, or an instant')
    .option('--timezone <zone>', 'such as Europe/Berlin (default: that of the organization)')
    .option('--tag <tag>', 'only sites with this tag')
    .action(act(patchRun));
}

// Without `group_by` each row is a module of a site.
const isUpdate = (row: ModuleUpdate | UpdateGroup): row is ModuleUpdate => 'status' in row;
const ofUpdate =
  (value: (row: ModuleUpdate) => string | number | null) =>
  (row: ModuleUpdate | UpdateGroup): string | number | null =>
    isUpdate(row) ? value(row) : null;

const updateColumns: readonly Column<ModuleUpdate | UpdateGroup>[] = [
  {
    head: 'STATUS',
    value: ofUpdate((row) => row.status),
    show: (row, terminal) => statusCell(isUpdate(row) ? row.status : null, terminal),
  },
  { head: 'SITE', value: ofUpdate((row) => row.site.name), min: 12 },
  { head: 'MODULE', value: ofUpdate((row) => row.module.name), min: 10 },
  { head: 'VERSION', value: ofUpdate((row) => row.version) },
  { head: 'TAKE', value: ofUpdate((row) => row.fix?.version ?? row.fix?.action ?? null) },
  { head: 'RISK', value: ofUpdate((row) => riskText(row.risk, row.advisories.length > 0)), right: true },
  { head: 'DAYS', csv: 'days_exposed', value: ofUpdate((row) => row.days_exposed), right: true },
  { head: 'ADVISORIES', value: ofUpdate((row) => row.advisories.map(({ id }) => id).join(', ')), min: 10, yields: 1 },
];

async function moduleUpdates(session: Session, options: UpdatesOptions): Promise<ExitCode> {
  const { status, tag, module } = options;
  return printList(session, {
    ...options,
    endpoint: reportModuleUpdates,
    input: listInput(reportModuleUpdates, options.query, { status, tag, module }),
    columns: updateColumns,
    empty: 'Nothing asks for an update.',
  });
}

type Bucket = PatchRunReport['buckets'][number];
const bucketColumns: readonly Column<Bucket>[] = [
  { head: 'FROM', value: (bucket) => bucket.start },
  { head: 'RUNS', value: (bucket) => bucket.runs, right: true },
  { head: 'UPDATES', value: (bucket) => bucket.updates, right: true },
  { head: 'SECURITY', value: (bucket) => bucket.security_updates, right: true },
  { head: 'SITES', value: (bucket) => bucket.sites, right: true },
];

const breachColumns: readonly Column<PatchRunReport['breaches'][number]>[] = [
  { head: 'SITE', value: (row) => row.site.name, min: 12 },
  { head: 'PROJECT', value: (row) => row.project, min: 10 },
  { head: 'ADVISORY', value: (row) => row.advisory ?? row.release },
  { head: 'TOOK', value: (row) => `${daysText(row.hours)}${row.open ? ', open' : ''}`, right: true },
  { head: 'TARGET', value: (row) => daysText(row.target_hours), right: true },
];

async function patchRun(session: Session, options: PatchRunOptions): Promise<ExitCode> {
  const { format, ...asked } = options;
  const query = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const { data } = await session.client().call(reportPatchRun, { query });
  const exitCode = await printRecord(session, format, data, [
    ['period', `${data.from} to ${data.to}, ${data.timezone}`],
    ['closed', data.closed ? `yes, ${data.late_reports} reports came later` : 'no'],
    ['security updates', lagText(data.lag.security)],
    ['other updates', lagText(data.lag.other)],
    ['still exposed', openText(data.open_exposures)],
    ['targets missed', data.breach_count],
  ]);
  if (format === 'json') return exitCode;
  await session.terminal.print(`\n${renderTable(bucketColumns, data.buckets, session.terminal)}`);
  if (data.breaches.length > 0)
    await session.terminal.print(`\n${renderTable(breachColumns, data.breaches.slice(0, 20), session.terminal)}`);
  if (data.breach_count > 20)
    session.terminal.note(`20 of ${data.breach_count} missed targets shown; --format json has them`);
  return exitCode;
}

function lagText({ count, p50_hours, p90_hours, max_hours }: PatchRunReport['lag']['security']): string {
  if (p50_hours === null || p90_hours === null || max_hours === null) return 'none';
  return `${count}; half within ${daysText(p50_hours)}, 90% within ${daysText(p90_hours)}, all within ${daysText(max_hours)}`;
}

function openText({ count, oldest_hours }: PatchRunReport['open_exposures']): string {
  return oldest_hours === null ? String(count) : `${count}, the oldest for ${daysText(oldest_hours)}`;
}

function daysText(hours: number): string {
  return hours < 48 ? `${Math.round(hours * 10) / 10} h` : `${Math.round(hours / 2.4) / 10} d`;
}
