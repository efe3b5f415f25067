import { environments, freshnesses } from '@patchlight/contract/site-filter';
import { createSite, deleteSite, getSite, listSites, type Site, updateSite } from '@patchlight/contract/sites';
import { moduleStatuses } from '@patchlight/contract/verdicts';
import { type Command, Option } from 'commander';
import { confirm } from '../ask.ts';
import { parseWhole } from '../duration.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import { type ListOptions, type RecordOptions, withListOptions, withRecordOptions } from '../list-options.ts';
import { printList, printRecord } from '../output.ts';
import { listInput } from '../query.ts';
import type { Act, Session } from '../session.ts';
import { siteColumns, siteFields } from '../site-columns.ts';
import { resolveSiteId } from '../site-lookup.ts';

interface SiteFilters extends ListOptions {
  status?: string;
  tag?: string;
  environment?: string;
  freshness?: string;
}

interface EditOptions extends RecordOptions {
  name?: string;
  siteUrl?: string;
  description?: string;
  env?: Site['environment'];
  tag?: string[];
  interval?: number;
  organization?: string;
}

export function addSitesCommand(program: Command, act: Act): void {
  const sites = program
    .command('sites')
    .summary('list, show, add, edit and delete sites')
    .description('List, show, add, edit and delete sites.');
  withListOptions(sites.command('list'))
    .description('The sites you may see.')
    .addHelpText(
      'before',
      "Examples:\n  patchlight sites list --status security\n  patchlight sites list --query 'tag=prod&core=10.'\n",
    )
    .addOption(new Option('--status <status>', 'only sites with this status').choices(moduleStatuses))
    .option('--tag <tag>', 'only sites with this tag')
    .addOption(new Option('--environment <name>', 'only this environment').choices(environments))
    .addOption(new Option('--freshness <word>', 'only sites whose data is this old').choices(freshnesses))
    .action(act(list));
  withRecordOptions(sites.command('show <site>'))
    .description('One site, by id, URL or name.')
    .addHelpText('before', 'Example:\n  patchlight sites show https://shop.example.org\n')
    .action(act(show));
  withSiteFields(sites.command('add <url>'))
    .description('Register a site. Its key is printed once, on standard output.')
    .addHelpText('before', 'Example:\n  patchlight sites add https://shop.example.org --name Shop --tag prod\n')
    .option('--organization <id>', 'organization it belongs to, where you have several')
    .action(act(add));
  withSiteFields(sites.command('edit <site>'))
    .description('Change a site; what is not named stays.')
    .addHelpText('before', 'Example:\n  patchlight sites edit shop.example.org --tag prod --tag shop\n')
    .option('--site-url <url>', 'new address of the site')
    .action(act(edit));
  sites
    .command('rm <site>')
    .description('Delete a site and revoke its keys.')
    .addHelpText('before', 'Example:\n  patchlight sites rm https://old.example.org --yes\n')
    .option('--yes', 'do not ask')
    .action(act(remove));
}

function withSiteFields(command: Command): Command {
  return withRecordOptions(command)
    .option('--name <name>', 'name people know it by')
    .option('--description <text>', 'what it is')
    .addOption(new Option('--env <environment>', 'environment').choices(environments))
    .option('--tag <tag>', 'tag; give it again for more', (tag: string, tags: string[] = []) => [...tags, tag])
    .option('--interval <hours>', 'hours between two reports', parseWhole(1, 8784));
}

async function list(session: Session, options: SiteFilters): Promise<ExitCode> {
  const { status, tag, environment, freshness } = options;
  return printList(session, {
    endpoint: listSites,
    input: listInput(listSites, options.query, { status, tag, environment, freshness }),
    columns: siteColumns(session.io.now()),
    format: options.format,
    limit: options.limit,
    empty: 'No site fits.',
  });
}

async function show(session: Session, wanted: string, options: RecordOptions): Promise<ExitCode> {
  const { data } = await session
    .client()
    .call(getSite, { params: { site_id: await resolveSiteId(session.client(), wanted) } });
  return printRecord(session, options.format, data, siteFields(data, session.io.now()));
}

async function add(session: Session, url: string, options: EditOptions): Promise<ExitCode> {
  if (options.name === undefined)
    throw usage('A site needs a name.', { next: `patchlight sites add ${url} --name NAME` });
  const { data } = await session.client().call(createSite, {
    body: {
      url,
      name: options.name,
      ...bodyOf(options),
      ...(options.organization === undefined ? {} : { organization_id: options.organization }),
    },
  });
  session.terminal.note('Store the key now; it is not shown again.');
  const fields = siteFields(data.site, session.io.now());
  return printRecord(session, options.format, data, [
    ...fields.slice(0, 3),
    ['api key', data.api_key ?? 'was in an answer that did not arrive: rotate it'],
  ]);
}

async function edit(session: Session, wanted: string, options: EditOptions): Promise<ExitCode> {
  const body = {
    ...bodyOf(options),
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.siteUrl === undefined ? {} : { url: options.siteUrl }),
  };
  if (Object.keys(body).length === 0) throw usage('Nothing to change.', { next: 'patchlight sites edit --help' });
  const client = session.client();
  const { data } = await client.call(updateSite, { params: { site_id: await resolveSiteId(client, wanted) }, body });
  return printRecord(session, options.format, data, siteFields(data, session.io.now()));
}

async function remove(session: Session, wanted: string, options: { yes?: boolean }): Promise<ExitCode> {
  const client = session.client();
  const siteId = await resolveSiteId(client, wanted);
  if (options.yes !== true) {
    const { data } = await client.call(getSite, { params: { site_id: siteId } });
    await confirm(session, `Delete ${data.name} (${data.url}) and revoke its keys?`, '--yes');
  }
  await client.call(deleteSite, { params: { site_id: siteId } });
  session.terminal.note(`Deleted ${wanted}.`);
  return exitCodes.ok;
}

function bodyOf(options: EditOptions) {
  return {
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.env === undefined ? {} : { environment: options.env }),
    ...(options.tag === undefined ? {} : { tags: options.tag }),
    ...(options.interval === undefined ? {} : { expected_interval_hours: options.interval }),
  };
}
