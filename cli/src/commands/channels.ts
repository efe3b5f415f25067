import type { ChannelType } from '@patchlight/contract/channel-lists';
import { channelTypes } from '@patchlight/contract/channel-lists';
import {
  type Channel,
  type ChannelDelivery,
  createChannel,
  listChannelDeliveries,
  listChannels,
  testChannel,
} from '@patchlight/contract/channels';
import { Argument, type Command } from 'commander';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import { type ListOptions, type RecordOptions, withListOptions, withRecordOptions } from '../list-options.ts';
import { organizationId } from '../organization-lookup.ts';
import { printList, printRecord } from '../output.ts';
import { listInput } from '../query.ts';
import type { Act, Session } from '../session.ts';
import type { Column } from '../table.ts';

interface AddOptions extends RecordOptions {
  to?: string;
  organization?: string;
  event?: string[];
  tag?: string[];
}

const each = (value: string, values: string[] = []) => [...values, value];

export function addChannelsCommand(program: Command, act: Act): void {
  const channels = program
    .command('channels')
    .summary('web hooks, Slack and Teams')
    .description('Where an organization is told of events: web hooks, Slack and Teams. For administrators.');
  withListOptions(channels.command('list'))
    .description('Channels, by name.')
    .addHelpText('before', 'Example:\n  patchlight channels list\n')
    .action(act(list));
  withRecordOptions(channels.command('add'))
    .addArgument(new Argument('<type>', 'which kind').choices(channelTypes))
    .argument('<name>')
    .description('Make a channel; the secret of a web hook is printed once.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight channels add webhook Tickets --to https://tickets.example.org/in\n' +
        '  patchlight channels add slack Operations < slack-url.txt\n',
    )
    .option(
      '--to <address>',
      'address that is called; else it is read from standard input, where no other process sees it',
    )
    .option('--organization <name>', 'of this organization')
    .option('--event <kind>', 'only of this event; again for more', each)
    .option('--tag <tag>', 'only of sites with this tag; again for more', each)
    .action(act(add));
  withRecordOptions(channels.command('test <id>'))
    .description('Send an example now; fails when it is not taken.')
    .addHelpText('before', 'Example:\n  patchlight channels test 019ab3d2-11f0-7a52-9c3e-6b7081920a1b\n')
    .action(act(test));
  withListOptions(channels.command('deliveries <id>'))
    .description('What was sent to a channel, newest first.')
    .addHelpText(
      'before',
      "Example:\n  patchlight channels deliveries 019ab3d2-11f0-7a52-9c3e-6b7081920a1b --query 'status=failed'\n",
    )
    .action(act(deliveries));
}

async function list(session: Session, options: ListOptions): Promise<ExitCode> {
  return printList(session, {
    endpoint: listChannels,
    input: listInput(listChannels, options.query),
    columns,
    format: options.format,
    limit: options.limit,
    empty: 'There is no channel.',
  });
}

async function add(session: Session, type: ChannelType, name: string, options: AddOptions): Promise<ExitCode> {
  const url = options.to ?? (await addressFrom(session));
  const client = session.client();
  const { organization, event, tag } = options;
  const { data } = await client.call(createChannel, {
    body: {
      type,
      name,
      url,
      ...(organization === undefined ? {} : { organization_id: await organizationId(client, organization) }),
      // The server, which knows them, checks what they are called.
      ...(event === undefined ? {} : { events: event as Channel['events'] }),
      ...(tag === undefined ? {} : { tags: tag }),
    },
  });
  const { channel, secret } = data;
  return printRecord(session, options.format, data, [
    ['id', channel.id],
    ['name', channel.name],
    ['type', channel.type],
    ['address', channel.url],
    ...(secret === null ? [] : ([['secret, shown once', secret]] as [string, string][])),
  ]);
}

async function addressFrom({ io }: Session): Promise<string> {
  if (io.stdin.isTTY === true) throw usage('A channel needs an address.', { next: 'add --to URL' });
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk));
  const address = Buffer.concat(chunks).toString('utf8').trim();
  if (address === '') throw usage('A channel needs an address.', { next: 'add --to URL' });
  return address;
}

async function test(session: Session, id: string, options: RecordOptions): Promise<ExitCode> {
  const { data } = await session.client().call(testChannel, { params: { channel_id: id } });
  await printRecord(session, options.format, data, [
    ['status', data.status],
    ['answer', answerOf(data)],
    ['id', data.id],
  ]);
  return data.status === 'delivered' ? exitCodes.ok : exitCodes.failed;
}

async function deliveries(session: Session, id: string, options: ListOptions): Promise<ExitCode> {
  return printList(session, {
    endpoint: listChannelDeliveries,
    input: listInput(listChannelDeliveries, options.query, {}, { channel_id: id }),
    columns: deliveryColumns,
    format: options.format,
    limit: options.limit,
    empty: 'Nothing was sent in the last 30 days.',
  });
}

const columns: readonly Column<Channel>[] = [
  { head: 'NAME', value: ({ name }) => name, min: 12 },
  { head: 'TYPE', value: ({ type }) => type },
  { head: 'STATE', value: ({ is_active, paused }) => (is_active ? 'on' : (paused?.reason ?? 'off')) },
  { head: 'ADDRESS', value: ({ url }) => url, min: 16, yields: 2 },
  { head: 'EVENTS', value: ({ events }) => (events.length === 0 ? 'all' : events.join(' ')), min: 8, yields: 1 },
  { head: 'DELIVERED', csv: 'last_delivered_at', value: ({ last_delivered_at: time }) => time },
  { head: 'ID', value: ({ id }) => id },
];

const deliveryColumns: readonly Column<ChannelDelivery>[] = [
  { head: 'CREATED', csv: 'created_at', value: ({ created_at }) => created_at },
  { head: 'STATUS', value: ({ status }) => status },
  { head: 'TRIES', csv: 'attempts', value: ({ attempts }) => attempts, right: true },
  { head: 'SUBJECT', value: ({ subject, event }) => subject ?? event, min: 16, yields: 1 },
  { head: 'ANSWER', value: answerOf, min: 12, yields: 2 },
  { head: 'ID', value: ({ id }) => id },
];

function answerOf({ status_code, answer }: ChannelDelivery): string | null {
  const parts = [status_code === null ? null : String(status_code), answer].filter(
    (part) => part !== null && part !== '',
  );
  return parts.length === 0 ? null : parts.join(' ');
}
