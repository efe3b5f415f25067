import { beforeEach, expect, it } from 'vitest';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { storeFeed } from '../src/modules/store-feed.ts';
import { type App, type Headers, useApp } from './app.ts';
import { makeSite, releaseHistory, type SiteRow } from './factories.ts';

// How old what one server remembers may be: docs/runbooks/several-servers.md. Names that people decide about are in
// module-identities.test.ts, states of sites and repeats in intake-repeats.test.ts, revoked keys in key-rotation.test.ts.
const test = useApp();
const api = '/api/v1';
let other: App;
beforeEach(() => {
  test.pass(60_000);
  other = test.replica();
});

async function there(actor: Headers, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object) {
  const response = await other.http.inject({
    method,
    url: `${api}${path}`,
    headers: actor,
    ...(body !== undefined && { payload: body }),
  });
  return { status: response.statusCode, data: response.body === '' ? undefined : response.json().data };
}
const here = (actor: Headers, method: string, path: string, body?: object) =>
  test.request(actor, method, `${api}${path}`, body);
const reportOf = (project: string, version = '1.0.0') => ({ extensions: [{ name: project, version }] });

it('T-15: a role that is taken away on one counts on the other with the next request', async () => {
  const { alice, dev } = test.cast;
  const body = { url: 'https://one.example.org', name: 'One' };
  expect((await there(test.as(dev), 'POST', '/sites', body)).status).toBe(201);
  expect((await here(test.as(alice), 'PUT', `/users/update/${dev.uuid}`, { role: 'viewer' })).status).toBe(200);
  expect((await there(test.as(dev), 'POST', '/sites', { ...body, url: 'https://two.example.org' })).status).toBe(403);
});

it('J-12: a session that is ended on one is refused by the other with the next request', async () => {
  const { vic } = test.cast;
  expect((await there(test.as(vic), 'GET', '/auth/me')).status).toBe(200);
  expect((await here(test.as(vic), 'POST', '/auth/logout', {})).status).toBeLessThan(300);
  expect((await there(test.as(vic), 'GET', '/auth/me')).status).toBe(401);
});

it.each<[string, (site: SiteRow) => Promise<unknown>]>([
  ['site', (site) => here(test.as(test.cast.sam), 'DELETE', `/sites/${site.uuid}`)],
  ['key', (site) => test.sql('update api_keys set revoked_at = $2 where site_id = $1', [site.id, test.now()])],
  ['organization', () => test.sql('update organizations set is_active = false where id = $1', [test.cast.away.id])],
])('K-03: the keys of a %s that ended on one are refused by the other within five seconds', async (_what, end) => {
  const site = await makeSite(test.ctx, test.cast.away);
  const send = () => there(test.as(site.key), 'POST', '/reports', reportOf('token'));
  expect((await send()).status).toBe(202);
  await end(site);
  test.pass(5_000);
  expect([401, 410]).toContain((await send()).status);
});

it('a verdict that one has stored is that of the next report that the other takes', async () => {
  const [first, second] = [await makeSite(test.ctx, test.cast.home), await makeSite(test.ctx, test.cast.home)];
  const publish = async (types: readonly string[]) => {
    const releases = [
      { version: '1.1.0', types: types.length > 0 ? ['Security update'] : [] },
      { version: '1.0.0', types: [...types] },
    ];
    await storeFeed(test.ctx, 'shared', releaseHistory('shared', releases));
    await flagChangedSites(test.ctx);
  };
  const status = async (site: SiteRow) =>
    (await here(test.as(test.cast.alice), 'GET', `/sites/${site.uuid}/modules`)).data[0].status;
  await publish([]);
  await there(test.as(first.key), 'POST', '/reports', reportOf('shared'));
  expect(await status(first)).toBe('update');
  await publish(['Insecure']);
  await there(test.as(second.key), 'POST', '/reports', reportOf('shared'));
  expect([await status(first), await status(second)]).toEqual(['security', 'security']);
});
