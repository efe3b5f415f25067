import { isIP } from 'node:net';

export interface Setting<T> {
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
  metricsPort: setting(
    'METRICS_PORT',
    '9090',
    'Where `/metrics` is told, to whoever reaches it; see [metrics](metrics.md)',
    'a port of 127.0.0.1, an address with a port (`0.0.0.0:9090`, `[::]:9090`), or off',
    metricsPort,
  ),
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
  drainSeconds: setting(
    'DRAIN_SECONDS',
    '2',
    'After SIGTERM, with DATABASE_URL: how long `/readyz` answers 503 before a server stops listening, so that balancers notice',
    'seconds, 0 to 60',
    count(0, 60),
  ),
  redisUrl: setting(
    'REDIS_URL',
    undefined,
    'Redis 6.2 or newer, or Valkey: limits that all processes share, and pointers to the reports of a burst',
    'a redis:// or rediss:// URL, or the path of a socket',
    (value) => (value.startsWith('/') ? value : url('redis:', 'rediss:')(value)),
    true,
  ),
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
  psaUrl: setting(
    'PSA_URL',
    'https://updates.drupal.org/psa.json',
    'Where the announcements are fetched that Drupal shows to administrators',
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

function metricsPort(value: string): { readonly host: string; readonly port: number } | 'off' | undefined {
  if (value === 'off') return value;
  const [, host, digits = ''] = /^(?:\[?([^[\]]+)\]?:)?(\d+)$/.exec(value) ?? [];
  const number = port(digits);
  if (number === undefined || (host !== undefined && isIP(host) === 0)) return undefined;
  return { host: host ?? '127.0.0.1', port: number };
}

function feedUrl(value: string): string | undefined {
  if (!URL.canParse(value)) return undefined;
  const { protocol, username, password, hash } = new URL(value);
  return /^https?:$/.test(protocol) && `${username}${password}${hash}` === '' ? value : undefined;
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
