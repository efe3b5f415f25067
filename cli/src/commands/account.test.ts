import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContractServer, contractServer, type Routes } from '../../test/contract-server.ts';
import { site } from '../../test/fleet.ts';
import { emptyFolder, run } from '../../test/run.ts';

const organization = { id: 'o', name: 'Acme' };
const user = { id: 'u', name: 'Dev', email: 'dev@example.org', role: 'developer', organization, memberships: [] };
const routes: Routes = {
  'POST /api/v1/auth/login': ({ body }) =>
    (body as { password: string }).password === ' correct horse battery '
      ? { data: { access_token: 'token-1', token_type: 'Bearer', expires_in: 900, user } }
      : {
          status: 401,
          error: { code: 'invalid_credentials', message: 'The e-mail address or the password is wrong.' },
        },
  'GET /api/v1/auth/me': ({ headers }) =>
    headers.authorization === 'Bearer pl_org_bad'
      ? { status: 401, error: { code: 'invalid_key', message: 'The API key is unknown, expired or revoked.' } }
      : { data: { type: 'user', user, key: null, site: null, organization } },
  'GET /api/v1/sites': () => ({ data: [site()] }),
  'GET /livez': () => ({ plain: { status: 'ok' } }),
  'GET /readyz': () => ({
    plain: { status: 'degraded', checks: { redis: { status: 'degraded', latency_ms: 1, detail: 'away' } } },
  }),
};

let server: ContractServer;
let home: string;
beforeEach(async () => {
  server = await contractServer(routes);
  home = emptyFolder();
});
afterEach(() => server.close());

const config = () => join(home, '.config/patchlight/config.json');
const go = (words: string[], stdin?: string, env: Record<string, string> = {}) =>
  run(words, {
    env: { HOME: home, PATCHLIGHT_URL: server.url, ...env },
    cwd: home,
    ...(stdin === undefined ? {} : { stdin }),
  });
const login = (password: string) => go(['login', '--email', 'dev@example.org', '--password-stdin'], password);

describe('login', () => {
  it('stores a token for this server only, readable by its owner alone', async () => {
    const { code, err } = await login(' correct horse battery \n');
    expect(err).toContain('Signed in to');
    expect(code).toBe(0);
    expect(statSync(config()).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(config(), 'utf8'))).toEqual({
      url: server.url,
      credentials: { [server.url]: { token: 'token-1', expires_at: '2026-08-21T12:15:00Z', email: 'dev@example.org' } },
    });
    expect((await go(['whoami'])).out).toContain('Dev <dev@example.org> (developer)');
  });

  it('sends a stored credential to no other server', async () => {
    await login(' correct horse battery \n');
    const other = await contractServer(routes);
    await go(['whoami', '--url', other.url]);
    expect(other.received[0]?.headers.authorization).toBeUndefined();
    await other.close();
  });

  it('stores nothing that does not work', async () => {
    expect((await login('wrong')).code).toBe(4);
    expect((await go(['login', '--key-stdin'], 'pl_org_bad\n')).code).toBe(4);
    expect((await go(['login', '--key-stdin'], 'swordfish\n')).code).toBe(5);
    expect(existsSync(config())).toBe(false);
  });

  it('never asks without a terminal', async () => {
    const { code, err } = await go(['login', '--email', 'dev@example.org']);
    expect(code).toBe(5);
    expect(err).toContain('--password-stdin');
  });
});

describe('logout', () => {
  it('forgets the credential', async () => {
    await login(' correct horse battery \n');
    expect((await go(['logout'])).code).toBe(0);
    expect(readFileSync(config(), 'utf8')).not.toContain('token-1');
    expect((await go(['logout'])).err).toContain('No credential is stored');
  });
});

describe('status', () => {
  it('shows the checks and the age of the data', async () => {
    const { code, out } = await go(['status'], undefined, { PATCHLIGHT_API_KEY: 'pl_org_a' });
    expect(code).toBe(0);
    expect(out).toMatch(/ready +degraded\n {2}redis +degraded: away/);
    expect(out).toContain('3 h ago, Shop');
  });

  it('ends with 4 for a refused key and with 2 without a server', async () => {
    expect((await go(['status'], undefined, { PATCHLIGHT_API_KEY: 'pl_org_bad' })).code).toBe(4);
    const { code, out } = await go(['status', '--url', 'http://127.0.0.1:1']);
    expect(code).toBe(2);
    expect(out).toContain('no answer');
  });
});

describe('a .patchlight.json of somebody else', () => {
  it('gets no key from the environment', async () => {
    writeFileSync(join(home, '.patchlight.json'), JSON.stringify({ url: server.url }));
    const { code, err } = await run(['whoami'], { cwd: home, env: { HOME: home, PATCHLIGHT_API_KEY: 'pl_org_a' } });
    expect(code).toBe(5);
    expect(err).toContain('is not sent to');
    expect(server.received).toEqual([]);
  });

  it('is fine for a credential that was stored for that server', async () => {
    mkdirSync(join(home, '.config/patchlight'), { recursive: true });
    writeFileSync(config(), JSON.stringify({ credentials: { [server.url]: { api_key: 'pl_org_a' } } }), {
      mode: 0o644,
    });
    writeFileSync(join(home, '.patchlight.json'), JSON.stringify({ url: server.url }));
    const { code, err } = await run(['whoami'], { cwd: home, env: { HOME: home } });
    expect(code).toBe(0);
    expect(err).toContain('can be read by others');
  });
});
