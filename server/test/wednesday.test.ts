import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from './app.ts';
import { useDrupalOrg } from './drupal-org.ts';
import { makeSite, releaseHistory, type SiteRow } from './factories.ts';
import { until, useFetching } from './fetching.ts';
import { zipOf } from './zip.ts';

// A Wednesday evening: a security release comes out, then its advisory, and many sites run the module. Everything at the
// pace of production.
const test = useApp({ start: new Date().toISOString() });
const drupalOrg = useDrupalOrg();
const { start, attempts } = useFetching(test, drupalOrg);
const api = '/api/v1';
const project = 'signup';
const history = `release-history:${project}`;
const pace = { spacingMs: 1_100, jitterMs: 900, idleMs: 900 };
const advisoryId = 'SA-CONTRIB-2026-777';

let sites: SiteRow[];

const before = () => releaseHistory(project, [{ version: '1.1.0' }, { version: '1.0.0' }]);
const after = () =>
  releaseHistory(project, [
    { version: '1.2.0', types: ['Security update'] },
    { version: '1.1.0', types: ['Insecure'] },
    { version: '1.0.0', types: ['Insecure'] },
  ]);
const advisory = JSON.stringify({
  id: advisoryId.replace('SA-', 'DRUPAL-'),
  modified: '2026-11-25T18:00:00Z',
  published: '2026-11-25T18:00:00Z',
  details: 'A hole.',
  affected: [
    {
      package: { ecosystem: 'Packagist:https://packages.drupal.org/8', name: `drupal/${project}` },
      database_specific: { affected_versions: '<1.2.0' },
    },
  ],
});

/** How many sites have the module in this state, over all organizations. */
async function sitesThat(is: (module: { status: string; advisories: { id: string }[] }) => boolean): Promise<number> {
  const states = await Promise.all(
    sites.map(async ({ uuid }) => {
      const { data } = await test.request(test.as(test.cast.sam), 'GET', `${api}/sites/${uuid}/modules?q=${project}`);
      return is(data[0]);
    }),
  );
  return states.filter(Boolean).length;
}

async function refresh(body: object): Promise<void> {
  const { status } = await test.request(test.as(test.cast.sam), 'POST', `${api}/feeds/refresh`, body);
  expect(status).toBe(202);
}

beforeAll(async () => {
  sites = await Promise.all(
    Array.from({ length: 24 }, (_, index) => makeSite(test.ctx, index % 3 === 0 ? test.cast.away : test.cast.home)),
  );
  drupalOrg.history(project, { body: before() });
  drupalOrg.script('/osv.zip', {
    body: zipOf({ 'README.md': '# Advisories', 'a.json': advisory.replace('777', '776').replace('<1.2.0', '<0.1.0') }),
  });
  await Promise.all(
    sites.map(({ key }, index) =>
      test.request(test.as(key), 'POST', `${api}/reports`, {
        extensions: [{ name: project, version: index % 2 === 0 ? '1.0.0' : '1.1.0' }],
      }),
    ),
  );
});

describe('a security release, then its advisory', () => {
  it('are on all sites within three seconds of a refresh, with one request for all of them', async () => {
    start({ pace });
    await attempts(history, 1);
    await attempts('advisories:osv', 1);
    expect(await sitesThat(({ status }) => status === 'security')).toBe(0);

    drupalOrg.history(project, { body: after() });
    const released = performance.now();
    await refresh({ projects: [project] });
    await until(async () => (await sitesThat(({ status }) => status === 'security')) === sites.length);
    expect(performance.now() - released).toBeLessThan(3_000);

    drupalOrg.script('/osv.zip', { body: zipOf({ 'a.json': advisory }) });
    const published = performance.now();
    await refresh({ advisories: true });
    const names = ({ advisories }: { advisories: { id: string }[] }) => advisories.some(({ id }) => id === advisoryId);
    await until(async () => (await sitesThat(names)) === sites.length);
    expect(performance.now() - published).toBeLessThan(3_000);

    // The new advisory has its project fetched once more; nobody was asked for each site.
    await attempts(history, 3);
    expect(drupalOrg.askedFor(project)).toHaveLength(3);
    const { data } = await test.request(test.as(test.cast.sam), 'GET', `${api}/feeds/${history}/fetches`);
    expect(data).toHaveLength(3);
    const { data: events } = await test.request(test.as(test.cast.sam), 'GET', `${api}/advisories/${advisoryId}`);
    expect(events.sites.exposed).toBe(sites.length);
  });

  it('stay when drupal.org takes them back a day later', async () => {
    start({ pace });
    drupalOrg.history(project, { body: releaseHistory(project, [{ version: '1.2.0' }], { status: 'unsupported' }) });
    test.pass(25 * 3_600_000);
    // What takes releases back is not believed at once, and what was right stays.
    await attempts(history, 4);
    expect(await sitesThat(({ status }) => status === 'security')).toBe(sites.length);
  });
});
