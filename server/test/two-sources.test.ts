import { describe, expect, it } from 'vitest';
import { storeFeed } from '../src/modules/store-feed.ts';
import { releaseHistory } from './factories.ts';
import { hour, useReportingSite } from './reporting.ts';

const { test, site, send, sendTo, get, running, history, reports, patchRuns, siteView } = useReportingSite();

type Versions = Readonly<Record<string, string>>;
const rowsOf = (versions: Versions) => Object.entries(versions).map(([name, version]) => ({ name, version }));
const fromSite = (versions: Versions, rest: object = {}) => send({ ...rest, extensions: rowsOf(versions) });
const fromRepository = (versions: Versions, rest: object = {}) => fromSite(versions, { ...rest, trigger: 'ci' });

/** What stands beside: `name version`, or the bare name. */
const beside = async (): Promise<string[]> =>
  (await get('/modules?sort=name')).map((row: { module: { name: string }; repository: { version: string } | null }) =>
    [row.module.name, row.repository?.version].filter(Boolean).join(' '),
  );

describe('a site that only its repository tells of', () => {
  it('runs what the repository holds, with nothing beside', async () => {
    await fromRepository({ token: '1.0.0' });
    expect([await running(), await beside()]).toEqual([['token 1.0.0'], ['token']]);
    expect((await siteView()).drift).toBeNull();
  });
});

describe('the running site reports first', () => {
  it('its version counts, and the repository’s stands beside', async () => {
    await fromSite({ token: '1.0.0', pathauto: '1.0.0' });
    const reported = (await siteView()).reported_at;
    test.pass(hour);
    const answer = await fromRepository({ token: '1.1.0', ctools: '4.0.0' });
    expect(answer.data.status).toBe('applied');
    expect(await running()).toEqual(['pathauto 1.0.0', 'token 1.0.0']);
    expect(await beside()).toEqual(['pathauto', 'token 1.1.0']);
    expect((await reports())[1]).toMatchObject({ source: 'repository', status: 'applied', baseline: true, changes: 0 });
    // Whoever builds does not say that the site is still there.
    expect((await siteView()).reported_at).toBe(reported);
    expect([await history(), await patchRuns()]).toEqual([[], []]);
  });

  it('each is complete in itself: what is missing from one is gone from that one', async () => {
    await fromSite({ token: '1.0.0', pathauto: '1.0.0' });
    await fromRepository({ token: '1.1.0', pathauto: '1.1.0' });
    test.pass(hour);
    expect((await fromRepository({ token: '1.2.0' })).data.status).toBe('applied');
    expect(await beside()).toEqual(['pathauto', 'token 1.2.0']);
    expect((await reports())[2]).toMatchObject({ baseline: false, changes: 2 });
    test.pass(hour);
    expect((await fromSite({ pathauto: '1.0.0' })).data.status).toBe('applied');
    expect(await beside()).toEqual(['pathauto']);
    expect(await history()).toEqual(['token removed 1.0.0 null']);
  });

  it('the same again is unchanged, an older one stale, and one that says nothing changes nothing', async () => {
    await fromSite({ token: '1.0.0' });
    const at = test.now().toISOString();
    await fromRepository({ token: '1.1.0' }, { generated_at: at });
    test.pass(hour);
    expect((await fromRepository({ token: '1.1.0' })).data.status).toBe('unchanged');
    expect((await fromRepository({ token: '0.9.0' }, { generated_at: at })).data.status).toBe('stale');
    const empty = await send({ trigger: 'ci', extensions: [], coverage: { extensions: 'none' } });
    expect(empty.data.status).toBe('unchanged');
    expect(await beside()).toEqual(['token 1.1.0']);
    // The order of one is not that of the other.
    const early = new Date(test.now().getTime() - hour / 2).toISOString();
    expect((await fromSite({ token: '1.0.1' }, { generated_at: early })).data.status).toBe('applied');
  });

  it('a row that cannot be read leaves what stands beside', async () => {
    await fromSite({ token: '1.0.0', ctools: '4.0.0' });
    await fromRepository({ token: '1.1.0', ctools: '4.1.0' });
    await send({
      trigger: 'ci',
      extensions: [
        { name: 'token', version: 1 },
        { name: 'ctools', version: '4.2.0' },
      ],
    });
    expect(await beside()).toEqual(['ctools 4.2.0', 'token 1.1.0']);
  });

  it('another replica sees the same', async () => {
    await fromSite({ token: '1.0.0' });
    await fromRepository({ token: '1.1.0' });
    test.pass(hour);
    const replica = test.replica();
    const again = await sendTo(replica, { trigger: 'ci', extensions: rowsOf({ token: '1.1.0' }) });
    expect(again.data.status).toBe('unchanged');
    await sendTo(replica, { trigger: 'ci', extensions: rowsOf({ token: '1.2.0' }) });
    expect(await beside()).toEqual(['token 1.2.0']);
  });
});

describe('the repository reports first, and the running site takes over', () => {
  it('with a baseline: no changes, no patch run, and the repository’s state moves beside', async () => {
    await fromRepository({ token: '1.0.0', ctools: '4.0.0', devel: '5.0.0' });
    test.pass(hour);
    await fromRepository({ token: '1.1.0', ctools: '4.0.0', devel: '5.0.0' });
    const before = test.now().toISOString();
    test.pass(hour);
    const answer = await fromSite({ token: '1.0.0', ctools: '4.0.0', pathauto: '1.0.0' });
    expect(answer.data.status).toBe('applied');
    expect(await running()).toEqual(['ctools 4.0.0', 'pathauto 1.0.0', 'token 1.0.0']);
    expect(await beside()).toEqual(['ctools 4.0.0', 'pathauto', 'token 1.1.0']);
    expect((await reports())[2]).toMatchObject({ source: 'site', baseline: true, changes: 0 });
    expect(await history()).toEqual(['token updated 1.0.0 1.1.0']);
    expect(await patchRuns()).toHaveLength(1);
    // What was said before stays said of that time.
    expect(await running(`&at=${before}`)).toEqual(['ctools 4.0.0', 'devel 5.0.0', 'token 1.1.0']);
  });

  it('a hole that the repository had and the site has not is no update that somebody took', async () => {
    const published = Date.parse('2026-11-01T12:00:00Z') / 1000;
    const releases = [
      { version: '3.0.1', types: ['Security update'], date: published },
      { version: '3.0.0', types: ['Insecure'], date: published - 86_400 },
    ];
    await storeFeed(test.ctx, 'handed_over', releaseHistory('handed_over', releases));
    const figures = async () => {
      const path = `/api/v1/reports/patch-run?period=custom&from=2026-11-01&site_id=${site().uuid}`;
      const { lag, open_exposures, breaches } = (await test.request(test.as(test.cast.vic), 'GET', path)).data;
      return [lag.security.count, lag.other.count, open_exposures.count, breaches.length];
    };
    await fromRepository({ handed_over: '3.0.0' });
    test.pass(hour);
    expect(await figures()).toEqual([0, 0, 1, 1]);
    await fromSite({ handed_over: '3.0.1' });
    test.pass(hour);
    expect(await figures()).toEqual([0, 0, 0, 0]);
  });

  it('and from then on each goes its way', async () => {
    await fromRepository({ token: '1.0.0' });
    test.pass(hour);
    await fromSite({ token: '1.0.0' });
    test.pass(hour);
    const { data } = await fromRepository({ token: '1.1.0' });
    expect((await reports()).at(-1)).toMatchObject({ report_id: data.report_id, baseline: false, changes: 1 });
    test.pass(hour);
    await fromSite({ token: '1.1.0' });
    expect(await history()).toEqual(['token updated 1.0.0 1.1.0']);
    expect(await beside()).toEqual(['token 1.1.0']);
  });

  it('a report of the site that is older than the repository’s newest waits for the next', async () => {
    const early = test.now().toISOString();
    test.pass(hour);
    await fromRepository({ token: '1.1.0' });
    expect((await fromSite({ token: '1.0.0' }, { generated_at: early })).data.status).toBe('stale');
    expect([await running(), await beside(), await history()]).toEqual([['token 1.1.0'], ['token'], []]);
  });

  it('a late report of the site is not woven into the time when the repository counted', async () => {
    await fromRepository({ token: '1.0.0' });
    test.pass(hour);
    const early = test.now().toISOString();
    test.pass(hour);
    await fromSite({ token: '1.2.0' });
    expect((await fromSite({ token: '1.1.0' }, { generated_at: early })).data.status).toBe('stale');
    expect(await running(`&at=${early}`)).toEqual(['token 1.0.0']);
  });

  it('a heartbeat of the site takes nothing over', async () => {
    await fromRepository({ token: '1.0.0' });
    const hash = `sha256:${'a'.repeat(64)}`;
    expect((await send({ kind: 'heartbeat', inventory_hash: hash })).data.want).toBe('full');
    expect(await beside()).toEqual(['token']);
  });
});

it('drift counts what is fixed in only one of the two, and what in neither', async () => {
  const history = (name: string) =>
    releaseHistory(name, [
      { version: '1.1.0', types: ['Security update'] },
      { version: '1.0.0', types: ['Insecure'] },
    ]);
  const names = ['drift_one', 'drift_two', 'drift_three', 'drift_four'] as const;
  for (const name of names) await storeFeed(test.ctx, name, history(name));
  const [open, fixed] = ['1.0.0', '1.1.0'];
  await fromSite({ drift_one: open, drift_two: fixed, drift_three: open, drift_four: fixed });
  await fromRepository({ drift_one: fixed, drift_two: open, drift_three: open, drift_four: fixed });
  expect((await siteView()).drift).toEqual({ fixed_in_repository: 1, fixed_on_site: 1, open_in_both: 1 });
  const [first] = await get('/modules?q=drift_one');
  expect([first.status, first.repository.status, first.repository.version]).toEqual(['security', 'current', '1.1.0']);
});
