import { getMe } from '@patchlight/contract/auth';
import { ApiError } from '@patchlight/contract/client';
import { listSites } from '@patchlight/contract/sites';
import type { Command } from 'commander';
import { watchedFetch } from '../connection.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type RecordOptions, withRecordOptions } from '../list-options.ts';
import { meText } from '../me-text.ts';
import { printRecord } from '../output.ts';
import { ageOf } from '../printable.ts';
import type { Act, Session } from '../session.ts';
import { version } from '../version.ts';

interface Signal {
  text: string;
  ok: boolean;
  apiVersion: string | null;
  checks: [name: string, text: string][];
}

export function addStatusCommand(program: Command, act: Act): void {
  withRecordOptions(program.command('status'))
    .summary('whether the server answers, and how old the data is')
    .description('Whether the server answers, its checks, who you are, how old the data is.')
    .addHelpText('before', 'Example:\n  patchlight status --url https://patchlight.example.org\n')
    .action(act(status));
}

async function status(session: Session, options: RecordOptions): Promise<ExitCode> {
  const { settings } = session;
  const live = await signalOf(session, '/livez');
  const ready = live.ok ? await signalOf(session, '/readyz') : null;
  const account = live.ok ? await accountOf(session) : null;
  const fields: [string, string | null][] = [
    ['server', `${settings.url} (from ${settings.urlSource})`],
    ['live', live.text],
    ['ready', ready?.text ?? null],
    ...(ready?.checks ?? []).map(([name, text]): [string, string] => [`  ${name}`, text]),
    ['client', version],
    ['api', live.apiVersion === null ? '1' : `1, server speaks ${live.apiVersion}`],
    ['you', account?.you ?? null],
    ['newest report', account?.newest ?? null],
  ];
  const record = Object.fromEntries(fields.map(([name, value]) => [name.trim().replaceAll(' ', '_'), value]));
  await printRecord(session, options.format, { schema: 'patchlight.status/1', ...record }, fields);
  if (account?.refused) return exitCodes.denied;
  return live.ok && ready?.ok ? exitCodes.ok : exitCodes.failed;
}

/** One of the server's two signals, which are outside the contract because they carry no envelope. */
async function signalOf(session: Session, path: '/livez' | '/readyz'): Promise<Signal> {
  const { settings, terminal } = session;
  try {
    const watched = watchedFetch(terminal, settings.verbosity === 'debug');
    const response = await watched(settings.url + path, {
      signal: AbortSignal.timeout(settings.timeoutSeconds * 1000),
    });
    const body: unknown = await response.json().catch(() => null);
    const word = isObject(body) && typeof body.status === 'string' ? body.status : response.ok ? 'ok' : 'not ok';
    const text = response.ok ? word : `${word} (${response.status})`;
    return { text, ok: response.ok, apiVersion: response.headers.get('x-api-version'), checks: checksOf(body) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return {
      text: `no answer: ${cause instanceof Error ? cause.message : cause}`,
      ok: false,
      apiVersion: null,
      checks: [],
    };
  }
}

function checksOf(body: unknown): [string, string][] {
  if (!isObject(body) || !isObject(body.checks)) return [];
  return Object.entries(body.checks).map(([name, check]) => {
    if (!isObject(check)) return [name, 'unknown'];
    const detail = typeof check.detail === 'string' && check.detail !== '' ? `: ${check.detail}` : '';
    return [name, `${String(check.status)}${detail}`];
  });
}

interface Account {
  you: string;
  newest: string | null;
  refused: boolean;
}

async function accountOf(session: Session): Promise<Account> {
  const { settings } = session;
  if (settings.credential === null) return { you: 'not signed in', newest: null, refused: false };
  try {
    const client = session.client();
    const { data } = await client.call(getMe);
    if (data.type === 'site_key') return { you: meText(data), newest: null, refused: false };
    const sites = await client.call(listSites, { query: { sort: '-last_report_at', per_page: 1 } });
    const [site] = sites.data;
    const newest =
      site?.reported_at == null ? 'none yet' : `${ageOf(site.reported_at, session.io.now())} ago, ${site.name}`;
    return { you: meText(data), newest, refused: false };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { you: `refused: ${error.message}`, newest: null, refused: error.status === 401 };
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
