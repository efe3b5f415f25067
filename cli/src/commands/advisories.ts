import {
  type Advisory,
  type AdvisorySite,
  advisoryStates,
  getAdvisory,
  listAdvisories,
  listAdvisorySites,
} from '@patchlight/contract/advisories';
import { riskLevels } from '@patchlight/contract/verdicts';
import { type Command, Option } from 'commander';
import { parseSince, parseWhole } from '../duration.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type ListOptions, type RecordOptions, withListOptions, withRecordOptions } from '../list-options.ts';
import { printList, printRecord } from '../output.ts';
import { listInput } from '../query.ts';
import type { Act, Session } from '../session.ts';
import { riskText } from '../status-words.ts';
import { type Cell, type Column, renderTable } from '../table.ts';

interface Filters extends ListOptions {
  state?: string;
  level?: string;
  project?: string;
  tag?: string;
  minRisk?: number;
  since?: (now: Date) => string;
}

interface SiteFilters extends ListOptions {
  state?: string;
  tag?: string;
}

export function addAdvisoriesCommand(program: Command, act: Act): void {
  const advisories = program
    .command('advisories')
    .summary('security advisories and the sites they concern')
    .description('Security advisories and the sites they concern.');
  withListOptions(advisories.command('list'))
    .description('Advisories, newest first, with the number of your sites exposed.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight advisories list --state exposed --min-risk 15\n' +
        '  patchlight advisories list --project webform --since 30d\n',
    )
    .addOption(
      new Option(
        '--state <state>',
        'exposed or possible: a site of yours is, or may be; fixed: none is any more',
      ).choices([...advisoryStates, 'all']),
    )
    .addOption(new Option('--level <level>', 'only this level of risk').choices(riskLevels))
    .option('--min-risk <n>', 'only this risk or more, 0 to 25; unknown counts as 15', parseWhole(0, 25))
    .option('--project <name>', 'only this project')
    .option('--tag <tag>', 'count only sites with this tag')
    .option('--since <time>', 'published since this day, or as long ago: 2026-09-01, 30d', parseSince)
    .action(act(list));
  withRecordOptions(advisories.command('show <id>'))
    .description('One advisory with the sites that are exposed and those that were fixed.')
    .addHelpText('before', 'Example:\n  patchlight advisories show SA-CONTRIB-2025-028\n')
    .action(act(show));
  withListOptions(advisories.command('sites <id>'))
    .description('All sites that an advisory concerns, or concerned.')
    .addHelpText('before', 'Example:\n  patchlight advisories sites SA-CONTRIB-2025-028 --state fixed --format csv\n')
    .addOption(new Option('--state <state>', 'which sites (default: exposed)').choices(advisoryStates))
    .option('--tag <tag>', 'only sites with this tag')
    .action(act(sites));
}

const columns: readonly Column<Advisory>[] = [
  { head: 'PUBLISHED', value: (row) => row.published_at?.slice(0, 10) ?? null },
  { head: 'ADVISORY', value: (row) => row.id },
  { head: 'RISK', value: (row) => riskText(row.risk, true), right: true },
  { head: 'EXPOSED', value: (row) => row.sites.exposed, right: true },
  { head: 'FIXED', value: (row) => row.sites.fixed, right: true, yields: 1 },
  { head: 'PROJECT', value: (row) => row.projects.map((project) => project.module.name).join(', '), min: 10 },
  { head: 'FIX', value: (row) => row.projects.flatMap((project) => project.fixed_in).join(', '), min: 10, yields: 2 },
  { head: 'TITLE', value: (row) => row.title, min: 12, yields: 3 },
];

const siteColumns: readonly Column<AdvisorySite>[] = [
  { head: 'SITE', value: (row) => row.site.name, min: 12 },
  { head: 'URL', value: (row) => row.site.url, min: 12, yields: 1 },
  { head: 'PROJECT', value: (row) => row.module, min: 10 },
  { head: 'VERSION', value: (row) => row.version },
];
const openColumns: readonly Column<AdvisorySite>[] = [
  ...siteColumns,
  {
    head: 'SINCE',
    csv: 'exposed_since',
    value: (row) => row.exposed_since,
    show: (row) => dayCell(row.exposed_since),
  },
  { head: 'DAYS', csv: 'days_exposed', value: (row) => row.days_exposed, right: true, yields: 3 },
  { head: 'FIX', csv: 'fix', value: (row) => row.fix?.version ?? row.fix?.action ?? null },
];
const fixedColumns: readonly Column<AdvisorySite>[] = [
  ...siteColumns,
  { head: 'FIXED', csv: 'fixed_at', value: (row) => row.fixed_at, show: (row) => dayCell(row.fixed_at) },
  {
    head: 'WITH',
    csv: 'fixed_with',
    value: (row) => row.fixed_with,
    show: (row) => ({ text: row.fixed_with ?? 'removed' }),
  },
  { head: 'HOURS', value: (row) => row.hours, right: true },
];

function dayCell(time: string | null): Cell {
  return { text: time?.slice(0, 10) ?? '–' };
}

async function list(session: Session, options: Filters): Promise<ExitCode> {
  const { state, level, project, tag, minRisk, since } = options;
  const input = listInput(listAdvisories, options.query, {
    ...{ state, level, project, tag },
    min_risk: minRisk?.toString(),
    published_from: since?.(session.io.now()),
  });
  return printList(session, { ...options, endpoint: listAdvisories, input, columns, empty: 'No advisory fits.' });
}

async function sites(session: Session, id: string, options: SiteFilters): Promise<ExitCode> {
  const { state, tag } = options;
  return printList(session, {
    ...options,
    endpoint: listAdvisorySites,
    input: listInput(listAdvisorySites, options.query, { state, tag }, { advisory_id: id }),
    columns: state === 'fixed' ? fixedColumns : openColumns,
    empty: 'No site of yours.',
  });
}

async function show(session: Session, id: string, options: RecordOptions): Promise<ExitCode> {
  const { data } = await session.client().call(getAdvisory, { params: { advisory_id: id } });
  const exitCode = await printRecord(session, options.format, data, [
    ['advisory', data.id],
    ['title', data.title],
    ['link', data.link],
    ['also known as', data.aliases.join(', ')],
    ['risk', `${riskText(data.risk, true)}${data.level === null ? '' : ` ${data.level.replace('_', ' ')}`}`],
    ['vector', data.risk_vector],
    ['published', data.published_at],
    ...data.projects.flatMap((project): [string, string][] => [
      ['project', project.module.name],
      ['affected', project.affected_versions],
      ['fixed in', project.fixed_in.join(', ')],
    ]),
    ['exposed sites', data.sites.exposed],
    ['possibly exposed', data.sites.possible],
    ['fixed sites', data.sites.fixed],
  ]);
  if (options.format === 'json') return exitCode;
  const { exposed, possible, fixed } = data.sites;
  await printSites(session, 'exposed', { columns: openColumns, rows: data.exposed_sites, total: exposed });
  await printSites(session, 'possibly exposed', { columns: openColumns, rows: data.possible_sites, total: possible });
  await printSites(session, 'fixed', { columns: fixedColumns, rows: data.fixed_sites, total: fixed });
  return exitCode;
}

interface SiteTable {
  columns: readonly Column<AdvisorySite>[];
  rows: readonly AdvisorySite[];
  total: number;
}

async function printSites({ terminal }: Session, state: string, table: SiteTable): Promise<void> {
  const { rows, total } = table;
  if (rows.length === 0) return;
  await terminal.print(`\n${terminal.style(state, 'bold')}\n${renderTable(table.columns, rows, terminal)}`);
  if (rows.length < total)
    terminal.note(`${rows.length} of ${total} ${state} sites shown; patchlight advisories sites shows all`);
}
