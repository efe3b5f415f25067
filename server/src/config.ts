import { isIP } from 'node:net';

export class ConfigError extends Error {}

interface Setting<T> {
  readonly name: string;
  readonly fallback: string | undefined;
  readonly meaning: string;
  /** What a value may look like, for the error and for docs/configuration.md. */
  readonly allowed: string;
  readonly secret?: true;
  read(text: string): T | undefined;
}

const text = (value: string) => (value.length > 0 ? value : undefined);
const port = (value: string) => (/^\d{1,5}$/.test(value) && Number(value) <= 65_535 ? Number(value) : undefined);
const oneOf =
  <T extends string>(...names: readonly T[]) =>
  (value: string): T | undefined =>
    names.find((name) => name === value);
const url =
  (...protocols: readonly string[]) =>
  (value: string) =>
    URL.canParse(value) && protocols.includes(new URL(value).protocol) ? value : undefined;
const count = (minimum: number, maximum: number) => (value: string) => {
  const number = Number(value);
  return /^\d+$/.test(value) && number >= minimum && number <= maximum ? number : undefined;
};

/** Every setting of the server, in the order of docs/configuration.md. */
export const settings = {
  host: setting('HOST', '127.0.0.1', 'Where it listens', 'an address or host name', text),
  port: setting('PORT', '8080', 'Where it listens', 'a port, 0 to 65535', port),
  publicUrl: setting(
    'PUBLIC_URL',
    undefined,
    'Used in every link and mail; `http:` only for loopback',
    'an http(s) URL',
    publicUrl,
  ),
  dataDir: setting(
    'DATA_DIR',
    undefined,
    'Embedded PostgreSQL and generated secrets; one process at a time',
    'a folder',
    text,
  ),
  databaseUrl: setting(
    'DATABASE_URL',
    undefined,
    'PostgreSQL 14 or newer; none: the embedded one',
    'a postgres:// URL',
    url('postgres:', 'postgresql:'),
    true,
  ),
  databasePoolMax: setting('DATABASE_POOL_MAX', '10', 'Connections for requests', '1 to 200', count(1, 200)),
  secretKey: setting(
    'SECRET_KEY',
    undefined,
    'Signs tokens; required with DATABASE_URL; a comma list rotates',
    'at least 32 bytes each',
    secretKeys,
    true,
  ),
  setupToken: setting(
    'SETUP_TOKEN',
    undefined,
    'Makes the first superuser; none: random, printed',
    'at least 16 characters',
    (value) => (value.length >= 16 ? value : undefined),
    true,
  ),
  feeds: setting(
    'FEEDS',
    'on',
    '`off`: nothing is fetched from drupal.org, only imported and uploaded',
    'on, off',
    oneOf('on', 'off'),
  ),
  releaseFeedUrl: setting(
    'RELEASE_FEED_URL',
    'https://updates.drupal.org/release-history',
    'Where release histories are fetched: `{this}/{project}/current`',
    'an http(s) URL without credentials',
    feedUrl,
  ),
  advisoryOsvUrl: setting(
    'ADVISORY_OSV_URL',
    'https://codeload.github.com/DrupalSecurityTeam/drupal-advisory-database/zip/refs/heads/main',
    'Where the advisory database is fetched, as a ZIP of JSON files or as lines of JSON; no redirect is followed',
    'an http(s) URL without credentials',
    feedUrl,
  ),
  advisorySaUrl: setting(
    'ADVISORY_SA_URL',
    'https://www.drupal.org/api-d7/node.json',
    'Where the advisories of drupal.org are fetched, for risk and title',
    'an http(s) URL without credentials',
    feedUrl,
  ),
  trustedProxies: setting(
    'TRUSTED_PROXIES',
    undefined,
    'Only these may set X-Forwarded-For',
    'addresses or networks, separated by commas',
    networks,
  ),
  smtpUrl: setting(
    'SMTP_URL',
    undefined,
    'Sends the mails; none: they stay in the outbox',
    'an smtp:// or smtps:// URL, with the password in it',
    (value) => (URL.canParse(value) && new URL(value).hostname !== '' ? url('smtp:', 'smtps:')(value) : undefined),
    true,
  ),
  mailFrom: setting(
    'MAIL_FROM',
    undefined,
    'The sender of every mail; required with SMTP_URL',
    'an address, or a name with the address in angle brackets',
    sender,
  ),
  rateLimits: setting(
    'RATE_LIMITS',
    'on',
    '`off` only on a loopback address, for measurements',
    'on, off',
    oneOf('on', 'off'),
  ),
  logLevel: setting(
    'LOG_LEVEL',
    'info',
    'How much is logged',
    'fatal, error, warn, info, debug, trace',
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace'),
  ),
  logFormat: setting(
    'LOG_FORMAT',
    undefined,
    'One JSON object a line, or lines for people',
    'json, pretty',
    oneOf('json', 'pretty'),
  ),
} as const;

type Value<S> = S extends Setting<infer T> ? T : never;
type Raw = { readonly [K in keyof typeof settings]: Value<(typeof settings)[K]> | undefined };

/** By kind of source. */
export interface FeedAddresses {
  readonly release_history: string;
  readonly advisories_osv: string;
  readonly advisories_sa: string;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Without a slash at its end. With PORT 0 it is known only once the server listens. */
  readonly publicUrl: string | undefined;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly databasePoolMax: number;
  readonly secretKeys: readonly string[] | undefined;
  readonly setupToken: string | undefined;
  /** Where everything is fetched; undefined where nothing is. */
  readonly feeds: FeedAddresses | undefined;
  readonly trustedProxies: readonly string[];
  readonly smtp: { readonly url: string; readonly from: string } | undefined;
  readonly rateLimits: boolean;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
  readonly logFormat: 'json' | 'pretty';
}

export interface ConfigDefaults {
  readonly dataDir: string;
  readonly onTerminal: boolean;
}

/** The environment of this process, the only place that reads it. */
export function environment(): NodeJS.ProcessEnv {
  return process.env;
}

/** Reads and checks all settings at once. Throws ConfigError naming each setting that is not understood, never a secret. */
export function readConfig(env: NodeJS.ProcessEnv, defaults: ConfigDefaults): Config {
  const problems: string[] = [];
  const raw = readAll(env, problems);
  if (raw.databaseUrl !== undefined && raw.secretKey === undefined)
    problems.push('SECRET_KEY is required with DATABASE_URL: at least 32 random bytes, the same on every replica.');
  if (raw.smtpUrl !== undefined && raw.mailFrom === undefined)
    problems.push('MAIL_FROM is required with SMTP_URL: the address that mails come from.');
  if (raw.rateLimits === 'off' && !isLoopback(raw.host ?? ''))
    problems.push('RATE_LIMITS=off is allowed only when HOST is a loopback address.');
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return Object.freeze({
    host: raw.host ?? '127.0.0.1',
    port: raw.port ?? 8080,
    publicUrl: raw.publicUrl,
    dataDir: raw.dataDir ?? defaults.dataDir,
    databaseUrl: raw.databaseUrl,
    databasePoolMax: raw.databasePoolMax ?? 10,
    secretKeys: raw.secretKey,
    setupToken: raw.setupToken,
    feeds: feedsOf(raw),
    trustedProxies: raw.trustedProxies ?? [],
    smtp:
      raw.smtpUrl === undefined || raw.mailFrom === undefined ? undefined : { url: raw.smtpUrl, from: raw.mailFrom },
    rateLimits: raw.rateLimits !== 'off',
    logLevel: raw.logLevel ?? 'info',
    logFormat: raw.logFormat ?? (defaults.onTerminal ? 'pretty' : 'json'),
  });
}

function readAll(env: NodeJS.ProcessEnv, problems: string[]): Raw {
  const entries = Object.entries(settings).map(([key, each]: [string, Setting<unknown>]) => {
    const given = env[each.name];
    const value = given === undefined || given === '' ? each.fallback : given;
    if (value === undefined) return [key, undefined];
    const read = each.read(value);
    if (read === undefined)
      problems.push(`${each.name} is not understood (${shapeOf(each, value)}). Allowed: ${each.allowed}.`);
    return [key, read];
  });
  // Each entry was read by its own setting, which the mapped type repeats.
  return Object.fromEntries(entries) as Raw;
}

function shapeOf(each: Setting<unknown>, value: string): string {
  return each.secret === true ? `${value.length} characters` : JSON.stringify(value.slice(0, 80));
}

function setting<T>(
  name: string,
  fallback: string | undefined,
  meaning: string,
  allowed: string,
  read: (text: string) => T | undefined,
  secret?: true,
): Setting<T> {
  return { name, fallback, meaning, allowed, read, ...(secret && { secret }) };
}

function feedUrl(value: string): string | undefined {
  if (!URL.canParse(value)) return undefined;
  const { protocol, username, password, hash } = new URL(value);
  return /^https?:$/.test(protocol) && `${username}${password}${hash}` === '' ? value : undefined;
}

function feedsOf({ feeds, releaseFeedUrl, advisoryOsvUrl, advisorySaUrl }: Raw): FeedAddresses | undefined {
  if (feeds === 'off' || !releaseFeedUrl || !advisoryOsvUrl || !advisorySaUrl) return undefined;
  return { release_history: releaseFeedUrl, advisories_osv: advisoryOsvUrl, advisories_sa: advisorySaUrl };
}

function networks(value: string): readonly string[] | undefined {
  const list = value.split(',').map((part) => part.trim());
  const isNetwork = (text: string) => {
    const [address = '', bits] = text.split('/');
    const bitsMax = isIP(address) === 4 ? 32 : 128;
    return isIP(address) !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax));
  };
  return list.every(isNetwork) ? list : undefined;
}

function publicUrl(value: string): string | undefined {
  if (!URL.canParse(value)) return undefined;
  const parsed = new URL(value);
  if (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && isLoopback(parsed.hostname))) return undefined;
  if (parsed.username !== '' || parsed.search !== '' || parsed.hash !== '') return undefined;
  return value.replace(/\/+$/, '');
}

function sender(value: string): string | undefined {
  const address = /^[^<>"\p{Cc}]*<(.+)>$/u.exec(value)?.[1] ?? value;
  return /^[^\s\p{Cc}<>,;:"@]+@[^\s\p{Cc}<>,;"@]+$/u.test(address) ? value : undefined;
}

const samples = new Set(['changeme', 'secret', 'your-secret-key', 'replace-me']);

function secretKeys(value: string): readonly string[] | undefined {
  const keys = value.split(',').map((key) => key.trim());
  const weak = (key: string) => Buffer.byteLength(key) < 32 || new Set(key).size < 8 || samples.has(key.toLowerCase());
  return keys.some(weak) ? undefined : keys;
}

export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}
