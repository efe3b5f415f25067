import { getRunway, type Runway } from '@patchlight/contract/runway';
import type { Command } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import { exitCodes } from '../exit-codes.ts';
import { type RecordOptions, withRecordOptions } from '../list-options.ts';
import { printRecord } from '../output.ts';
import { ageOf } from '../printable.ts';
import type { Act, Session } from '../session.ts';
import { type Column, renderTable } from '../table.ts';

interface Options extends RecordOptions {
  tag?: string;
}

export function addRunwayCommand(program: Command, act: Act): void {
  withRecordOptions(program.command('runway'))
    .summary('how long core and PHP of your sites are looked after')
    .description('Until when the core branches and the PHP of your sites get security fixes.')
    .addHelpText('before', 'Examples:\n  patchlight runway\n  patchlight runway --tag shop --format json\n')
    .option('--tag <tag>', 'only sites with this tag')
    .action(act(runway));
}

const coreColumns: readonly Column<Runway['core'][number]>[] = [
  { head: 'CORE', value: (row) => row.branch ?? 'not known' },
  { head: 'SITES', value: (row) => row.sites, right: true },
  { head: 'SECURITY', value: (row) => row.security_coverage.state },
  { head: 'UNTIL', value: ({ security_coverage: { ends_on, ends_with } }) => ends_on ?? ends_with },
  { head: 'UPDATE TO', value: (row) => row.security_coverage.update_to },
  { head: 'SUPPORTED', value: (row) => (row.supported === null ? null : row.supported ? 'yes' : 'no') },
];

const phpColumns: readonly Column<Runway['php'][number]>[] = [
  { head: 'PHP', value: (row) => row.branch ?? 'not known' },
  { head: 'SITES', value: (row) => row.sites, right: true },
  { head: 'SUPPORT', value: (row) => row.state },
  { head: 'BUGS UNTIL', value: (row) => row.active_until },
  { head: 'SECURITY UNTIL', value: (row) => row.ends_on },
];

async function runway(session: Session, { format, tag }: Options): Promise<ExitCode> {
  const { data } = await session.client().call(getRunway, { query: tag === undefined ? {} : { tag } });
  if (format === 'json') return printRecord(session, format, data, []);
  const { terminal } = session;
  if (data.core.length === 0) terminal.note('No site fits.');
  else {
    await terminal.print(renderTable(coreColumns, data.core, terminal));
    await terminal.print(`\n${renderTable(phpColumns, data.php, terminal)}`);
  }
  if (data.as_of === null) terminal.note('The releases of core are not known: only announced ends are shown.');
  else terminal.note(`release data of core: ${ageOf(data.as_of, session.io.now())} old`);
  return exitCodes.ok;
}
