import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Act, Session } from '../session.ts';
import { writeStoredConfig } from '../stored-config.ts';

export function addLogoutCommand(program: Command, act: Act): void {
  program
    .command('logout')
    .summary('forget the stored credential')
    .description('Forget the credential stored for the server of --url.')
    .addHelpText('before', 'Example:\n  patchlight logout\n')
    .action(act(logout));
}

async function logout(session: Session): Promise<ExitCode> {
  const { settings, terminal } = session;
  const { [settings.url]: forgotten, ...kept } = settings.stored.credentials;
  if (forgotten === undefined) {
    terminal.note(`No credential is stored for ${settings.url}.`);
    return exitCodes.ok;
  }
  writeStoredConfig(settings.configPath, { ...settings.stored, credentials: kept });
  terminal.note(`Forgot the credential for ${settings.url}.`);
  if (forgotten.api_key !== undefined) terminal.note('The key itself still works until it is revoked.');
  return exitCodes.ok;
}
