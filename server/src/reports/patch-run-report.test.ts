import { beforeAll, describe, expect, test as it } from 'vitest';
import { useApp } from '../../test/app.ts';
import { canary } from '../../test/cast.ts';
import { releaseHistory, type SiteRow } from '../../test/factories.ts';
import { makeAdvisory } from '../../test/judging.ts';
import { storeAdvisories } from '../modules/store-advisories.ts';
import { storeFeed } from '../modules/store-feed.ts';
import { periodsKept } from './closed-periods.ts';

const test = useApp({ start: '2026-09-07T08:00:00Z' });
const path = '/api/v1/reports/patch-run';
const seconds = (time: string) => Date.parse(time) / 1000;
const sites: Record<'shop' | 'blog' | 'away', SiteRow> = {} as never;

const runs = async (site: SiteRow, at: string, versions: Record<string, string>, generatedAt = at) => {
  test.setNow(at);
  const extensions = Object.entries(versions).map(([name, version]) => ({ name, version }));
  const { status } = await test.request(test.as(site.key), 'POST', '/api/v1/reports', {
    generated_at: generatedAt,
    extensions,
  });
  expect(status).toBe(202);
};

const ask = (query: string, actor = test.as(test.cast.vic)) => test.request(actor, 'GET', `${path}?${query}`);
const report = async (query: string, actor?: ReturnType<typeof test.as>) => {
  const { status, data } = await ask(query, actor);
  expect(status).toBe(200);
  return data;
};

// Advisory of 9 September for webform below 1.1.0, of risk unknown; a security release of token on 16 September without one.
beforeAll(async () => {
  const { ctx, cast } = test;
  sites.shop = cast.site;
  sites.blog = cast.second;
  sites.away = cast.awaySite;
  await storeFeed(
    ctx,
    'webform',
    releaseHistory('webform', [
      { version: '1.1.1', date: seconds('2026-09-20T12:00:00Z') },
      { version: '1.1.0', types: ['Security update'], date: seconds('2026-09-09T18:00:00Z') },
      { version: '1.0.0', date: seconds('2026-08-01T12:00:00Z') },
    ]),
  );
  await storeFeed(
    ctx,
    'token',
    releaseHistory('token', [
      { version: '2.0.1', types: ['Security update'], date: seconds('2026-09-16T18:00:00Z') },
      { version: '2.0.0', date: seconds('2026-08-01T12:00:00Z') },
    ]),
  );
  await storeAdvisories(ctx, [
    makeAdvisory('webform', '<1.1.0', { id: 'DRUPAL-CONTRIB-2026-001', published: '2026-09-09T18:00:00Z' }),
  ]);
  await runs(sites.shop, '2026-09-07T08:00:00Z', { webform: '1.0.0', token: '2.0.0' });
  await runs(sites.blog, '2026-09-07T08:00:00Z', { webform: '1.0.0', token: '2.0.0' });
  await runs(sites.away, '2026-09-07T08:00:00Z', { webform: '1.0.0' });
  // 14 h after the advisory; the other site 134 h after it, past the target; token 48 h; webform 1.1.1 after 20 h.
  await runs(sites.shop, '2026-09-10T08:00:00Z', { webform: '1.1.0', token: '2.0.0' });
  await runs(sites.blog, '2026-09-15T08:00:00Z', { webform: '1.1.0', token: '2.0.0' });
  await runs(sites.shop, '2026-09-18T18:00:00Z', { webform: '1.1.0', token: '2.0.1' });
  await runs(sites.shop, '2026-09-21T08:00:00Z', { webform: '1.1.1', token: '2.0.1' });
  await runs(sites.away, '2026-09-11T18:00:00Z', { webform: '1.1.0' });
  test.setNow('2026-09-23T12:00:00Z');
  await test.request(test.as(cast.alice), 'PUT', `/api/v1/sites/${sites.shop.uuid}`, { tags: ['shops', 'big'] });
});

const september = 'period=custom&from=2026-09-01&to=2026-09-23';

describe('the figures', () => {
  it('of a period that is not over', async () => {
    expect(await report(september)).toMatchObject({
      period: 'custom',
      from: '2026-09-01T00:00:00Z',
      to: '2026-09-23T00:00:00Z',
      timezone: 'UTC',
      closed: false,
      late_reports: 0,
      buckets: [{ runs: 4, updates: 4, security_updates: 3, sites: 2 }],
      lag: {
        security: { count: 3, p50_hours: 48, p90_hours: 134, max_hours: 134, by_days: [1, 1, 1, 0, 0, 0] },
        other: { count: 1, p50_hours: 20, p90_hours: 20, max_hours: 20 },
      },
      // The blog still runs the token of before 16 September, 18:00: 150 h.
      open_exposures: { count: 1, oldest_hours: 150 },
      breach_count: 2,
      breaches: [
        {
          site: { name: 'Blog' },
          project: 'token',
          advisory: null,
          release: '2.0.1',
          hours: 150,
          target_hours: 72,
          open: true,
        },
        {
          site: { name: 'Blog' },
          project: 'webform',
          advisory: 'SA-CONTRIB-2026-001',
          release: null,
          hours: 134,
          open: false,
        },
      ],
    });
  });

  it('of now, with as many open exposures as the overview has', async () => {
    const { open_exposures } = await report('');
    const overview = await test.request(test.as(test.cast.vic), 'GET', '/api/v1/overview');
    expect([open_exposures.count, overview.data.exposures.open]).toEqual([1, 1]);
  });

  it('before a hole was published, nothing is exposed', async () => {
    expect(await report('period=custom&from=2026-09-01&to=2026-09-09T18:00:00Z')).toMatchObject({
      lag: { security: { count: 0, p50_hours: null, max_hours: null } },
      open_exposures: { count: 0, oldest_hours: null },
      breach_count: 0,
    });
  });

  it('by week, month and year', async () => {
    const { buckets, from, to } = await report('');
    expect(buckets).toHaveLength(12);
    expect([from, to]).toEqual(['2026-07-06T00:00:00Z', '2026-09-28T00:00:00Z']);
    expect(buckets.slice(-3).map(({ runs }: { runs: number }) => runs)).toEqual([1, 2, 1]);
    expect((await report('period=monthly')).buckets[11].runs).toBe(4);
    expect((await report('period=ytd')).buckets).toHaveLength(9);
  });

  it('of one site, one tag, one organization', async () => {
    expect((await report(`${september}&site_id=${sites.blog.uuid}`)).lag.security.count).toBe(1);
    expect((await report(`${september}&tag=big`)).lag.security.count).toBe(2);
    expect((await report(`${september}&organization_id=${test.cast.home.uuid}`)).lag.security.count).toBe(3);
    for (const foreign of [`site_id=${sites.away.uuid}`, `organization_id=${test.cast.away.uuid}`])
      expect(await report(`${september}&${foreign}`)).toMatchObject({ buckets: [{ runs: 0 }], breach_count: 0 });
  });

  it('count the targets of the organization', async () => {
    const targets = (critical_hours: number) =>
      test.request(test.as(test.cast.alice), 'PUT', `/api/v1/organizations/${test.cast.home.uuid}`, {
        update_targets: { critical_hours, other_hours: 2000 },
      });
    await targets(140);
    expect((await report(september)).breaches).toMatchObject([{ project: 'token', target_hours: 140 }]);
    await targets(72);
  });
});

describe('groups', () => {
  it('by site, what needs attention first', async () => {
    const { groups } = await report(`${september}&group_by=site`);
    expect(groups).toMatchObject([
      {
        site: { id: sites.blog.uuid, name: 'Blog' },
        runs: 1,
        open_exposures: 1,
        breaches: 2,
        lag: { security: { count: 1 } },
      },
      {
        site: { name: 'Shop' },
        runs: 3,
        updates: 3,
        sites: 1,
        open_exposures: 0,
        breaches: 0,
        lag: { other: { count: 1 } },
      },
    ]);
  });

  it('by tag, a site in each of its own, or in none', async () => {
    const { groups } = await report(`${september}&group_by=tag`);
    expect(groups.map(({ tag, runs }: { tag: string; runs: number }) => [tag, runs])).toEqual([
      [null, 1],
      ['big', 3],
      ['shops', 3],
    ]);
  });

  it('by organization, and over all of them', async () => {
    const whole = await report(`${september}&group_by=organization`, test.as(test.cast.sam));
    expect(whole.lag.security).toMatchObject({ count: 4, p50_hours: 48, p90_hours: 134, max_hours: 134 });
    expect(whole.groups).toMatchObject([
      { organization: { name: 'Home' }, runs: 4 },
      { organization: { id: test.cast.away.uuid }, runs: 1 },
    ]);
    const own = await ask(`${september}&group_by=organization`);
    expect(own.data.groups).toHaveLength(1);
    expect(own.text).not.toContain(canary);
  });
});

describe('CSV', () => {
  const csv = async (query: string) => (await ask(`${query}&format=csv`)).text.trimEnd().split('\r\n');

  it('has the buckets', async () => {
    const [head, ...lines] = await csv('');
    expect(head).toMatch(/^start,end,runs,updates,security_updates,sites/);
    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toContain('2026-09-21T00:00:00Z,2026-09-28T00:00:00Z');
  });

  it('or the groups', async () => {
    const [head, ...lines] = await csv(`${september}&group_by=site`);
    expect(head).toMatch(
      /^start,end,runs,updates,security_updates,sites,site\.id,site\.name,site\.url,lag\.security\.count,/,
    );
    expect(lines.map((line) => line.split(',')[7])).toEqual(['Blog', 'Shop']);
  });
});

describe('400', () => {
  it.each([
    ['period=custom', 'query/from'],
    ['period=ytd&from=2026-01-01', 'query/from'],
    ['from=2026-09-09&to=2026-09-01', 'query/to'],
    ['from=2026-02-31', 'query/from'],
    ['from=yesterday', 'query/from'],
    ['timezone=Mars/Olympus', 'query/timezone'],
    ['timezone=%2B05:30', 'query/timezone'],
    ['period=daily', 'query/period'],
    ['group_by=module', 'query/group_by'],
    ['page=2', 'query/page'],
  ])('%s', async (query, where) => {
    const { status, body } = await ask(query);
    expect([status, body.details[0].path]).toEqual([400, where]);
  });
});

describe('a closed period', () => {
  const week = 'from=2026-09-07&to=2026-09-14';

  it('keeps its figures, and counts what came late', async () => {
    test.setNow('2026-09-20T23:59:59Z');
    expect((await report(week)).closed).toBe(false);
    test.setNow('2026-10-05T08:00:00Z');
    const [before, grouped] = [await report(week), await report(`${week}&group_by=site`)];
    expect(before).toMatchObject({
      closed: true,
      late_reports: 0,
      buckets: [{ runs: 1 }],
      lag: { security: { count: 1 } },
    });
    // On Friday of that week the blog was not exposed any more, as turns out now.
    await runs(sites.blog, '2026-10-05T09:00:00Z', { webform: '1.1.0', token: '2.0.0' }, '2026-09-11T08:00:00Z');
    expect(await report(week)).toEqual({ ...before, late_reports: 1 });
    expect(await report(`${week}&group_by=site`)).toEqual({ ...grouped, late_reports: 1 });
    // Asked for the first time, another period tells what is known now.
    const wider = await report('period=custom&from=2026-09-07&to=2026-09-14');
    expect(wider).toMatchObject({ late_reports: 0, lag: { security: { count: 2, max_hours: 38 } } });
  });

  it('is kept for each organization, whoever asks', async () => {
    const whole = await report(`${week}&group_by=organization`, test.as(test.cast.sam));
    expect(whole).toMatchObject({ closed: true, late_reports: 1, lag: { security: { count: 2 } } });
    expect(await report(week, test.as(test.cast.charlie))).toMatchObject({
      late_reports: 0,
      lag: { security: { count: 1 } },
    });
  });

  it('is not kept once an organization keeps as many as it may, and says so', async () => {
    const home = test.cast.home.id;
    const before = await report(week);
    await test.sql(
      `insert into closed_periods (organization_id, question, figures, computed_at)
        select $1, sha256(n::text::bytea), '{}', now() from generate_series(1, $2) n`,
      [home, periodsKept],
    );
    expect(await report('from=2026-08-24&to=2026-08-31')).toMatchObject({ closed: false, late_reports: 0 });
    expect(await report(week)).toEqual(before);
    expect(await report(`${week}&group_by=tag`)).toMatchObject({ closed: false });
    await test.sql('delete from closed_periods where figures = $1', ['{}']);
    expect((await report('from=2026-08-24&to=2026-08-31')).closed).toBe(true);
  });

  it('asked for by many at once, is computed once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => report('from=2026-08-31&to=2026-09-07')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });
});
