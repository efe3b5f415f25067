import { isLoopback, type Setting, settings } from './settings.ts';

export class ConfigError extends Error {}

type Value<S> = S extends Setting<infer T> ? T : never;
type Raw = { readonly [K in keyof typeof settings]: Value<(typeof settings)[K]> | undefined };

/** By kind of source. */
export interface FeedAddresses {
  readonly release_history: string;
  readonly advisories_osv: string;
  readonly advisories_sa: string;
  readonly advisories_psa: string;
}

export interface MetricsAddress {
  readonly host: string;
  readonly port: number;
  /** By the operator, who then wants it there or not at all. */
  readonly isSet: boolean;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Undefined: the metrics are not told. */
  readonly metrics: MetricsAddress | undefined;
  /** Without a slash at its end. With PORT 0 it is known only once the server listens. */
  readonly publicUrl: string | undefined;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly databasePoolMax: number;
  /** With `databaseUrl`: how long a server that is to stop serves on while it says that it is not ready. */
  readonly drainSeconds: number;
  /** None: everything is in this process. */
  readonly redisUrl: string | undefined;
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
    metrics: metricsOf(raw, isGiven(env, settings.metricsPort)),
    publicUrl: raw.publicUrl,
    dataDir: raw.dataDir ?? defaults.dataDir,
    databaseUrl: raw.databaseUrl,
    databasePoolMax: raw.databasePoolMax ?? 10,
    drainSeconds: raw.drainSeconds ?? 2,
    redisUrl: raw.redisUrl,
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
    const value = isGiven(env, each) ? env[each.name] : each.fallback;
    if (value === undefined) return [key, undefined];
    const read = each.read(value);
    if (read === undefined)
      problems.push(`${each.name} is not understood (${shapeOf(each, value)}). Allowed: ${each.allowed}.`);
    return [key, read];
  });
  // Each entry was read by its own setting, which the mapped type repeats.
  return Object.fromEntries(entries) as Raw;
}

function isGiven(env: NodeJS.ProcessEnv, { name }: Setting<unknown>): boolean {
  return env[name] !== undefined && env[name] !== '';
}

function metricsOf({ metricsPort }: Raw, isSet: boolean): MetricsAddress | undefined {
  return metricsPort === undefined || metricsPort === 'off' ? undefined : { ...metricsPort, isSet };
}

function shapeOf(each: Setting<unknown>, value: string): string {
  return each.secret === true ? `${value.length} characters` : JSON.stringify(value.slice(0, 80));
}

function feedsOf({ feeds, releaseFeedUrl, advisoryOsvUrl, advisorySaUrl, psaUrl }: Raw): FeedAddresses | undefined {
  if (feeds === 'off' || !releaseFeedUrl || !advisoryOsvUrl || !advisorySaUrl || !psaUrl) return undefined;
  return {
    release_history: releaseFeedUrl,
    advisories_osv: advisoryOsvUrl,
    advisories_sa: advisorySaUrl,
    advisories_psa: psaUrl,
  };
}
