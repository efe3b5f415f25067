import { describe, expect, it } from 'vitest';
import { useApp } from '../../test/app.ts';
import { makeOrganization, makeSite, type SiteRow } from '../../test/factories.ts';

const test = useApp();
const api = '/api/v1';
const day = 86_400_000;

const as = (who: Parameters<typeof test.as>[0], method: string, path: string, body?: object) =>
  test.request(test.as(who), method, `${api}${path}`, body);
const remove = ({ uuid }: SiteRow) => as(test.cast.alice, 'DELETE', `/sites/${uuid}`);
const restore = ({ uuid }: SiteRow) => as(test.cast.sam, 'POST', `/sites/${uuid}/restore`);
let sequence = 0;
const send = ({ key }: SiteRow) =>
  as(key, 'POST', '/reports', { sequence: ++sequence, extensions: [{ name: 'token', version: '8.x-1.13' }] });

describe('T-19 a deleted site', () => {
  it('is in no answer, its key is refused and its URL is free', async () => {
    const site = await makeSite(test.ctx, test.cast.home, { name: 'Goner', url: 'https://goner.example' });
    expect((await send(site)).status).toBe(202);
    expect((await remove(site)).status).toBe(200);
    const { alice } = test.cast;
    for (const path of ['', '/modules', '/reports', '/history', '/patch-run'])
      expect((await as(alice, 'GET', `/sites/${site.uuid}${path}`)).status, path).toBe(404);
    expect((await as(alice, 'GET', '/sites?q=Goner')).data).toEqual([]);
    expect((await send(site)).error).toBe('site_deleted');
    const again = await as(alice, 'POST', '/sites', { url: 'https://goner.example', name: 'Again' });
    expect(again.status).toBe(201);
  });
});

describe('200', () => {
  it('it is back with what it ran, and its key works here and on another server', async () => {
    const site = await makeSite(test.ctx, test.cast.home);
    await send(site);
    const before = (await as(test.cast.vic, 'GET', `/sites/${site.uuid}`)).data;
    await remove(site);
    const answer = await restore(site);
    expect(answer.data).toMatchObject({ id: site.uuid, is_active: true, counts: before.counts });
    expect((await send(site)).status).toBe(202);
    const elsewhere = await test.replica().http.inject({
      method: 'POST',
      url: `${api}/reports`,
      headers: { ...test.as(site.key), 'content-type': 'application/json' },
      payload: JSON.stringify({ sequence: ++sequence, extensions: [] }),
    });
    expect(elsewhere.statusCode).toBe(202);
    const [row] = await test.sql<object>(
      "select actor_name, site_id, status from audit_logs where action = 'site.restored' and target_id = $1",
      [site.uuid],
    );
    expect(row).toEqual({ actor_name: 'Sam', site_id: site.id, status: 'success' });
  });

  it('until one millisecond before 30 days have passed', async () => {
    const [early, late] = [await makeSite(test.ctx, test.cast.home), await makeSite(test.ctx, test.cast.home)];
    await remove(early);
    await remove(late);
    test.pass(30 * day - 1);
    expect((await restore(early)).status).toBe(200);
    test.pass(1);
    expect((await restore(late)).status).toBe(404);
  });
});

describe('404', () => {
  it('a site that is not deleted', async () => expect((await restore(test.cast.site)).status).toBe(404));
});

describe('409', () => {
  it('the URL was registered again meanwhile', async () => {
    const url = 'https://taken.example';
    const site = await makeSite(test.ctx, test.cast.home, { url });
    await remove(site);
    const other = await makeSite(test.ctx, test.cast.home, { url });
    expect((await restore(site)).error).toBe('conflict');
    await remove(other);
    expect((await restore(site)).status).toBe(200);
  });

  it('its organization is deleted', async () => {
    const organization = await makeOrganization(test.ctx, 'Closed');
    const site = await makeSite(test.ctx, organization);
    await as(test.cast.sam, 'DELETE', `/sites/${site.uuid}`);
    await as(test.cast.sam, 'DELETE', `/organizations/${organization.uuid}`);
    expect((await restore(site)).error).toBe('conflict');
    await as(test.cast.sam, 'POST', `/organizations/${organization.uuid}/restore`);
    expect((await restore(site)).status).toBe(200);
  });
});
