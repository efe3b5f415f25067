import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../../test/app.ts';
import { canary } from '../../test/cast.ts';
import { makeSite, releaseHistory, type SiteRow } from '../../test/factories.ts';
import { makeAdvisory } from '../../test/judging.ts';
import { storeAdvisories } from './store-advisories.ts';
import { storeFeed } from './store-feed.ts';

const test = useApp({ start: '2026-09-07T08:00:00Z' });
const api = '/api/v1';
const path = `${api}/advisories/SA-CONTRIB-2026-001`;
const published = '2026-09-09T18:00:00Z';

const runs = async (site: SiteRow, at: string, version: string | null, rest: object = {}) => {
  test.setNow(at);
  const extensions = [{ name: 'token', version: '2.0.0' }, ...(version === null ? [] : [{ name: 'webform', version }])];
  const body = { generated_at: at, extensions, ...rest };
  const { status } = await test.request(test.as(site.key), 'POST', `${api}/reports`, body);
  expect(status).toBe(202);
};
const get = async (address: string, actor = test.as(test.cast.vic)) => {
  const answer = await test.request(actor, 'GET', address);
  expect(answer.status).toBe(200);
  return answer;
};
type Row = { site: { name: string }; version: string; exposed_since: string | null; fixed_at: string | null };
const names = async (query: string, actor?: ReturnType<typeof test.as>) =>
  (await get(`${path}/sites?${query}`, actor)).data.map(({ site }: Row) => site.name);

// An advisory of 9 September for webform below 1.1.0, another that concerns nobody, and what sites did about it, each named for that.
beforeAll(async () => {
  const { ctx, cast } = test;
  await storeFeed(
    ctx,
    'webform',
    releaseHistory('webform', [{ version: '1.1.0' }, { version: '1.0.5' }, { version: '1.0.0' }]),
  );
  await storeAdvisories(ctx, [makeAdvisory('webform', '<1.1.0', { id: 'DRUPAL-CONTRIB-2026-001', published })]);
  await storeAdvisories(ctx, [
    makeAdvisory('pathauto', '*', { id: 'DRUPAL-CONTRIB-2026-002', published: '2026-09-08T18:00:00Z' }),
  ]);
  const make = (name: string) => makeSite(ctx, cast.home, { name, url: `https://${name}.example` });
  const [idle, slow, removed, early, back, moved, gone] = [
    await make('idle'),
    await make('slow'),
    await make('removed'),
    await make('early'),
    await make('back'),
    await make('moved'),
    await make('gone'),
  ];
  const first = '2026-09-07T08:00:00Z';
  for (const site of [idle, slow, removed, early, back, gone, cast.awaySite]) await runs(site, first, '1.0.0');
  await runs(moved, first, '1.0.0', { trigger: 'ci' });
  await runs(early, '2026-09-08T08:00:00Z', '1.1.0');
  await runs(back, '2026-09-10T08:00:00Z', '1.1.0');
  await runs(gone, '2026-09-10T08:00:00Z', '1.1.0');
  await runs(slow, '2026-09-10T09:00:00Z', '1.0.5');
  await runs(cast.awaySite, '2026-09-11T18:00:00Z', '1.1.0');
  await runs(moved, '2026-09-11T19:00:00Z', '1.1.0');
  await runs(idle, '2026-09-12T08:00:00Z', '1.0.5');
  await runs(back, '2026-09-13T08:00:00Z', '1.0.5');
  await runs(slow, '2026-09-15T08:00:00Z', '1.1.0');
  await runs(removed, '2026-09-16T08:00:00Z', null);
  test.setNow('2026-09-23T12:00:00Z');
  await test.request(test.as(cast.alice), 'PUT', `${api}/sites/${slow.uuid}`, { tags: ['shop'] });
  await test.request(test.as(cast.alice), 'DELETE', `${api}/sites/${gone.uuid}`);
});

describe('200', () => {
  it('exposed: since the publication, or since the version with the hole came, whatever ran in between', async () => {
    const { data, body } = await get(`${path}/sites`);
    expect(data.map(({ site, version, exposed_since }: Row) => [site.name, version, exposed_since])).toEqual([
      ['idle', '1.0.5', published],
      ['back', '1.0.5', '2026-09-13T08:00:00Z'],
    ]);
    expect(data[0]).toMatchObject({
      state: 'exposed',
      module: 'webform',
      fixed_at: null,
      fixed_with: null,
      hours: null,
    });
    expect(body.meta.total).toBe(2);
  });

  it('fixed: the last first, with the lag; not what was updated before, fell back, is deleted, or changed its source', async () => {
    const { data } = await get(`${path}/sites?state=fixed`);
    expect(data).toMatchObject([
      {
        site: { name: 'removed' },
        state: 'fixed',
        version: '1.0.0',
        fixed_at: '2026-09-16T08:00:00Z',
        fixed_with: null,
        hours: 158,
      },
      {
        site: { name: 'slow' },
        version: '1.0.5',
        fixed_at: '2026-09-15T08:00:00Z',
        fixed_with: '1.1.0',
        hours: 134,
        exposed_since: null,
      },
    ]);
  });

  it('the list and the advisory count the same sites, and the report of patch runs the same lags', async () => {
    const sites = { exposed: 2, possible: 0, muted: 0, fixed: 2 };
    const none = { exposed: 0, possible: 0, muted: 0, fixed: 0 };
    expect((await get(`${api}/advisories`)).data).toMatchObject([
      { id: 'SA-CONTRIB-2026-001', sites },
      { id: 'SA-CONTRIB-2026-002', sites: none },
    ]);
    const { data } = await get(path);
    expect(data.sites).toEqual(sites);
    expect([data.exposed_sites.length, data.possible_sites.length, data.fixed_sites.length]).toEqual([2, 0, 2]);
    const report = await get(`${api}/reports/patch-run?period=custom&from=2026-09-01&to=2026-09-23`);
    expect(report.data.lag.security).toMatchObject({ count: 3, max_hours: 158 });
    expect(report.data.open_exposures.count).toBe(2);
  });

  it('with a tag only its sites count, and make the state', async () => {
    expect(await names('state=fixed&tag=shop')).toEqual(['slow']);
    expect(await names('tag=shop')).toEqual([]);
    const of = async (query: string) => (await get(`${api}/advisories?${query}`)).data;
    expect(await of('state=fixed&tag=shop')).toMatchObject([{ sites: { exposed: 0, possible: 0, fixed: 1 } }]);
    expect(await of('state=exposed&tag=shop')).toEqual([]);
    expect(await of('state=fixed')).toEqual([]);
    expect(await of('state=fixed&tag=nothing')).toEqual([]);
  });

  it('each organization has its own, the platform all of them', async () => {
    const { charlie, sam, away } = test.cast;
    expect(await names('state=fixed', test.as(charlie))).toEqual([`Forum ${canary}`]);
    expect(await names('state=exposed', test.as(charlie))).toEqual([]);
    const advisories = async (query: string) => (await get(`${api}/advisories?${query}`, test.as(sam))).data;
    expect(await advisories('state=exposed')).toMatchObject([{ sites: { exposed: 2, fixed: 3 } }]);
    expect(await advisories(`state=fixed&organization_id=${away.uuid}`)).toMatchObject([
      { sites: { exposed: 0, fixed: 1 } },
    ]);
    expect(await names(`state=fixed&organization_id=${away.uuid}`)).toEqual([]);
  });

  it('goes through the pages by name and by time, and is a file too', async () => {
    for (const query of ['sort=name', 'sort=-name', 'sort=time', 'sort=-time']) {
      const first = await get(`${path}/sites?state=fixed&per_page=1&${query}`);
      const second = await get(first.body.links.next.replace('https://patchlight.example', ''));
      expect([...first.data, ...second.data]).toEqual((await get(`${path}/sites?state=fixed&${query}`)).data);
      expect(second.body.links.next).toBeNull();
    }
    expect(await names('state=fixed&sort=name')).toEqual(['removed', 'slow']);
    const { text } = await get(`${path}/sites?state=fixed&format=csv`);
    expect(text.split('\r\n').map((line) => line.split(',').slice(5, 12))).toEqual([
      ['module', 'state', 'version', 'exposed_since', 'fixed_at', 'fixed_with', 'hours'],
      ['webform', 'fixed', '1.0.0', '', '2026-09-16T08:00:00Z', '', '158'],
      ['webform', 'fixed', '1.0.5', '', '2026-09-15T08:00:00Z', '1.1.0', '134'],
      [],
    ]);
  });
});

describe('404', () => {
  it('an advisory that nobody published', async () => {
    const { status } = await test.request(test.as(test.cast.vic), 'GET', `${api}/advisories/SA-CONTRIB-1999-001/sites`);
    expect(status).toBe(404);
  });
});
