import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';
import { isLoopback, settings } from './settings.ts';

const defaults = { dataDir: '/data', onTerminal: false };
const read = (env: NodeJS.ProcessEnv) => readConfig(env, defaults);
const secret = 'a secret of thirty-two bytes or more';

/** What the refusal says. */
function refusalOf(env: NodeJS.ProcessEnv): string {
  try {
    read(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return '';
}

it('has a default for everything', () => {
  const config = read({});
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    publicUrl: undefined,
    dataDir: '/data',
    databasePoolMax: 10,
    rateLimits: true,
    logLevel: 'info',
    logFormat: 'json',
    trustedProxies: [],
  });
  expect(Object.isFrozen(config)).toBe(true);
  expect(read({ PORT: '', LOG_LEVEL: '' })).toEqual(config);
  expect(readConfig({}, { ...defaults, onTerminal: true }).logFormat).toBe('pretty');
});

it.each([
  [{ PORT: '0' }, { port: 0 }],
  [{ PORT: '65535' }, { port: 65535 }],
  [{}, { metrics: { host: '127.0.0.1', port: 9090, isSet: false } }],
  [{ METRICS_PORT: '9090' }, { metrics: { host: '127.0.0.1', port: 9090, isSet: true } }],
  [{ METRICS_PORT: '0.0.0.0:9191' }, { metrics: { host: '0.0.0.0', port: 9191, isSet: true } }],
  [{ METRICS_PORT: '[::]:9191' }, { metrics: { host: '::', port: 9191, isSet: true } }],
  [{ METRICS_PORT: 'off' }, { metrics: undefined }],
  [{ PUBLIC_URL: 'https://p.example/sub/' }, { publicUrl: 'https://p.example/sub' }],
  [{ PUBLIC_URL: 'http://localhost:8080' }, { publicUrl: 'http://localhost:8080' }],
  [{ PUBLIC_URL: 'http://[::1]:8080' }, { publicUrl: 'http://[::1]:8080' }],
  [{ SECRET_KEY: `${secret}, ${secret} two` }, { secretKeys: [secret, `${secret} two`] }],
  [{ DATABASE_URL: 'postgresql://u:p@h/d', SECRET_KEY: secret }, { databaseUrl: 'postgresql://u:p@h/d' }],
  [{ TRUSTED_PROXIES: '10.0.0.0/8, ::1' }, { trustedProxies: ['10.0.0.0/8', '::1'] }],
  [
    { SMTP_URL: 'smtp://127.0.0.1:1025', MAIL_FROM: 'p@example.org' },
    { smtp: { url: 'smtp://127.0.0.1:1025', from: 'p@example.org' } },
  ],
  [
    { SMTP_URL: 'smtps://u:p%40@mail', MAIL_FROM: 'Patch Light <p@example.org>' },
    { smtp: { url: 'smtps://u:p%40@mail', from: 'Patch Light <p@example.org>' } },
  ],
  [{ MAIL_FROM: 'p@example.org' }, { smtp: undefined }],
  [{ RATE_LIMITS: 'off' }, { rateLimits: false }],
  [{ RATE_LIMITS: 'off', HOST: '127.0.0.2' }, { rateLimits: false }],
])('%j is understood', (env, expected) => expect(read(env)).toMatchObject(expected));

it.each([
  [{ PORT: '65536' }, /PORT is not understood \("65536"\)\. Allowed: a port/],
  [{ PORT: '-1' }, /PORT/],
  [{ PORT: '80a' }, /PORT/],
  [{ METRICS_PORT: 'metrics.example:9090' }, /METRICS_PORT is not understood/],
  [{ METRICS_PORT: '0.0.0.0' }, /METRICS_PORT/],
  [{ METRICS_PORT: '0.0.0.0:65536' }, /METRICS_PORT/],
  [{ PUBLIC_URL: 'http://p.example' }, /PUBLIC_URL/],
  [{ PUBLIC_URL: 'https://u:p@p.example' }, /PUBLIC_URL/],
  [{ PUBLIC_URL: 'https://p.example?x' }, /PUBLIC_URL/],
  [{ PUBLIC_URL: 'p.example' }, /PUBLIC_URL/],
  [{ DATABASE_URL: 'mysql://h/d', SECRET_KEY: secret }, /DATABASE_URL/],
  [{ DATABASE_URL: 'postgres://h/d' }, /SECRET_KEY is required with DATABASE_URL/],
  [{ DATABASE_POOL_MAX: '0' }, /DATABASE_POOL_MAX/],
  [{ SECRET_KEY: 'short' }, /SECRET_KEY/],
  [{ SECRET_KEY: 'a'.repeat(40) }, /SECRET_KEY/],
  [{ SECRET_KEY: `${secret},short` }, /SECRET_KEY/],
  [{ SETUP_TOKEN: 'short' }, /SETUP_TOKEN/],
  [{ TRUSTED_PROXIES: 'localhost' }, /TRUSTED_PROXIES/],
  [{ TRUSTED_PROXIES: 'true' }, /TRUSTED_PROXIES/],
  [{ TRUSTED_PROXIES: '10.0.0.0/33' }, /TRUSTED_PROXIES/],
  [{ TRUSTED_PROXIES: '::1/129' }, /TRUSTED_PROXIES/],
  [{ SMTP_URL: 'smtp://h' }, /MAIL_FROM is required with SMTP_URL/],
  [{ SMTP_URL: 'http://h', MAIL_FROM: 'p@example.org' }, /SMTP_URL/],
  [{ SMTP_URL: 'smtp://', MAIL_FROM: 'p@example.org' }, /SMTP_URL/],
  [{ MAIL_FROM: 'Patchlight' }, /MAIL_FROM/],
  [{ MAIL_FROM: 'a@example.org, b@example.org' }, /MAIL_FROM/],
  [{ MAIL_FROM: 'P <a@example.org>, b@example.org' }, /MAIL_FROM/],
  [{ MAIL_FROM: 'P\r\nBcc: b@example.org <a@example.org>' }, /MAIL_FROM/],
  [{ RATE_LIMITS: 'no' }, /RATE_LIMITS/],
  [{ RATE_LIMITS: 'off', HOST: '0.0.0.0' }, /RATE_LIMITS=off is allowed only/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL/],
])('%j is refused by name', (env, message) => expect(refusalOf(env)).toMatch(message));

it('all that is wrong is said at once, and no secret is', () => {
  const text = refusalOf({
    PORT: 'x',
    LOG_LEVEL: 'x',
    SECRET_KEY: 'hunter2',
    DATABASE_URL: 'mysql://u:hunter3@h',
    SETUP_TOKEN: 'hunter4',
    SMTP_URL: 'mail://u:hunter5@h',
  });
  for (const name of ['PORT', 'LOG_LEVEL', 'SECRET_KEY', 'DATABASE_URL', 'SETUP_TOKEN', 'SMTP_URL'])
    expect(text).toContain(name);
  expect(text).not.toMatch(/hunter/);
});

it('every setting says what it means and what it may be', () => {
  for (const each of Object.values(settings)) {
    expect([each.name, each.meaning, each.allowed].every((text) => text.length > 0)).toBe(true);
    if (each.fallback !== undefined) expect(each.read(each.fallback)).toBeDefined();
  }
});

describe('loopback', () => {
  it.each(['localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]'])('%s is', (host) =>
    expect(isLoopback(host)).toBe(true),
  );
  it.each(['', '0.0.0.0', '::', '128.0.0.1', '127.example.org', '10.0.0.1', 'localhost.example.org'])(
    '%s is not',
    (host) => expect(isLoopback(host)).toBe(false),
  );
});
