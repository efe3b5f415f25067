import { getMe, login as signIn } from '@patchlight/contract/auth';
import { createClient } from '@patchlight/contract/client';
import type { Command } from 'commander';
import { ask, askSecret } from '../ask.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import { readAll } from '../io.ts';
import { meText } from '../me-text.ts';
import type { Act, Session } from '../session.ts';
import { type StoredCredential, writeStoredConfig } from '../stored-config.ts';

interface Options {
  email?: string;
  passwordStdin?: boolean;
  keyStdin?: boolean;
}

export function addLoginCommand(program: Command, act: Act): void {
  program
    .command('login')
    .summary('sign in or store a key')
    .description('Sign in, or store an API key, for the server of --url. Kept in a file only you can read.')
    .addHelpText(
      'before',
      'Examples:\n  patchlight login --url https://patchlight.example.org --email dev@example.org\n' +
        '  patchlight login --url https://patchlight.example.org --key-stdin < key.txt\n',
    )
    .option('--email <address>', 'e-mail address of your account')
    .option('--password-stdin', 'read the password from standard input')
    .option('--key-stdin', 'read an API key from standard input and store it')
    .action(act(login));
}

async function login(session: Session, options: Options): Promise<ExitCode> {
  if (options.keyStdin && (options.passwordStdin || options.email !== undefined))
    throw usage('--key-stdin stands alone; a key has no e-mail address and no password.');
  const credential = options.keyStdin ? await keyFromStdin(session) : await tokenByPassword(session, options);
  const { settings, terminal } = session;
  const secret = credential.api_key ?? credential.token;
  // Asked before anything is stored: a key that does not work is not kept.
  const client = createClient({ baseUrl: settings.url, credential: secret, timeoutMs: settings.timeoutSeconds * 1000 });
  const { data } = await client.call(getMe);
  writeStoredConfig(settings.configPath, {
    url: settings.url,
    credentials: { ...settings.stored.credentials, [settings.url]: credential },
  });
  terminal.note(`Signed in to ${settings.url} as ${meText(data)}.`);
  if (credential.expires_at !== undefined) terminal.note(`This sign-in ends ${credential.expires_at}.`);
  if (session.io.env.PATCHLIGHT_API_KEY)
    terminal.warn('PATCHLIGHT_API_KEY is set and comes before what was stored now');
  return exitCodes.ok;
}

async function keyFromStdin(session: Session): Promise<StoredCredential> {
  const key = await secretFromStdin(session);
  if (!/^pl_(site|org)_[0-9A-Za-z]+$/.test(key))
    throw usage('That is not an API key.', { why: 'keys begin with pl_site_ or pl_org_' });
  return { api_key: key };
}

async function tokenByPassword(session: Session, options: Options): Promise<StoredCredential> {
  if (options.passwordStdin && options.email === undefined)
    throw usage('--password-stdin needs --email.', { next: 'patchlight login --email YOU --password-stdin' });
  const email = options.email ?? (await ask(session, 'E-mail address: ', '--email and --password-stdin'));
  const password = options.passwordStdin
    ? await secretFromStdin(session)
    : await askSecret(session, `Password of ${email}: `, '--password-stdin');
  const { settings } = session;
  // Without a credential: an old one in the same request would be refused, or sign in the wrong person.
  const client = createClient({ baseUrl: settings.url, timeoutMs: settings.timeoutSeconds * 1000 });
  const { data } = await client.call(signIn, { body: { email: email.trim(), password } });
  const expiresAt = new Date(session.io.now().getTime() + data.expires_in * 1000);
  return { token: data.access_token, expires_at: `${expiresAt.toISOString().slice(0, 19)}Z`, email: data.user.email };
}

/** One line; only the line break at the end is taken away, a password may begin or end with a space. */
async function secretFromStdin(session: Session): Promise<string> {
  if (session.io.stdin.isTTY) throw usage('Nothing comes in on standard input.');
  const secret = (await readAll(session.io.stdin)).toString('utf8').replace(/\r?\n$/, '');
  if (secret === '') throw usage('Standard input is empty.');
  return secret;
}
