import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Answer, type Headers, publicUrl, useApp } from './app.ts';
import { changePerson } from './cast.ts';
import { makeOrganization, makePerson, makeSite, password } from './factories.ts';

const test = useApp();
const api = '/api/v1/auth';
const cookieName = '__Host-patchlight_refresh';
const minute = 60_000;
const day = 24 * 60 * minute;
const own = { origin: publicUrl };

const login = async (email = test.cast.dev.email) =>
  (await test.request({}, 'POST', `${api}/login`, { email, password, cookie: false })).data;
const refresh = (refresh_token: string) => test.request({}, 'POST', `${api}/refresh`, { refresh_token });
const me = async (token: string) => (await test.request(test.as(token), 'GET', `${api}/me`)).status;
const cookieOf = (answer: Answer) => String([answer.headers['set-cookie']].flat()[0]);
const send = (headers: Headers, url = `${api}/refresh`) => test.request(headers, 'POST', url);

describe('J-06 rotation', () => {
  it('gives a new pair; the old token after the grace ends them all and stands in the record', async () => {
    const first = await login();
    const second = (await refresh(first.refresh_token)).data;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect([await me(first.access_token), await me(second.access_token)]).toEqual([200, 200]);
    test.pass(11_000);
    expect((await refresh(first.refresh_token)).error).toBe('unauthenticated');
    expect((await refresh(second.refresh_token)).status).toBe(401);
    expect([await me(first.access_token), await me(second.access_token)]).toEqual([401, 401]);
    const reuse = await test.sql("select actor_name from audit_logs where action = 'session.reuseDetected'");
    expect(reuse).toEqual([{ actor_name: 'Dev' }]);
    expect(await me((await login()).access_token)).toBe(200);
  });

  it('J-07 twenty at once: no failure of ours, one live successor', async () => {
    const { refresh_token: token } = await login();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const tokens = new Set(answers.map(({ data }) => data.refresh_token));
    expect(tokens.size).toBe(1);
    const live = await test.sql(
      'select 1 from refresh_tokens where used_at is null and session_id = (select max(id) from sessions)',
    );
    expect(live).toHaveLength(1);
    expect((await refresh([...tokens][0] ?? '')).status).toBe(200);
  });

  it('J-08 the grace is for the direct parent only and makes no branch', async () => {
    const first = (await login()).refresh_token;
    const second = (await refresh(first)).data.refresh_token;
    expect((await refresh(first)).data.refresh_token).toBe(second);
    const third = (await refresh(second)).data.refresh_token;
    expect((await refresh(second)).data.refresh_token).toBe(third);
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(third)).status).toBe(401);
  });

  it('J-09 the grace revives nobody', async () => {
    for (const change of ['inactive', 'deleted'] as const) {
      const person = await makePerson(test.ctx, test.cast.home, `Graceful ${change}`, 'viewer');
      const { refresh_token: token } = await login(person.email);
      await refresh(token);
      await changePerson(test.ctx, person, change);
      expect((await refresh(token)).status).toBe(401);
    }
  });

  it('J-10 a session ends after 30 days, and after 7 idle ones', async () => {
    let token = (await login()).refresh_token;
    for (let days = 1; days < 30; days += 1) {
      test.pass(day);
      const answer = await refresh(token);
      expect(answer.status, `day ${days}`).toBe(200);
      token = answer.data.refresh_token;
    }
    test.pass(day);
    expect((await refresh(token)).status).toBe(401);
    const idle = (await login()).refresh_token;
    test.pass(7 * day);
    expect((await refresh(idle)).status).toBe(401);
  });

  it('T-15 a demotion counts at once, and in the next token', async () => {
    const person = await makePerson(test.ctx, test.cast.home, 'Falling', 'organization_admin');
    const { access_token: old, refresh_token: token } = await login(person.email);
    await changePerson(test.ctx, person, 'demoted');
    const put = async (access: string) =>
      (await test.request(test.as(access), 'PUT', `/api/v1/sites/${test.cast.site.uuid}`, { name: 'x' })).status;
    const { data } = await refresh(token);
    expect([await put(old), await put(data.access_token), data.user.role]).toEqual([403, 403, 'viewer']);
  });

  it('raising the number of the person ends every session', async () => {
    const person = await makePerson(test.ctx, test.cast.home, 'Numbered', 'viewer');
    const signedIn = await login(person.email);
    await test.sql('update users set token_version = token_version + 1 where id = $1', [person.id]);
    expect([await me(signedIn.access_token), (await refresh(signedIn.refresh_token)).status]).toEqual([401, 401]);
  });
});

it('T-14 deleting an organization cuts its people off at once, and nobody else', async () => {
  const organization = await makeOrganization(test.ctx, 'Doomed');
  const admin = await makePerson(test.ctx, organization, 'Admin of Doomed', 'organization_admin');
  const [there, elsewhere] = [await login(admin.email), await login()];
  const url = `/api/v1/organizations/${organization.uuid}`;
  const site = await makeSite(test.ctx, organization);
  const report = () => test.request(test.as(site.key), 'POST', '/api/v1/reports', { extensions: [] });
  expect((await report()).status).toBe(202);
  expect((await test.request(test.as(test.cast.sam), 'DELETE', url)).status).toBe(200);
  expect((await report()).error).toBe('invalid_key');
  expect([await me(there.access_token), (await refresh(there.refresh_token)).status]).toEqual([403, 401]);
  expect((await test.request(test.as(there.access_token), 'GET', '/api/v1/users')).status).toBe(403);
  expect([await me(elsewhere.access_token), (await refresh(elsewhere.refresh_token)).status]).toEqual([200, 200]);
});

describe('J-11 signing out', () => {
  it('ends the access and the refresh token, by either of them', async () => {
    for (const by of ['access', 'refresh'] as const) {
      const signedIn = await login();
      const other = await login();
      const answer =
        by === 'access'
          ? await test.request(test.as(signedIn.access_token), 'POST', `${api}/logout`)
          : await test.request({}, 'POST', `${api}/logout`, { refresh_token: signedIn.refresh_token });
      expect(answer.status).toBe(200);
      expect([await me(signedIn.access_token), (await refresh(signedIn.refresh_token)).status]).toEqual([401, 401]);
      expect(await me(other.access_token)).toBe(200);
    }
    expect((await send({}, `${api}/logout`)).error).toBe('unauthenticated');
  });

  it('everywhere at once', async () => {
    const [one, two] = [await login(), await login()];
    expect((await send(test.as(one.access_token), `${api}/logout?all=1`)).status).toBe(200);
    expect([await me(one.access_token), await me(two.access_token)]).toEqual([401, 401]);
    expect((await refresh(two.refresh_token)).status).toBe(401);
  });

  it('sessions are listed, and ended one by one, by their owner only', async () => {
    const person = await makePerson(test.ctx, test.cast.home, 'Listed', 'viewer');
    const agent = { 'user-agent': 'Firefox' };
    const body = { email: person.email, password, cookie: false };
    const here = (await test.request(agent, 'POST', `${api}/login`, body)).data;
    const there = (await test.request(agent, 'POST', `${api}/login`, body)).data;
    const list = async () => (await test.request(test.as(here.access_token), 'GET', `${api}/sessions`)).data;
    const rows = await list();
    expect(rows).toMatchObject([
      { is_current: false, user_agent: 'Firefox', address: '127.0.0.1' },
      { is_current: true },
      { is_current: false, user_agent: null },
    ]);
    const url = `${api}/sessions/${rows[0].id}`;
    expect((await test.request(test.as(test.cast.alice), 'DELETE', url)).status).toBe(404);
    expect((await test.request(test.as(here.access_token), 'DELETE', url)).status).toBe(200);
    expect((await test.request(test.as(here.access_token), 'DELETE', url)).status).toBe(404);
    expect([await me(there.access_token), (await list()).length]).toEqual([401, 2]);
  });
});

describe('J-15 the cookie', () => {
  const body = () => ({ email: test.cast.vic.email, password });
  const signIn = async () => {
    const answer = await test.request({}, 'POST', `${api}/login`, body());
    expect(answer.data.refresh_token).toBeUndefined();
    return cookieOf(answer).split(';')[0] ?? '';
  };

  it('is out of reach of scripts, other sites and plain connections', async () => {
    const cookie = cookieOf(await test.request({}, 'POST', `${api}/login`, body()));
    expect(cookie).toMatch(
      new RegExp(`^${cookieName}=[\\w-]{43}; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure$`),
    );
  });

  it('renews and signs out from here', async () => {
    const answer = await send({ cookie: await signIn(), ...own });
    expect([answer.status, answer.data.refresh_token]).toEqual([200, undefined]);
    const next = cookieOf(answer).split(';')[0] ?? '';
    const out = await send({ cookie: `other=1; ${next}`, ...own }, `${api}/logout`);
    expect([out.status, cookieOf(out)]).toEqual([200, expect.stringContaining(`${cookieName}=; Path=/; Max-Age=0`)]);
    expect((await send({ cookie: next, ...own })).status).toBe(401);
    expect(await me(answer.data.access_token)).toBe(401);
  });

  it('from elsewhere, or from nowhere, is refused and changes nothing', async () => {
    const cookie = await signIn();
    for (const headers of [{}, { origin: 'https://evil.example' }, { origin: 'null' }, { origin: `${publicUrl}.evil` }])
      for (const path of ['refresh', 'logout'])
        expect((await send({ cookie, ...headers }, `${api}/${path}`)).error).toBe('forbidden');
    const plain = await test.request({ cookie, 'content-type': 'text/plain' }, 'POST', `${api}/refresh`, '{}');
    expect(plain.status).toBe(415);
    expect((await send({ cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });
});

it('J-13 a refresh token is stored nowhere', async () => {
  const { refresh_token: token } = await login();
  const { data } = await refresh(token);
  for (const each of [token, data.refresh_token]) {
    const [row] = await test.sql<{ found: number }>(
      `select (select count(*) from refresh_tokens t where t::text like $1) + (select count(*) from sessions s where s::text like $1)
        + (select count(*) from audit_logs a where a::text like $1) as found`,
      [`%${each}%`],
    );
    expect(row?.found).toBe(0);
    expect(test.logged.join('')).not.toContain(each);
  }
});

it('J-02 a token that was given for something else is no access token', async () => {
  const { alice, home } = test.cast;
  const body = { email: 'invited@example.org', name: 'New', role: 'viewer', organization_id: home.uuid };
  await test.request(test.as(alice), 'POST', '/api/v1/users/add', body);
  await test.request({}, 'POST', `${api}/forgot-password`, { email: alice.email });
  const mails = await test.sql<{ text: string }>('select text from outbox');
  const links = mails.map(({ text }) => /token=(\S+)/.exec(text)?.[1] ?? '');
  expect(links).toHaveLength(2);
  for (const token of [(await login()).refresh_token, ...links]) expect(await me(token)).toBe(401);
});

it('J-04: a token that names where its key is found is refused, and nobody looks there', async () => {
  let connections = 0;
  const listener = createServer(() => (connections += 1)).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/jwks.json`;
  const [, claims, signature] = (await login()).access_token.split('.');
  for (const extra of [
    { jku: url },
    { x5u: url },
    { kid: url },
    { kid: '../../dev/null' },
    { jwk: { kty: 'oct', k: 'eA' } },
  ]) {
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', ...extra })).toString('base64url');
    expect(await me(`${header}.${claims}.${signature}`)).toBe(401);
  }
  await new Promise((done) => listener.close(done));
  expect(connections).toBe(0);
});
