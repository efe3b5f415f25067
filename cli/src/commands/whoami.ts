import { getMe } from '@patchlight/contract/auth';
import type { Command } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import { type RecordOptions, withRecordOptions } from '../list-options.ts';
import { meText } from '../me-text.ts';
import { printRecord } from '../output.ts';
import type { Act, Session } from '../session.ts';

export function addWhoamiCommand(program: Command, act: Act): void {
  withRecordOptions(program.command('whoami'))
    .summary('who this credential is')
    .description('Who this credential is and what it may do.')
    .addHelpText('before', 'Example:\n  patchlight whoami --format json\n')
    .action(act(whoami));
}

async function whoami(session: Session, options: RecordOptions): Promise<ExitCode> {
  const { data } = await session.client().call(getMe);
  return printRecord(session, options.format, data, [
    ['you', meText(data)],
    ['organization', data.organization?.name ?? data.user?.organization?.name ?? null],
    ...(data.user?.memberships ?? []).map((membership): [string, string] => [
      'member of',
      `${membership.organization.name} (${membership.role})`,
    ]),
    ...(data.site === null ? [] : [['site', `${data.site.name} ${data.site.url}`] as [string, string]]),
    ['server', session.settings.url],
    ['credential from', session.settings.credential?.source ?? 'nowhere'],
  ]);
}
