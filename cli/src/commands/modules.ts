import {
  getModule,
  listModuleSites,
  listModules,
  listModuleVersions,
  type Module,
  type ModuleSite,
  type ModuleVersion,
} from '@patchlight/contract/modules';
import { openStatuses } from '@patchlight/contract/reports';
import { moduleStatuses } from '@patchlight/contract/verdicts';
import { type Command, Option } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import { type ListOptions, type RecordOptions, withListOptions, withRecordOptions } from '../list-options.ts';
import { printList, printRecord } from '../output.ts';
import { ageOf } from '../printable.ts';
import { listInput } from '../query.ts';
import type { Act, Session } from '../session.ts';
import { statusCell } from '../status-words.ts';
import type { Column } from '../table.ts';
import { addIdentityCommands } from './module-identities.ts';

interface ModuleFilters extends ListOptions {
  status?: string;
}

interface WhoOptions extends ListOptions {
  tag?: string;
  below?: string;
  above?: string;
  version?: string;
  status?: string;
}

export function addModulesCommand(program: Command, act: Act): void {
  const modules = program
    .command('modules')
    .summary('modules in use, and who runs which version')
    .description('Which modules your sites run, and who runs which version.');
  withListOptions(modules.command('list'))
    .description('The modules that your sites run.')
    .addHelpText(
      'before',
      "Examples:\n  patchlight modules list --query 'q=search'\n  patchlight modules list --status security\n",
    )
    .addOption(new Option('--status <status>', 'only what a site of yours runs with this status').choices(openStatuses))
    .action(act(list));
  withRecordOptions(modules.command('show <name>'))
    .description('One module, by its drupal.org name.')
    .addHelpText('before', 'Example:\n  patchlight modules show webform\n')
    .action(act(show));
  withListOptions(modules.command('who <name>'))
    .description('The sites that run a module, narrowed by version.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight modules who webform --below 6.2.3\n  patchlight modules who drupal --version 10.6.12 --format csv\n',
    )
    .option('--below <version>', 'only sites on an older version')
    .option('--above <version>', 'only sites on a newer version')
    .option('--version <version>', 'only sites on this version')
    .addOption(new Option('--status <status>', 'only with this status').choices(moduleStatuses))
    .option('--tag <tag>', 'only sites with this tag')
    .action(act(who));
  withListOptions(modules.command('versions <name>'))
    .description('Releases of a module, with your sites on each.')
    .addHelpText('before', 'Example:\n  patchlight modules versions webform\n')
    .action(act(versions));
  addIdentityCommands(modules, act);
}

const moduleColumns: readonly Column<Module>[] = [
  { head: 'MODULE', value: (module) => module.name, min: 12 },
  { head: 'TITLE', value: (module) => module.title, min: 10, yields: 1 },
  { head: 'TYPE', value: (module) => module.type },
  { head: 'SITES', value: (module) => module.sites, right: true },
  { head: 'VERSIONS', value: (module) => module.versions_in_use.map(versionInUse).join(', '), min: 16 },
];

const siteColumns: readonly Column<ModuleSite>[] = [
  { head: 'STATUS', value: (row) => row.status, show: (row, terminal) => statusCell(row.status, terminal) },
  { head: 'VERSION', value: (row) => row.version },
  { head: 'SITE', value: (row) => row.site.name, min: 12 },
  { head: 'URL', value: (row) => row.site.url, min: 16 },
  { head: 'SINCE', value: (row) => row.running_since?.slice(0, 10) ?? null },
];

const versionColumns: readonly Column<ModuleVersion>[] = [
  { head: 'VERSION', value: (row) => row.version },
  { head: 'RELEASED', value: (row) => row.release_date?.slice(0, 10) ?? null },
  { head: 'NOTES', value: notesOf, min: 12 },
  { head: 'STATUS', value: (row) => row.status, show: (row, terminal) => statusCell(row.status, terminal) },
  { head: 'CORE', value: (row) => row.core_compatibility, min: 8, yields: 1 },
  { head: 'SITES', value: (row) => row.sites, right: true },
];

async function list(session: Session, options: ModuleFilters): Promise<ExitCode> {
  const input = listInput(listModules, options.query, { status: options.status });
  return printList(session, {
    ...options,
    endpoint: listModules,
    input,
    columns: moduleColumns,
    empty: 'No module fits.',
  });
}

async function show(session: Session, name: string, options: RecordOptions): Promise<ExitCode> {
  const { data } = await session.client().call(getModule, { params: { module_id: name } });
  return printRecord(session, options.format, data, [
    ['name', data.name],
    ['title', data.title],
    ['type', data.type],
    ['drupal.org', data.drupal_link],
    ['project status', data.project_status],
    ['supported', data.supported_branches],
    ['sites', data.sites],
    ['versions in use', data.versions_in_use.map(versionInUse).join(', ')],
    ['release data', data.as_of === null ? null : `${ageOf(data.as_of, session.io.now())} old`],
  ]);
}

async function who(session: Session, name: string, options: WhoOptions): Promise<ExitCode> {
  const { below, above, version, status, tag } = options;
  if (version !== undefined && (below !== undefined || above !== undefined))
    throw usage('--version stands alone; it already says which version.');
  return printList(session, {
    ...options,
    endpoint: listModuleSites,
    input: listInput(listModuleSites, options.query, { below, above, version, status, tag }, { module_id: name }),
    columns: siteColumns,
    empty: `No site of yours runs ${name} in such a version.`,
  });
}

async function versions(session: Session, name: string, options: ListOptions): Promise<ExitCode> {
  return printList(session, {
    ...options,
    endpoint: listModuleVersions,
    input: listInput(listModuleVersions, options.query, {}, { module_id: name }),
    columns: versionColumns,
    empty: `${name} has no release and no version on your sites.`,
  });
}

function versionInUse(use: Module['versions_in_use'][number]): string {
  return `${use.version ?? 'no version'} (${use.sites})`;
}

function notesOf(row: ModuleVersion): string {
  const notes = [
    ...row.types.map((type) => type.toLowerCase()),
    row.supported === false && !row.types.includes('Unsupported') && 'unsupported',
    row.published === false && 'unpublished',
    !row.released && 'not on drupal.org',
  ];
  return notes.filter((note) => note !== false).join(', ');
}
