import { listPatchRuns, type PatchRun, recordPatchRun } from '@patchlight/contract/patch-runs';
import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { Failure, usage } from '../failure.ts';
import { type ListOptions, type RecordOptions, withListOptions, withRecordOptions } from '../list-options.ts';
import { compareLocks } from '../lock-updates.ts';
import { printList, printRecord } from '../output.ts';
import { counted } from '../printable.ts';
import { listInput } from '../query.ts';
import { requireTarget } from '../send-report.ts';
import type { Act, Session } from '../session.ts';
import { readText } from '../source-file.ts';
import type { Column } from '../table.ts';

interface Recording extends RecordOptions {
  site?: string;
  from: string;
  to: string;
  dev?: boolean;
  source?: string;
  link?: string;
  note?: string;
}

interface Filters extends ListOptions {
  site?: string;
  module?: string;
  source?: string;
}

export function addPatchRunCommand(program: Command, act: Act): void {
  const patchRun = program
    .command('patch-run')
    .summary('record and list updates that were applied')
    .description('Record and list updates that were applied.');
  withRecordOptions(patchRun.command('record'))
    .description('Records what changed between two composer.lock files.')
    .addHelpText(
      'before',
      'Example:\n  git show HEAD~1:composer.lock > before.lock\n' +
        '  patchlight patch-run record --site https://shop.example.org \\\n' +
        '    --from before.lock --to composer.lock --url "$CI_JOB_URL"\n',
    )
    .addHelpText('after', '\nHere --url is the job; the server comes from PATCHLIGHT_URL or patchlight login.')
    .option('--site <site>', 'site by id, URL or name')
    .requiredOption('--from <file>', 'composer.lock before')
    .requiredOption('--to <file>', 'composer.lock after; - is standard input')
    .option('--dev', 'packages-dev of the locks too')
    .option('--source <word>', 'where it ran (default: ci in a pipeline, else cli)')
    .option('--url <url>', 'page of the job or the change')
    .option('--note <text>', 'what to remember of it')
    .hook('preAction', takeJobUrl)
    .action(act(record));
  withListOptions(patchRun.command('list'))
    .description('Patch runs of a site, newest first.')
    .addHelpText('before', 'Example:\n  patchlight patch-run list --site https://shop.example.org --module webform\n')
    .option('--site <site>', 'site by id, URL or name')
    .option('--module <name>', 'only runs that updated this module')
    .option('--source <word>', 'only runs from there; detected: nobody recorded them')
    .action(act(list));
}

/** The parser gives every --url to the program, whose own is the server's: a key must not go where the job is. */
function takeJobUrl(command: Command): void {
  const program = command.parent?.parent;
  command.setOptionValue('link', program?.opts().url);
  program?.setOptionValue('url', undefined);
}

async function record(session: Session, options: Recording): Promise<ExitCode> {
  const { io, terminal, settings } = session;
  if (options.from === '-' && options.to === '-') throw usage('Only one of the two can be standard input.');
  const dev = options.dev === true;
  const found = compareLocks(await readText(options.from, io), await readText(options.to, io), { dev });
  for (const [word, names] of [['installed', found.installed] as const, ['removed', found.removed] as const])
    if (names.length > 0) terminal.note(`Not part of it, only ${word}: ${names.join(', ')}.`);
  if (found.updates.length === 0)
    throw new Failure(exitCodes.nothing, 'Nothing was updated between the two files.', {
      why: 'no project of drupal.org has another version',
    });
  const siteId = await requireTarget(session, options.site ?? settings.site);
  const { data } = await session.client().call(recordPatchRun, {
    params: { site_id: siteId },
    body: {
      updates: found.updates,
      source: options.source ?? (io.env.CI ? 'ci' : 'cli'),
      ...(options.link === undefined ? {} : { url: options.link }),
      ...(options.note === undefined ? {} : { note: options.note }),
    },
  });
  return printRecord(session, options.format, data, fieldsOf(data));
}

async function list(session: Session, options: Filters): Promise<ExitCode> {
  const siteId = await requireTarget(session, options.site ?? session.settings.site);
  const { module, source } = options;
  return printList(session, {
    endpoint: listPatchRuns,
    input: listInput(listPatchRuns, options.query, { module, source }, { site_id: siteId }),
    columns,
    format: options.format,
    limit: options.limit,
    empty: 'No patch run fits.',
  });
}

const columns: readonly Column<PatchRun>[] = [
  { head: 'RUN', csv: 'run_date', value: (run) => run.run_date.slice(0, 19).replace('T', ' ') },
  { head: 'SOURCE', value: (run) => run.source },
  { head: 'SEEN', csv: 'detected', value: (run) => (run.detected ? 'yes' : 'not yet') },
  { head: 'SEC', csv: 'security', value: (run) => run.updates.filter(({ security }) => security).length, right: true },
  { head: 'UPDATES', value: (run) => run.updates.map(updateText).join(', '), min: 20 },
  { head: 'BY', value: (run) => run.recorded_by?.name ?? null, min: 8, yields: 1 },
  { head: 'URL', value: (run) => run.url, min: 12, yields: 2 },
];

function fieldsOf(run: PatchRun): [string, string | null][] {
  return [
    ['recorded', counted(run.updates.length, 'update')],
    ['id', run.id],
    ['run', run.run_date],
    ...run.updates.map((update): [string, string] => ['update', updateText(update)]),
    ['url', run.url],
    ['seen', run.detected ? `report ${run.report_id}` : 'not yet by a report of the site'],
  ];
}

function updateText({ module, from_version, to_version, known }: PatchRun['updates'][number]): string {
  return `${module} ${from_version ?? '?'} → ${to_version ?? '?'}${known ? '' : ' (not a known module)'}`;
}
