import {
  forgetModuleIdentity,
  identifyModule,
  listUnmatchedModules,
  type UnmatchedModule,
} from '@patchlight/contract/module-identities';
import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import { type ListOptions, type RecordOptions, withListOptions, withRecordOptions } from '../list-options.ts';
import { onlyOrganizationId, organizationId } from '../organization-lookup.ts';
import { printList, printRecord } from '../output.ts';
import { listInput } from '../query.ts';
import type { Act, Session } from '../session.ts';
import type { Column } from '../table.ts';

interface IdentifyOptions extends RecordOptions {
  custom?: boolean;
  project?: string;
  forget?: boolean;
  organization?: string;
}

/** `modules unmatched` and `modules identify`. */
export function addIdentityCommands(modules: Command, act: Act): void {
  withListOptions(modules.command('unmatched'))
    .description('Names that drupal.org does not know, and what was decided of them.')
    .addHelpText('before', "Example:\n  patchlight modules unmatched --query 'decided=false'\n")
    .action(act(list));
  withRecordOptions(modules.command('identify <name>'))
    .description('Say what a reported name is: custom code, or a project of drupal.org.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight modules identify acme_shop --custom\n  patchlight modules identify acme_webform --project webform\n',
    )
    .option('--custom', 'it is custom code')
    .option('--project <project>', 'it is this project of drupal.org')
    .option('--forget', 'take back what was decided')
    .option('--organization <name>', 'where it is so, if you see several organizations')
    .action(act(identify));
}

const columns: readonly Column<UnmatchedModule>[] = [
  { head: 'NAME', value: (row) => row.name, min: 12 },
  {
    head: 'ORGANIZATION',
    value: (row) => row.organization?.name ?? `${row.organizations} organizations`,
    min: 10,
    yields: 1,
  },
  { head: 'SITES', value: (row) => row.sites, right: true },
  { head: 'VERSIONS', value: (row) => row.versions.join(', '), min: 10, yields: 1 },
  { head: 'SINCE', value: (row) => row.first_seen_at?.slice(0, 10) ?? null },
  { head: 'IS', value: whatItIs, min: 12 },
];

function whatItIs({ decision, reason }: UnmatchedModule): string | null {
  if (decision !== null) return decision.project ?? 'custom';
  return reason?.replaceAll('_', ' ') ?? null;
}

async function list(session: Session, options: ListOptions): Promise<ExitCode> {
  return printList(session, {
    ...options,
    endpoint: listUnmatchedModules,
    input: listInput(listUnmatchedModules, options.query),
    columns,
    empty: 'Every name is known.',
  });
}

async function identify(session: Session, name: string, options: IdentifyOptions): Promise<ExitCode> {
  const { custom, project, forget } = options;
  if ([custom, project, forget].filter((each) => each !== undefined).length !== 1)
    throw usage('Name one of --custom, --project and --forget.');
  const client = session.client();
  const organization_id =
    options.organization === undefined
      ? await onlyOrganizationId(client)
      : await organizationId(client, options.organization);
  if (forget === true) {
    await client.call(forgetModuleIdentity, { params: { name }, query: { organization_id } });
    session.terminal.note(`${name} is again what the reports say.`);
    return exitCodes.ok;
  }
  const { data } = await client.call(identifyModule, {
    params: { name },
    body:
      project === undefined
        ? { organization_id, decision: 'custom' }
        : { organization_id, decision: 'project', project },
  });
  return printRecord(session, options.format, data, [
    ['name', data.name],
    ['organization', data.organization.name],
    ['is', data.project ?? 'custom'],
    ['decided', data.decided_at],
  ]);
}
