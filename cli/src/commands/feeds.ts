import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type Feed,
  type FeedFetch,
  feedKinds,
  fetchOutcomes,
  listFeedFetches,
  listFeeds,
  pauseFeed,
  refreshFeeds,
  resumeFeed,
  uploadReleaseHistory,
} from '@patchlight/contract/feeds';
import { type Command, Option } from 'commander';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import { readAll } from '../io.ts';
import { type ListOptions, type RecordOptions, withListOptions, withRecordOptions } from '../list-options.ts';
import { printList, printRecord } from '../output.ts';
import { ageOf, counted } from '../printable.ts';
import { listInput } from '../query.ts';
import type { Act, Session } from '../session.ts';
import type { Column } from '../table.ts';

interface Filters extends ListOptions {
  kind?: string;
  outcome?: string;
  stale?: boolean;
}

export function addFeedsCommand(program: Command, act: Act): void {
  const feeds = program
    .command('feeds')
    .summary('what is fetched from drupal.org (superuser)')
    .description('What is fetched from drupal.org, how old it is, and when it comes again. For superusers.')
    .addHelpText('after', '\nfeeds import, which needs no running server, is a command of the server.');
  withListOptions(feeds.command('list'))
    .description('Each feed with the age of its data, the last outcome and the next fetch.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight feeds list --stale\n  patchlight feeds list --outcome failed --format json\n',
    )
    .addOption(new Option('--kind <kind>', 'only this kind').choices(feedKinds))
    .addOption(new Option('--outcome <outcome>', 'only where the last attempt ended so').choices(fetchOutcomes))
    .option('--stale', 'only what is older than it should be')
    .action(act(list));
  withListOptions(feeds.command('log <key>'))
    .description('Attempts to fetch one feed, newest first.')
    .addHelpText('before', 'Example:\n  patchlight feeds log release-history:webform\n')
    .action(act(log));
  withRecordOptions(feeds.command('refresh [projects...]'))
    .description('Fetch now: what is named, or else everything whose last attempt failed.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight feeds refresh webform token\n  patchlight feeds refresh --advisories\n',
    )
    .option('--advisories', 'the lists of advisories')
    .action(act(refresh));
  withRecordOptions(feeds.command('pause <key>'))
    .description('Fetch one feed no longer; what is stored of it stays.')
    .addHelpText('before', 'Example:\n  patchlight feeds pause release-history:webform\n')
    .action(act(pause));
  withRecordOptions(feeds.command('resume <key>'))
    .description('Fetch a paused feed again, now.')
    .addHelpText('before', 'Example:\n  patchlight feeds resume release-history:webform\n')
    .action(act(resume));
  withRecordOptions(feeds.command('upload <project> <file>'))
    .description('Store the release history of a project from a file; - is standard input.')
    .addHelpText('before', 'Example:\n  patchlight feeds upload webform webform.xml\n')
    .action(act(upload));
}

const feedColumns = (now: Date): readonly Column<Feed>[] => [
  { head: 'FEED', value: (feed) => feed.key, min: 20 },
  { head: 'AGE', csv: 'as_of', value: (feed) => feed.as_of, show: (feed) => ageCell(feed, now), right: true },
  { head: 'OUTCOME', value: (feed) => feed.outcome },
  {
    head: 'NEXT',
    csv: 'next_fetch_at',
    value: (feed) => feed.next_fetch_at,
    show: (feed) => ({ text: nextText(feed, now) }),
  },
  { head: 'FAILURES', value: (feed) => feed.failures, right: true, yields: 2 },
  { head: 'DETAIL', value: (feed) => feed.detail, min: 12, yields: 1 },
];

const fetchColumns: readonly Column<FeedFetch>[] = [
  { head: 'FETCHED', csv: 'fetched_at', value: (row) => row.fetched_at },
  { head: 'OUTCOME', value: (row) => row.outcome },
  { head: 'HTTP', csv: 'status', value: (row) => row.status, right: true },
  { head: 'BYTES', value: (row) => row.bytes, right: true },
  { head: 'MS', csv: 'duration_ms', value: (row) => row.duration_ms, right: true },
  { head: 'DETAIL', value: (row) => row.detail, min: 12, yields: 1 },
];

// The word says it too, for whoever sees no colour.
function ageCell({ as_of, stale }: Feed, now: Date) {
  const age = ageOf(as_of, now);
  return stale && as_of !== null ? { text: `${age}, stale`, styles: ['yellow' as const] } : { text: age };
}

function nextText({ paused, next_fetch_at }: Feed, now: Date): string {
  if (paused) return 'paused';
  if (next_fetch_at === null) return '–';
  const isDue = Date.parse(next_fetch_at) <= now.getTime();
  return isDue ? 'due' : `in ${ageOf(now.toISOString(), new Date(next_fetch_at))}`;
}

async function list(session: Session, options: Filters): Promise<ExitCode> {
  const { kind, outcome, stale } = options;
  return printList(session, {
    ...options,
    endpoint: listFeeds,
    input: listInput(listFeeds, options.query, { kind, outcome, stale: stale === true ? 'true' : undefined }),
    columns: feedColumns(session.io.now()),
    empty: 'No feed fits.',
  });
}

async function log(session: Session, key: string, options: ListOptions): Promise<ExitCode> {
  return printList(session, {
    ...options,
    endpoint: listFeedFetches,
    input: listInput(listFeedFetches, options.query, {}, { feed_key: key }),
    columns: fetchColumns,
    empty: `${key} was not fetched within the last 30 days.`,
  });
}

async function refresh(
  session: Session,
  projects: string[],
  options: RecordOptions & { advisories?: boolean },
): Promise<ExitCode> {
  const { data } = await session.client().call(refreshFeeds, {
    body: {
      ...(projects.length === 0 ? {} : { projects }),
      ...(options.advisories === true ? { advisories: true } : {}),
    },
  });
  await printRecord(session, options.format, data, [['due now', counted(data.feeds, 'feed')]]);
  if (data.unknown.length === 0) return exitCodes.ok;
  session.terminal.warn(`not fetched, because no site runs them or they are paused: ${data.unknown.join(', ')}`);
  return data.feeds > 0 ? exitCodes.partial : exitCodes.nothing;
}

async function pause(session: Session, key: string, options: RecordOptions): Promise<ExitCode> {
  const { data } = await session.client().call(pauseFeed, { params: { feed_key: key } });
  return printFeed(session, options, data);
}

async function resume(session: Session, key: string, options: RecordOptions): Promise<ExitCode> {
  const { data } = await session.client().call(resumeFeed, { params: { feed_key: key } });
  return printFeed(session, options, data);
}

function printFeed(session: Session, { format }: RecordOptions, feed: Feed): Promise<ExitCode> {
  const now = session.io.now();
  return printRecord(session, format, feed, [
    ['feed', feed.key],
    ['age', ageOf(feed.as_of, now)],
    ['outcome', feed.outcome],
    ['next', nextText(feed, now)],
  ]);
}

async function upload(session: Session, project: string, file: string, options: RecordOptions): Promise<ExitCode> {
  const { data } = await session.client().call(uploadReleaseHistory, {
    params: { project },
    body: await bytesOf(file, session),
    headers: { 'content-type': 'application/xml' },
  });
  return printRecord(session, options.format, data, [
    ['project', data.project],
    ['stored', data.changed ? 'yes' : 'it was known already'],
    ['verdicts changed', data.verdicts_changed],
    ['sites brought up to date', data.sites],
  ]);
}

/** As they are: the document says itself how it is encoded. */
async function bytesOf(file: string, { io }: Session): Promise<Buffer> {
  if (file === '-') return readAll(io.stdin);
  try {
    return readFileSync(resolve(io.cwd, file));
  } catch (error) {
    throw usage(`${file} cannot be read.`, { why: (error as Error).message });
  }
}
