import { homedir } from 'node:os';
import { join } from 'node:path';
import { exitCodes } from './exit-codes.ts';
import { Failure, usage } from './failure.ts';
import type { Io } from './io.ts';
import { findFolderConfig, isReadableByOthers, readStoredConfig, type StoredConfig } from './stored-config.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  url?: string;
  timeout?: number;
  retries?: number;
  color?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  debug?: boolean;
}

export interface Settings {
  /** Origin and path of the server, without a slash at the end. */
  url: string;
  /** Where the address comes from, for messages. */
  urlSource: string;
  credential: Credential | null;
  /** The site that this folder belongs to. */
  site: string | null;
  timeoutSeconds: number;
  retries: number;
  verbosity: 'quiet' | 'normal' | 'verbose' | 'debug';
  color: boolean;
  symbols: boolean;
  configPath: string;
  stored: StoredConfig;
  /** File that GitHub Actions shows as the summary of the job. */
  stepSummaryPath: string | null;
  warnings: string[];
}

export interface Credential {
  kind: 'site_key' | 'organization_key' | 'token';
  value: string;
  source: string;
}

/** The process's environment; nothing else in this workspace reads it. */
export function processEnvironment(): Io['env'] {
  return process.env;
}

/** Flags before environment, before the folder's file, before the person's file, before defaults. */
export function readSettings(options: GlobalOptions, io: Io): Settings {
  const configPath = configPathOf(io.env);
  const stored = readStoredConfig(configPath);
  const folder = findFolderConfig(io.cwd);
  const warnings: string[] = [];
  if (isReadableByOthers(configPath)) warnings.push(`${configPath} can be read by others; chmod 600 it`);
  const [rawUrl, urlSource] = firstOf(
    [options.url, '--url'],
    [io.env.PATCHLIGHT_URL, 'PATCHLIGHT_URL'],
    [folder?.url, folder?.path ?? ''],
    [stored.url, configPath],
  ) ?? ['http://localhost:8080', 'the default'];
  const url = serverUrl(rawUrl, urlSource);
  const credential = credentialFor(url, io.env.PATCHLIGHT_API_KEY, stored, configPath);
  const fromFolder = urlSource === folder?.path;
  if (fromFolder && credential?.source === 'PATCHLIGHT_API_KEY' && stored.url !== url) throw untrustedFolder(url);
  return {
    url,
    urlSource,
    credential,
    site: io.env.PATCHLIGHT_SITE ?? folder?.site ?? null,
    timeoutSeconds: options.timeout ?? 30,
    retries: options.retries ?? 2,
    verbosity: options.debug ? 'debug' : options.verbose ? 'verbose' : options.quiet ? 'quiet' : 'normal',
    color: io.isTTY && options.color !== false && !io.env.NO_COLOR && io.env.TERM !== 'dumb',
    symbols: io.isTTY && /utf-?8/i.test(io.env.LC_ALL || io.env.LC_CTYPE || io.env.LANG || 'utf-8'),
    configPath,
    stored,
    stepSummaryPath: io.env.GITHUB_STEP_SUMMARY || null,
    warnings,
  };
}

function configPathOf(env: Io['env']): string {
  const base = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config');
  return join(base, 'patchlight', 'config.json');
}

function firstOf(...candidates: [string | undefined, string][]): [string, string] | undefined {
  for (const [value, source] of candidates) if (value !== undefined && value !== '') return [value, source];
  return undefined;
}

function serverUrl(text: string, source: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw usage(`The server address from ${source} is not an http or https URL: ${text}`);
  if (url.username !== '' || url.password !== '')
    throw usage(`The server address from ${source} carries credentials.`, { next: 'patchlight login' });
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

function credentialFor(
  url: string,
  fromEnvironment: string | undefined,
  stored: StoredConfig,
  configPath: string,
): Credential | null {
  const environmentKey = fromEnvironment?.trim();
  if (environmentKey) return { kind: kindOf(environmentKey), value: environmentKey, source: 'PATCHLIGHT_API_KEY' };
  const entry = stored.credentials[url];
  const value = entry?.api_key ?? entry?.token;
  return value === undefined ? null : { kind: kindOf(value), value, source: configPath };
}

/** What kind of credential a text is, by its first characters. */
export function kindOf(value: string): Credential['kind'] {
  if (value.startsWith('pl_site_')) return 'site_key';
  return value.startsWith('pl_org_') ? 'organization_key' : 'token';
}

// A repository can carry a .patchlight.json that names any server. A key from the environment goes only to an address
// that the same person set, otherwise a cloned repository could collect it.
function untrustedFolder(url: string): Failure {
  return new Failure(exitCodes.usage, `PATCHLIGHT_API_KEY is not sent to ${url}.`, {
    why: 'that address comes from a .patchlight.json, which whoever wrote this folder controls',
    next: `export PATCHLIGHT_URL=${url}   (if it is yours)`,
  });
}
