import {
  type DeadLetter,
  dropDeadLetter,
  getDeadLetter,
  listDeadLetters,
  replayDeadLetter,
  replayDeadLetters,
  replayMax,
} from '@patchlight/contract/dead-letters';
import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import { type ListOptions, type RecordOptions, withListOptions, withRecordOptions } from '../list-options.ts';
import { printList, printRecord } from '../output.ts';
import { ageOf, counted } from '../printable.ts';
import { listInput } from '../query.ts';
import type { Act, Session } from '../session.ts';
import type { Column } from '../table.ts';

interface ReplayOptions extends RecordOptions {
  all?: boolean;
  failure?: string;
}

export function addDeadLetterCommands(jobs: Command, act: Act): void {
  const letters = jobs
    .command('dead-letters')
    .summary('reports that could not be applied')
    .description('Reports that were accepted and could not be applied.');
  withListOptions(letters.command('list', { isDefault: true }))
    .description('Each with its site, when it was given up, and why.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight jobs dead-letters\n  patchlight jobs dead-letters --failure "too long"\n',
    )
    .option('--failure <text>', 'only where the failure has this in it')
    .action(act(list));
  withRecordOptions(letters.command('show <id>'))
    .description('One of them with its body.')
    .addHelpText('before', 'Example:\n  patchlight jobs dead-letters show 019ab3d0-1f5c-7a20-8c44-6d1e2f3a4b5c\n')
    .action(act(show));
  withRecordOptions(letters.command('replay [id]'))
    .description('Try to apply it again, once what was wrong is mended; --all for all of them.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight jobs dead-letters replay 019ab3d0-1f5c-7a20-8c44-6d1e2f3a4b5c\n' +
        '  patchlight jobs dead-letters replay --all --failure "too long"\n',
    )
    .option('--all', 'all of them, or all that --failure names')
    .option('--failure <text>', 'with --all: only where the failure has this in it')
    .action(act(replay));
  letters
    .command('drop <id>')
    .description('Delete it: what it said is never applied.')
    .addHelpText('before', 'Example:\n  patchlight jobs dead-letters drop 019ab3d0-1f5c-7a20-8c44-6d1e2f3a4b5c\n')
    .action(act(drop));
}

const columns = (now: Date): readonly Column<DeadLetter>[] => [
  { head: 'ID', value: (letter) => letter.id },
  {
    head: 'GIVEN UP',
    csv: 'dead_at',
    value: (letter) => letter.dead_at,
    show: (letter) => ({ text: ageOf(letter.dead_at, now) }),
  },
  { head: 'SITE', value: (letter) => letter.site.url, min: 12, yields: 2 },
  { head: 'TRIES', value: (letter) => letter.tries, right: true, yields: 3 },
  { head: 'BYTES', value: (letter) => letter.bytes, right: true, yields: 3 },
  { head: 'FAILURE', value: (letter) => letter.failure, min: 12, yields: 1 },
];

async function list(session: Session, options: ListOptions & { failure?: string }): Promise<ExitCode> {
  return printList(session, {
    ...options,
    endpoint: listDeadLetters,
    input: listInput(listDeadLetters, options.query, { failure: options.failure }),
    columns: columns(session.io.now()),
    empty: 'There is none.',
  });
}

async function show(session: Session, id: string, { format }: RecordOptions): Promise<ExitCode> {
  const { data } = await session.client().call(getDeadLetter, { params: { dead_letter_id: id } });
  return printRecord(session, format, data, [
    ['id', data.id],
    ['organization', data.organization.name],
    ['site', data.site.url],
    ['report', data.report_id],
    ['received', data.received_at],
    ['given up', data.dead_at],
    ['tries', data.tries],
    ['failure', data.failure],
    ['request', data.request_id],
    ['bytes', data.bytes],
    [data.body_is_cut ? 'body (cut)' : 'body', data.body],
  ]);
}

async function replay(
  session: Session,
  id: string | undefined,
  { all, failure, format }: ReplayOptions,
): Promise<ExitCode> {
  if ((id === undefined) !== (all === true)) throw usage('Name one id, or --all.');
  if (failure !== undefined && all !== true) throw usage('--failure goes with --all.');
  const client = session.client();
  const { data } =
    id === undefined
      ? await client.call(replayDeadLetters, { body: failure === undefined ? {} : { failure } })
      : await client.call(replayDeadLetter, { params: { dead_letter_id: id } });
  await printRecord(session, format, data, [['replayed', counted(data.replayed, 'report')]]);
  if (data.replayed === replayMax) session.terminal.note('There may be more: run it again.');
  return data.replayed === 0 ? exitCodes.nothing : exitCodes.ok;
}

async function drop(session: Session, id: string): Promise<ExitCode> {
  await session.client().call(dropDeadLetter, { params: { dead_letter_id: id } });
  session.terminal.note(`${id} is deleted.`);
  return exitCodes.ok;
}
