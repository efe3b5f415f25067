import { type Advisory, getAdvisory, listAdvisories } from '@patchlight/contract/advisories';
import { type Command, Option } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import { type ListOptions, type RecordOptions, withListOptions, withRecordOptions } from '../list-options.ts';
import { printList, printRecord } from '../output.ts';
import { listInput } from '../query.ts';
import type { Act, Session } from '../session.ts';
import { riskText } from '../status-words.ts';
import { type Column, renderTable } from '../table.ts';

interface Filters extends ListOptions {
  state?: string;
  project?: string;
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
      'Examples:\n  patchlight advisories list --state exposed\n  patchlight advisories list --project webform\n',
    )
    .addOption(
      new Option('--state <state>', 'exposed: only those that concern a site of yours').choices(['exposed', 'all']),
    )
    .option('--project <name>', 'only this project')
    .action(act(list));
  withRecordOptions(advisories.command('show <id>'))
    .description('One advisory with the sites it concerns.')
    .addHelpText('before', 'Example:\n  patchlight advisories show SA-CONTRIB-2025-028\n')
    .action(act(show));
}

const columns: readonly Column<Advisory>[] = [
  { head: 'PUBLISHED', value: (row) => row.published_at?.slice(0, 10) ?? null },
  { head: 'ADVISORY', value: (row) => row.id },
  { head: 'RISK', value: (row) => riskText(row.risk, true), right: true },
  { head: 'EXPOSED', value: (row) => row.sites.exposed, right: true },
  { head: 'PROJECT', value: (row) => row.projects.map((project) => project.module.name).join(', '), min: 10 },
  { head: 'FIX', value: (row) => row.projects.flatMap((project) => project.fixed_in).join(', '), min: 10, yields: 1 },
  { head: 'TITLE', value: (row) => row.title, min: 12, yields: 2 },
];

type ExposedSite = { site: { name: string; url: string }; module: string; version: string | null; exposure: string };

const siteColumns: readonly Column<ExposedSite>[] = [
  { head: 'SITE', value: (row) => row.site.name, min: 12 },
  { head: 'URL', value: (row) => row.site.url, min: 12 },
  { head: 'PROJECT', value: (row) => row.module, min: 10 },
  { head: 'VERSION', value: (row) => row.version },
  { head: 'EXPOSURE', value: (row) => row.exposure },
];

async function list(session: Session, options: Filters): Promise<ExitCode> {
  const { state, project } = options;
  const input = listInput(listAdvisories, options.query, { state, project });
  return printList(session, { ...options, endpoint: listAdvisories, input, columns, empty: 'No advisory fits.' });
}

async function show(session: Session, id: string, options: RecordOptions): Promise<ExitCode> {
  const { data } = await session.client().call(getAdvisory, { params: { advisory_id: id } });
  const exitCode = await printRecord(session, options.format, data, [
    ['advisory', data.id],
    ['title', data.title],
    ['link', data.link],
    ['also known as', data.aliases.join(', ')],
    ['risk', `${riskText(data.risk, true)}${data.level === null ? '' : ` ${data.level}`}`],
    ['published', data.published_at],
    ...data.projects.flatMap((project): [string, string][] => [
      ['project', project.module.name],
      ['affected', project.affected_versions],
      ['fixed in', project.fixed_in.join(', ')],
    ]),
    ['exposed sites', data.sites.exposed],
    ['possibly exposed', data.sites.possible],
  ]);
  if (options.format === 'table' && data.exposed_sites.length > 0)
    await session.terminal.print(`\n${renderTable(siteColumns, data.exposed_sites, session.terminal)}`);
  return exitCode;
}
