import { v7 as newId } from 'uuid';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Headers, useApp } from './app.ts';
import { canary } from './cast.ts';
import { makeOrganizationKey, makeSite } from './factories.ts';

const test = useApp();
const api = '/api/v1';

type Name = 'alice' | 'dev' | 'charlie' | 'writeKey';
function as(name: Name): Headers {
  return test.as(name === 'writeKey' ? test.cast.keys.write.secret : test.cast[name]);
}

beforeAll(async () => {
  const token = { name: 'token', version: '8.x-1.13' };
  await test.request(test.as(test.cast.site.key), 'POST', `${api}/reports`, { extensions: [token] });
  const custom = ['acme_shop', `${canary}_shop`].map((name) => ({ name, origin: 'custom', version: canary }));
  await test.request(test.as(test.cast.awaySite.key), 'POST', `${api}/reports`, { extensions: [token, ...custom] });
});

describe('T-04: filters and counts', () => {
  const away = () => test.cast.away.uuid;
  it.each([
    ['sites', () => `/sites?organization_id=${away()}`],
    ['sites by text', () => `/sites?q=${canary}`],
    ['sites by module', () => `/sites?module=${canary}_shop`],
    ['modules', () => `/modules?organization_id=${away()}`],
    ['modules by text', () => `/modules?include=custom&q=${canary}`],
    ['keys', () => `/api-keys?organization_id=${away()}`],
    ['keys of a site', () => `/api-keys?site_id=${test.cast.awaySite.uuid}`],
    ['organizations', () => `/organizations?q=${canary}`],
    ['sites by another’s organization and name', () => `/sites?organization_id=${away()}&q=${canary}`],
    ['the record (T-13)', () => `/audit-logs?organization_id=${away()}`],
    ['the record of a site', () => `/audit-logs?site_id=${test.cast.awaySite.uuid}`],
    ['sites of a module', () => `/modules/token/sites?organization_id=${away()}`],
  ])('%s do not widen what Alice sees', async (_name, url) => {
    const { data, body } = await test.request(as('alice'), 'GET', api + url());
    expect([data, body.meta.total]).toEqual([[], 0]);
    expect((await test.request(as('charlie'), 'GET', api + url())).body.meta.total).toBeGreaterThan(0);
  });

  it('a list is sorted by no column that it does not name', async () => {
    for (const sort of ['organization_id', '-organization_id', 'organization_id,name'])
      expect((await test.request(as('alice'), 'GET', `${api}/sites?sort=${sort}`)).status).toBe(400);
  });

  it('modules count own sites only', async () => {
    const sites = async (actor: Name) => (await test.request(as(actor), 'GET', `${api}/modules/token`)).data;
    expect((await sites('charlie')).sites).toBe(1);
    const [{ count } = { count: 0 }] = await test.sql<{ count: number }>(
      "select count(*) as count from site_modules sm join modules m on m.id = sm.module_id and m.module_name = 'token' where sm.organization_id = $1",
      [test.cast.home.id],
    );
    expect((await sites('alice')).sites).toBe(count);
  });

  it('an overview counts own sites only, and names no other organization', async () => {
    const overview = async (actor: Name, query = '') =>
      (await test.request(as(actor), 'GET', `${api}/overview${query}`)).data;
    const named = ({ organizations }: { organizations: { organization: { id: string } }[] }) =>
      organizations.map(({ organization }) => organization.id);
    expect([named(await overview('alice')), named(await overview('charlie'))]).toEqual([
      [test.cast.home.uuid],
      [test.cast.away.uuid],
    ]);
    const narrowed = await overview('alice', `?organization_id=${away()}`);
    expect([narrowed.sites.total, narrowed.newest_report_at, named(narrowed)]).toEqual([0, null, []]);
    expect((await overview('charlie', `?organization_id=${away()}`)).sites.total).toBeGreaterThan(0);
  });

  it('T-10: an address that Charlie has already is as free as any in another organization', async () => {
    const body = { name: 'Mine', organization_id: test.cast.home.uuid };
    const add = (url: string) => test.request(as('alice'), 'POST', `${api}/sites`, { ...body, url });
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shape(each)]))
        : typeof value;
    const times = { taken: [] as number[], free: [] as number[] };
    for (let turn = 0; turn < 20; turn += 1) {
      const taken = `https://taken-${turn}.${canary}.example.org`;
      await makeSite(test.ctx, test.cast.away, { url: taken });
      const answers = [];
      for (const [kind, url] of [
        ['taken', taken],
        ['free', `https://free-${turn}.${canary}.example.org`],
      ] as const) {
        const started = performance.now();
        answers.push(await add(url));
        times[kind].push(performance.now() - started);
      }
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      expect(shape(answers[0]?.body)).toEqual(shape(answers[1]?.body));
    }
    // That one is always the slower of the two by chance: once in 500,000.
    const slower = times.taken.filter((time, turn) => time > (times.free[turn] ?? 0)).length;
    expect(slower).toBeGreaterThan(0);
    expect(slower).toBeLessThan(20);
    const again = await add(`https://taken-0.${canary}.example.org`);
    expect([again.status, again.body.details[0].path]).toEqual([409, '/url']);
  });

  it('T-12: a cursor is of use to nobody else and for no other list', async () => {
    for (const name of ['One', 'Two']) await makeSite(test.ctx, test.cast.away, { name });
    const { body } = await test.request(as('charlie'), 'GET', `${api}/sites?per_page=1`);
    const next = new URL(body.links.next);
    expect((await test.request(as('charlie'), 'GET', next.pathname + next.search)).status).toBe(200);
    const asAlice = await test.request(as('alice'), 'GET', next.pathname + next.search);
    expect([asAlice.status, asAlice.body.details[0].path]).toEqual([400, 'query/cursor']);
    next.searchParams.set('sort', 'name');
    expect((await test.request(as('charlie'), 'GET', next.pathname + next.search)).status).toBe(400);
  });
});

describe('T-12: the report_id of another organization', () => {
  it('finds no report, with one’s own site or with the other', async () => {
    const { site, awaySite } = test.cast;
    const [{ report_id: id }] = (await test.request(as('charlie'), 'GET', `${api}/sites/${awaySite.uuid}/reports`))
      .data;
    for (const { uuid } of [site, awaySite])
      expect((await test.request(as('alice'), 'GET', `${api}/sites/${uuid}/reports/${id}`)).status).toBe(404);
  });

  it('is as free as any other', async () => {
    const { home, away } = test.cast;
    const [site, awaySite] = [await makeSite(test.ctx, home), await makeSite(test.ctx, away)];
    const send = (key: string, report_id: string, name: string) =>
      test.request(test.as(key), 'POST', `${api}/reports`, { report_id, extensions: [{ name, version: '1.0.0' }] });
    const id = newId();
    await send(awaySite.key, id, 'ctools');
    const [mine, again] = [await send(site.key, id, 'pathauto'), await send(site.key, id, 'pathauto')];
    expect([mine.data.status, again.data.status]).toEqual(['applied', 'duplicate']);
    expect((await send(site.key, id, 'ctools')).error).toBe('report_id_conflict');
  });
});

it('a page may end with the longest name there is', async () => {
  for (const end of ['\u0001', '\u0002'])
    await makeSite(test.ctx, test.cast.away, { name: `${'\u0001'.repeat(199)}${end}` });
  const { body } = await test.request(as('charlie'), 'GET', `${api}/sites?sort=name&per_page=1`);
  const next = new URL(body.links.next);
  const second = await test.request(as('charlie'), 'GET', next.pathname + next.search);
  expect(second.data[0].name).toBe(`${'\u0001'.repeat(199)}\u0002`);
});

describe('who may grant what', () => {
  it('organization keys are made and revoked by administrators only', async () => {
    const body = { name: 'Reader', type: 'organization', organization_id: test.cast.home.uuid, scopes: ['read'] };
    const statuses = async (actor: Name) => (await test.request(as(actor), 'POST', `${api}/api-keys`, body)).status;
    expect([await statuses('dev'), await statuses('writeKey'), await statuses('alice')]).toEqual([403, 403, 201]);
    const key = await makeOrganizationKey(test.ctx, test.cast.home, ['read']);
    const revoke = async (actor: Name) =>
      (await test.request(as(actor), 'DELETE', `${api}/api-keys/${key.uuid}`)).status;
    expect([await revoke('dev'), await revoke('writeKey'), await revoke('alice')]).toEqual([403, 403, 200]);
  });

  it('K-02: a key is shown once, and refused from the moment it is revoked', async () => {
    const site = await makeSite(test.ctx, test.cast.home);
    const created = await test.request(as('alice'), 'POST', `${api}/api-keys`, {
      name: 'Mine',
      type: 'site',
      site_id: site.uuid,
    });
    const secret: string = created.data.api_key;
    expect((await test.request(test.as(secret), 'GET', `${api}/auth/me`)).data.site.id).toBe(site.uuid);
    const listed = await test.request(as('alice'), 'GET', `${api}/api-keys?site_id=${site.uuid}`);
    expect(listed.text).not.toContain(secret.slice(12));
    expect(listed.data[0].prefix).toBe(secret.slice(0, 12));
    await test.request(as('alice'), 'DELETE', `${api}/api-keys/${created.data.key.id}`);
    expect((await test.request(test.as(secret), 'GET', `${api}/auth/me`)).error).toBe('invalid_key');
    const [stored] = await test.sql<{ found: number }>(
      'select count(*) as found from api_keys k where k::text like $1',
      [`%${secret.slice(12)}%`],
    );
    expect(stored?.found).toBe(0);
  });

  it('a key past its end is refused', async () => {
    const site = await makeSite(test.ctx, test.cast.home);
    const expires_at = new Date(test.now().getTime() + 60_000).toISOString();
    const { data } = await test.request(as('alice'), 'POST', `${api}/api-keys`, {
      name: 'Short',
      type: 'site',
      site_id: site.uuid,
      expires_at,
    });
    const me = async () => (await test.request(test.as(data.api_key), 'GET', `${api}/auth/me`)).status;
    expect(await me()).toBe(200);
    test.pass(120_000);
    expect(await me()).toBe(401);
    test.pass(-120_000);
  });

  it('a body cannot move an object to another owner', async () => {
    for (const extra of [
      { organization_id: test.cast.away.uuid },
      { id: newId() },
      { created_by: 1 },
      { is_deleted: true },
      { state_version: 7 },
    ]) {
      const answer = await test.request(as('alice'), 'PUT', `${api}/sites/${test.cast.second.uuid}`, {
        name: 'x',
        ...extra,
      });
      expect([answer.status, answer.body.details[0].path]).toEqual([400, `/${Object.keys(extra)[0]}`]);
    }
  });
});

it('many unknown fields at once do not carry one past the check', async () => {
  const before = await test.sql('select * from sites where id = $1', [test.cast.second.id]);
  const columns = [
    'organization_id',
    'is_deleted',
    'created_by',
    'urgency',
    'risk',
    'uuid',
    'core_version',
    'security_count',
    'platform',
  ];
  const body = Object.fromEntries(columns.map((name) => [name, 1]));
  expect((await test.request(as('dev'), 'PUT', `${api}/sites/${test.cast.second.uuid}`, body)).status).toBe(400);
  expect(await test.sql('select * from sites where id = $1', [test.cast.second.id])).toEqual(before);
});

it('Charlie’s objects are as they were', async () => {
  const { data } = await test.request(as('charlie'), 'GET', `${api}/sites/${test.cast.awaySite.uuid}`);
  expect(data).toMatchObject({ description: null, counts: { custom: 2, modules: 1 } });
});
