import { getMe } from '@patchlight/contract/auth';
import type { Client } from '@patchlight/contract/client';
import { listMessages, type Message, previewDigest } from '@patchlight/contract/messages';
import type { NotificationPreferences } from '@patchlight/contract/notification-preferences';
import { getUser, updateUser } from '@patchlight/contract/users';
import { Argument, type Command } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import { exitCodes } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import { write } from '../io.ts';
import { type ListOptions, type RecordOptions, withListOptions, withRecordOptions } from '../list-options.ts';
import { printList, printRecord } from '../output.ts';
import { printable } from '../printable.ts';
import { listInput } from '../query.ts';
import type { Act, Session } from '../session.ts';
import type { Column } from '../table.ts';

const paces = ['instant', 'daily', 'weekly', 'off'];

interface SetOptions extends RecordOptions {
  tag?: string[];
  minRisk?: string;
  hour?: string;
}

const each = (value: string, values: string[] = []) => [...values, value];

export function addNotificationsCommand(program: Command, act: Act): void {
  const notifications = program
    .command('notifications')
    .summary('what you are told of')
    .description('What you are told of, how fast, and what became of each message. Needs a sign-in: patchlight login.');
  withRecordOptions(notifications.command('show'))
    .description('Your choices; where you made none, those of your organization.')
    .addHelpText('before', 'Example:\n  patchlight notifications show\n')
    .action(act(show));
  withRecordOptions(notifications.command('set'))
    .argument('[choices...]', 'event=pace, such as security_exposure=instant')
    .description(`Change your choices; a pace is one of ${paces.join(', ')}.`)
    .addHelpText(
      'before',
      'Examples:\n  patchlight notifications set security_exposure=instant site_silent=daily\n' +
        '  patchlight notifications set --tag client-a --min-risk 15 --hour 7\n',
    )
    .option('--tag <tag>', 'only sites with this tag; again for more; an empty one for all sites', each)
    .option('--min-risk <score>', 'holes below this risk wait for the digest, 0 to 25')
    .option('--hour <hour>', 'when digests come, 0 to 23 in your time zone')
    .action(act(set));
  withListOptions(notifications.command('log'))
    .description('What you were sent in the last 30 days, newest first.')
    .addHelpText('before', "Example:\n  patchlight notifications log --query 'status=failed'\n")
    .action(act(log));
  withRecordOptions(notifications.command('preview'))
    .addArgument(new Argument('<kind>', 'which digest').choices(['daily', 'weekly']))
    .description('The next digest as it would read now.')
    .addHelpText('before', 'Example:\n  patchlight notifications preview daily\n')
    .option('--send', 'mail it to yourself too')
    .action(act(preview));
}

async function ownId(client: Client): Promise<string> {
  const { data } = await client.call(getMe);
  if (data.user === null) throw usage('A key is told of nothing.', { next: 'patchlight login' });
  return data.user.id;
}

async function show(session: Session, options: RecordOptions): Promise<ExitCode> {
  const client = session.client();
  const { data } = await client.call(getUser, { params: { user_id: await ownId(client) } });
  return printChoices(session, options, data.notification_preferences, data);
}

async function set(session: Session, choices: readonly string[], options: SetOptions): Promise<ExitCode> {
  const { tag, minRisk, hour } = options;
  const changes: NotificationPreferences = {
    ...(choices.length > 0 && { events: eventsOf(choices) }),
    ...(tag !== undefined && { tags: tag.filter((each) => each !== '') }),
    ...(minRisk !== undefined && { risk_threshold: numberOf(minRisk, '--min-risk') }),
    ...(hour !== undefined && { digest_hour: numberOf(hour, '--hour') }),
  };
  if (Object.keys(changes).length === 0)
    throw usage('There is nothing to change.', { next: 'security_exposure=instant' });
  const client = session.client();
  const { data } = await client.call(updateUser, {
    params: { user_id: await ownId(client) },
    body: { notification_preferences: changes },
  });
  return printChoices(session, options, data.notification_preferences, data);
}

/** The server, which knows the events, checks what they are called. */
function eventsOf(choices: readonly string[]): NonNullable<NotificationPreferences['events']> {
  return Object.fromEntries(
    choices.map((choice) => {
      const [event = '', pace = ''] = choice.split('=', 2);
      if (event === '' || !paces.includes(pace))
        throw usage(`“${choice}” is no choice.`, { next: `event=pace, with one of ${paces.join(', ')}` });
      return [event, pace];
    }),
  );
}

function numberOf(text: string, option: string): number {
  if (!/^\d{1,2}$/.test(text)) throw usage(`${option} takes a number.`, { next: `${option} 8` });
  return Number(text);
}

function printChoices(
  session: Session,
  { format }: RecordOptions,
  preferences: NotificationPreferences,
  user: { email: string; timezone: string; email_state: string; email_pause_reason: string | null },
): Promise<ExitCode> {
  const { events = {}, tags = [], site_ids: sites = [], quiet_hours: quiet } = preferences;
  const scope = tags.length > 0 ? `tags ${tags.join(', ')}` : sites.length > 0 ? `${sites.length} chosen` : 'all';
  return printRecord(session, format, preferences, [
    ['address', user.email_state === 'paused' ? `${user.email} (paused: ${user.email_pause_reason})` : user.email],
    ...Object.entries(events).map(([event, pace]): [string, string] => [event, pace]),
    ['sites', scope],
    ['at once from risk', String(preferences.risk_threshold ?? 0)],
    [
      'digest',
      `${preferences.digest_hour}:00 ${user.timezone}, weekly on day ${preferences.digest_weekday} (1 is Monday)`,
    ],
    ['quiet hours', quiet ? `${quiet.from} to ${quiet.to}` : 'none'],
  ]);
}

async function log(session: Session, options: ListOptions): Promise<ExitCode> {
  const client = session.client();
  return printList(session, {
    endpoint: listMessages,
    input: listInput(listMessages, options.query, {}, { user_id: await ownId(client) }),
    columns,
    format: options.format,
    limit: options.limit,
    empty: 'You were sent nothing in the last 30 days.',
  });
}

async function preview(
  session: Session,
  kind: 'daily' | 'weekly',
  options: RecordOptions & { send?: boolean },
): Promise<ExitCode> {
  const client = session.client();
  const { data } = await client.call(previewDigest, {
    params: { user_id: await ownId(client) },
    body: { kind, send: options.send === true },
  });
  if (options.format !== 'table')
    return printRecord(session, options.format, data, [
      ['subject', data.subject],
      ['text', data.text],
    ]);
  const { stdout, stderr } = session.io;
  const lines = `${data.subject}\n\n${data.text}`.split('\n').map(printable);
  await write(stdout, lines.join('\n'));
  if (data.unchanged) await write(stderr, 'Nothing is new: this one would be skipped.\n');
  if (data.sent) await write(stderr, 'It is on its way to you.\n');
  return exitCodes.ok;
}

const columns: readonly Column<Message>[] = [
  { head: 'CREATED', csv: 'created_at', value: ({ created_at }) => created_at },
  { head: 'KIND', value: ({ kind }) => kind },
  { head: 'STATUS', value: ({ status }) => status },
  { head: 'SUBJECT', value: ({ subject }) => subject, min: 16, yields: 1 },
  { head: 'ANSWER', value: ({ answer }) => answer ?? '', min: 12, yields: 2 },
  { head: 'ID', value: ({ id }) => id },
];
