import { type Job, listJobs, runJob } from '@patchlight/contract/jobs';
import type { Command } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import { type ListOptions, type RecordOptions, withListOptions, withRecordOptions } from '../list-options.ts';
import { printList, printRecord } from '../output.ts';
import { ageOf } from '../printable.ts';
import { listInput } from '../query.ts';
import type { Act, Session } from '../session.ts';
import type { Column } from '../table.ts';
import { addDeadLetterCommands } from './dead-letters.ts';

export function addJobsCommand(program: Command, act: Act): void {
  const jobs = program
    .command('jobs')
    .summary('what the server does by itself (superuser)')
    .description('What the server does by itself, and the reports that it had to give up. For superusers.');
  withListOptions(jobs.command('list', { isDefault: true }))
    .description('Each job with its next run, what runs now, and how the last run ended.')
    .addHelpText('before', 'Examples:\n  patchlight jobs\n  patchlight jobs list --format json\n')
    .action(act(list));
  withRecordOptions(jobs.command('run <name>'))
    .description('Ask for a job now; this does not wait for it.')
    .addHelpText('before', 'Example:\n  patchlight jobs run purge\n')
    .action(act(run));
  addDeadLetterCommands(jobs, act);
}

const columns = (now: Date): readonly Column<Job>[] => [
  { head: 'JOB', value: (job) => job.name, min: 12 },
  {
    head: 'NEXT',
    csv: 'next_run_at',
    value: (job) => job.next_run_at,
    show: (job) => ({ text: `in ${ageOf(now.toISOString(), new Date(job.next_run_at))}` }),
  },
  { head: 'STATE', value: stateOf },
  {
    head: 'LAST',
    csv: 'last_started_at',
    value: (job) => job.runs[0]?.started_at ?? null,
    show: (job) => ({ text: ageOf(job.runs[0]?.started_at ?? null, now) }),
  },
  { head: 'OUTCOME', value: (job) => job.runs[0]?.outcome ?? null },
  { head: 'MS', csv: 'duration_ms', value: (job) => job.runs[0]?.duration_ms ?? null, right: true, yields: 2 },
  { head: 'FAILURE', value: failureOf, min: 12, yields: 1 },
];

function stateOf({ running, retry }: Job): string {
  if (running !== null) return 'running';
  return retry === null ? 'waiting' : 'to be tried again';
}

function failureOf({ retry, runs }: Job): string | null {
  return retry?.failure ?? runs[0]?.failure ?? null;
}

async function list(session: Session, options: ListOptions): Promise<ExitCode> {
  return printList(session, {
    ...options,
    endpoint: listJobs,
    input: listInput(listJobs, options.query),
    columns: columns(session.io.now()),
    empty: 'There is no job.',
  });
}

async function run(session: Session, name: string, { format }: RecordOptions): Promise<ExitCode> {
  const { data } = await session.client().call(runJob, { params: { name } });
  return printRecord(session, format, data, [
    ['job', data.name],
    ['state', data.running === null ? 'asked for' : 'asked for; it runs already, and will once more'],
  ]);
}
