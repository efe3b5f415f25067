import { createMute, endMute, listMutes, type Mute, previewMute } from '@patchlight/contract/mutes';
import { type Command, Option } from 'commander';
import { parseSeconds } from '../duration.ts';
import type { ExitCode } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import { type ListOptions, type RecordOptions, withListOptions, withRecordOptions } from '../list-options.ts';
import { organizationId } from '../organization-lookup.ts';
import { printList, printRecord } from '../output.ts';
import { counted } from '../printable.ts';
import { listInput } from '../query.ts';
import type { Act, Session } from '../session.ts';
import { resolveSiteId } from '../site-lookup.ts';
import type { Column } from '../table.ts';

interface AddOptions extends RecordOptions {
  site?: string;
  tag?: string[];
  organization?: string;
  upTo?: string;
  advisory?: string;
  reason?: string;
  for?: number;
  untilNewerRelease?: boolean;
  dryRun?: boolean;
}

interface Filters extends ListOptions {
  project?: string;
  site?: string;
  tag?: string;
  state?: string;
}

export function addMuteCommand(program: Command, act: Act): void {
  const mute = program
    .command('mute')
    .summary('leave projects out of the counts for a time')
    .description('Leave projects out of the counts for a time, with a reason and an end.');
  withRecordOptions(mute.command('add <project>'))
    .description('Mute a project: on a site, on sites with a tag, or in an organization.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight mute add webform --site https://shop.example.org --for 30d \\\n' +
        '    --reason "Forms are switched off until the relaunch"\n' +
        '  patchlight mute add token --tag client-a --until-newer-release --reason "8.x-1.15 breaks the menu"\n',
    )
    .addHelpText('after', '\nA new advisory of the project ends it, whatever was said here.')
    .option('--site <site>', 'on this site, by id, URL or name')
    .option('--tag <tag>', 'on sites with this tag; again for more', (tag: string, tags: string[] = []) => [
      ...tags,
      tag,
    ])
    .option('--organization <name>', 'in this organization, or where the tags are meant')
    .option('--up-to <version>', 'only this version and older ones')
    .option('--advisory <id>', 'only for this advisory')
    .option('--reason <text>', 'why it need not be done now, at least 10 characters')
    .option('--for <time>', 'how long, such as 30d; at most 180d', parseSeconds)
    .option('--until-newer-release', 'until a newer release is out')
    .option('--dry-run', 'say what it would hide, and change nothing')
    .action(act(add));
  withListOptions(mute.command('list'))
    .description('Mutes in force, those that end first come first.')
    .addHelpText('before', "Example:\n  patchlight mute list --query 'ends_within_days=7'\n")
    .option('--project <name>', 'only of this project')
    .option('--site <site>', 'only those that hold on this site')
    .option('--tag <tag>', 'only those on this tag')
    .addOption(new Option('--state <state>', 'which').choices(['active', 'ended', 'all']))
    .action(act(list));
  withRecordOptions(mute.command('end <id>'))
    .description('End a mute: what it hides counts again.')
    .addHelpText('before', 'Example:\n  patchlight mute end 019ab3c6-5a10-7c31-8d24-5f60718293a4\n')
    .action(act(end));
}

async function add(session: Session, project: string, options: AddOptions): Promise<ExitCode> {
  const client = session.client();
  const { site, tag, organization, upTo, advisory, reason } = options;
  const what = {
    project,
    ...(site === undefined ? {} : { site_id: await resolveSiteId(client, site) }),
    ...(organization === undefined ? {} : { organization_id: await organizationId(client, organization) }),
    ...(upTo === undefined ? {} : { up_to_version: upTo }),
    ...(advisory === undefined ? {} : { advisory }),
  };
  if (options.dryRun === true) {
    const { data } = await client.call(previewMute, {
      query: { ...what, ...(tag === undefined ? {} : { tag: tag.join(',') }) },
    });
    return printRecord(session, options.format, data, [
      ['would hide it on', counted(data.sites, 'site')],
      ['security', data.security],
      ['unsupported', data.unsupported],
      ['update', data.update],
      ['unknown', data.unknown],
      ['possibly exposed', data.possible],
      ['muted already', data.muted],
    ]);
  }
  if (reason === undefined) throw usage('A mute needs a reason.', { next: 'add --reason TEXT' });
  if (options.for === undefined && options.untilNewerRelease !== true)
    throw usage('A mute needs an end.', { next: 'add --for 30d, --until-newer-release, or both' });
  const { data } = await client.call(createMute, {
    body: {
      ...what,
      ...(tag === undefined ? {} : { tags: tag }),
      reason,
      ...(options.for === undefined
        ? {}
        : { ends_at: new Date(session.io.now().getTime() + options.for * 1000).toISOString() }),
      ...(options.untilNewerRelease === true ? { until_newer_release: true } : {}),
    },
  });
  return printRecord(session, options.format, data, fieldsOf(data));
}

async function list(session: Session, options: Filters): Promise<ExitCode> {
  const { project, tag, state } = options;
  const site_id = options.site === undefined ? undefined : await resolveSiteId(session.client(), options.site);
  return printList(session, {
    endpoint: listMutes,
    input: listInput(listMutes, options.query, { project, site_id, tag, state }),
    columns,
    format: options.format,
    limit: options.limit,
    empty: 'No mute fits.',
  });
}

async function end(session: Session, id: string, options: RecordOptions): Promise<ExitCode> {
  const { data } = await session.client().call(endMute, { params: { mute_id: id } });
  return printRecord(session, options.format, data, fieldsOf(data));
}

const columns: readonly Column<Mute>[] = [
  { head: 'PROJECT', value: (mute) => mute.project.name, min: 12 },
  { head: 'WHERE', value: whereOf, min: 12, yields: 1 },
  { head: 'UP TO', csv: 'up_to_version', value: (mute) => mute.up_to_version },
  { head: 'HIDES', value: (mute) => mute.hides, right: true },
  { head: 'ENDS', value: endOf },
  { head: 'OWNER', value: (mute) => mute.owner?.name ?? null, min: 8, yields: 1 },
  { head: 'REASON', value: (mute) => mute.reason, min: 16, yields: 2 },
  { head: 'ID', value: (mute) => mute.id },
];

function fieldsOf(mute: Mute): [string, string | number | null][] {
  return [
    ['id', mute.id],
    ['project', mute.project.name],
    ['where', whereOf(mute)],
    ['up to', mute.up_to_version],
    ['advisory', mute.advisory?.id ?? null],
    ['reason', mute.reason],
    ['ends', endOf(mute)],
    ['hides it on', counted(mute.hides, 'site')],
  ];
}

function whereOf({ site, tags, organization }: Mute): string {
  if (site !== null) return site.name;
  return tags.length > 0 ? `tagged ${tags.join(', ')}` : organization.name;
}

function endOf({ ended_at, end_cause, ends_at, until_newer_release }: Mute): string {
  if (ended_at !== null) return `ended ${ended_at.slice(0, 10)}, ${end_cause}`;
  const ends = [ends_at?.slice(0, 16).replace('T', ' '), until_newer_release ? 'newer release' : undefined];
  return ends.filter((each) => each !== undefined).join(' or ');
}
