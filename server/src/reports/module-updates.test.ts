import { checkOf } from '@patchlight/contract/check';
import * as contract from '@patchlight/contract/reports';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { pageOf, testContext } from '../../test/context.ts';
import type { Fleet } from '../../test/fleet.ts';
import { useDatabase } from '../../test/harness.ts';
import { insertOpenFleet } from '../../test/open-fleet.ts';
import type { Ctx, Scope } from '../context.ts';
import type { PageRequest } from '../db/page.ts';
import { reportModuleUpdates } from './module-updates.ts';

const database = useDatabase();
let fleet: Fleet;
let home: Ctx;
let platform: Ctx;

const contextOf = (organizationIds: Scope) => testContext(database.current, { organizationIds });

beforeAll(async () => {
  fleet = await insertOpenFleet(database.current);
  home = contextOf([fleet.home.id]);
  platform = contextOf('all');
});

type Query = Parameters<typeof reportModuleUpdates>[1]['query'];

const report = async (query: Query = {}, { ctx = home, ...page }: Partial<PageRequest> & { ctx?: Ctx } = {}) => {
  const { rows, summary, ...rest } = await reportModuleUpdates(ctx, { query, page: pageOf(page) });
  expect(checkOf(contract.reportModuleUpdates.response)({ rows, summary })).toEqual([]);
  return { rows, summary, ...rest };
};
type Shown = Awaited<ReturnType<typeof report>>['rows'][number];
const textOf = (row: Shown) =>
  'status' in row ? `${row.site.name} ${row.module.name} ${row.status}` : `group of ${row.sites}`;
const shown = async (...given: Parameters<typeof report>) => (await report(...given)).rows.map(textOf);

const ofHome = [
  'Alpha webform security',
  'beta drupal security',
  'Gamma drupal security',
  'beta pathauto unsupported',
  'Alpha token update',
];

describe('a row for each site and module', () => {
  test('security first, of living sites of the scope only', async () => {
    expect(await shown()).toEqual(ofHome);
    expect(await shown({}, { ctx: contextOf([fleet.other.id]) })).toEqual([
      'Foreign webform security',
      'Foreign token update',
    ]);
    expect(await shown({}, { ctx: contextOf([]) })).toEqual([]);
  });

  test('says what is installed, what to take and why', async () => {
    const { rows } = await report();
    expect(rows[0]).toMatchObject({
      organization: { id: fleet.home.uuid, name: 'Home' },
      site: { id: fleet.sites.alpha.uuid, name: 'Alpha', url: 'https://alpha.example' },
      version: '6.2.2',
      recommended: '6.2.9',
      security_updates: ['6.2.9'],
      risk: 18,
      advisories: [{ id: 'SA-CONTRIB-2026-001', exposure: 'affected', fixed_in: ['6.2.9'] }],
      reported_at: '2026-11-20T10:00:00Z',
      as_of: null,
    });
  });

  test.each<[Query, number[]]>([
    [{ status: 'security' }, [0, 1, 2]],
    [{ status: 'unsupported' }, [3]],
    [{ status: 'update' }, [4]],
    [{ tag: 'shop' }, [1, 3]],
    [{ status: 'security,update' }, [0, 1, 2, 4]],
    [{ status: '!security' }, [3, 4]],
    [{ tag: '!shop' }, [0, 2, 4]],
    [{ tag: 'shop', status: '!security' }, [3]],
    [{ tag: 'nobody' }, []],
    [{ tag: 'shop', status: 'security' }, [1]],
    [{ module: 'drupal' }, [1, 2]],
    [{ module: 'acme' }, []],
    [{ severity: 'highly_critical' }, []],
    [{ severity: 'critical' }, [0, 2]],
    [{ severity: 'moderately_critical' }, [0, 1, 2]],
    [{ severity: 'critical', module: 'webform' }, [0]],
    [{ severity: 'critical', status: 'update' }, []],
  ])('%j', async (query, places) => {
    const { rows, total } = await report(query);
    expect(rows.map(textOf)).toEqual(places.map((place) => ofHome[place]));
    expect(total).toBe(places.length);
  });

  test('filters by ids, and finds nothing behind those of others', async () => {
    const { home: own, other, sites, modules } = fleet;
    expect(await shown({ site_id: sites.alpha.uuid })).toEqual([ofHome[0], ofHome[4]]);
    expect(await shown({ module: modules.webform.uuid })).toEqual([ofHome[0]]);
    expect(await shown({ organization_id: own.uuid }, { ctx: platform })).toEqual(ofHome);
    for (const query of [
      { organization_id: other.uuid },
      { site_id: sites.foreign.uuid },
      { site_id: sites.gone.uuid },
    ]) {
      const { rows, total, summary } = await report(query);
      expect([rows, total, summary.sites]).toEqual([[], 0, 0]);
    }
  });

  test.each<[string, () => Ctx]>([
    ['one organization', () => home],
    ['some organizations', () => contextOf([fleet.home.id, fleet.other.id])],
    ['the platform', () => platform],
  ])('the pages of %s are the whole, by position and by number', async (_, ctxOf) => {
    const whole = await report({}, { ctx: ctxOf() });
    const byPosition: Shown[] = [];
    const byNumber: Shown[] = [];
    let after: PageRequest['after'] = null;
    for (let page = 1; page <= Math.ceil(whole.total / 2); page += 1) {
      const found = await report({}, { ctx: ctxOf(), page, perPage: 2, after });
      byPosition.push(...found.rows);
      byNumber.push(...(await report({}, { ctx: ctxOf(), page, perPage: 2 })).rows);
      after = found.next;
    }
    expect(after).toBeNull();
    expect(whole.rows).toHaveLength(whole.total);
    expect(byPosition).toEqual(whole.rows);
    expect(byNumber).toEqual(whole.rows);
  });
});

test('counts what SQL counts', async () => {
  const { rows } = await sql<{
    urgency: number;
    count: number;
  }>`select sm.urgency, count(*) as count from site_modules sm
    join sites s on s.id = sm.site_id and not s.is_deleted where sm.urgency <= 4 group by sm.urgency order by 1`.execute(
    database.current.db,
  );
  const [security = 0, unsupported = 0, update = 0, unknown = 0] = rows.map(({ count }) => count);
  const { summary, total } = await report({}, { ctx: platform });
  expect(summary).toEqual({ sites: 4, security, unsupported, update, unknown, muted: 0, possible: 1 });
  expect(total).toBe(security + unsupported + update);
  expect((await report({ module: 'drupal', tag: 'shop' })).summary).toMatchObject({ sites: 1, security: 1, update: 0 });
});

describe('groups', () => {
  const counted = (sites: number, security: number, unsupported: number, update: number, risk: number | null) => ({
    sites,
    security,
    unsupported,
    update,
    risk,
  });

  test('by site, the same from the counters and from the rows', async () => {
    const { rows, total } = await report({ group_by: 'site' });
    expect(rows).toMatchObject([
      { site: { name: 'beta' }, organization: { name: 'Home' }, ...counted(1, 1, 1, 0, 12) },
      { site: { name: 'Alpha' }, ...counted(1, 1, 0, 1, 18) },
      { site: { name: 'Gamma' }, ...counted(1, 1, 0, 0, null) },
    ]);
    expect(total).toBe(3);
    const secure = await report({ group_by: 'site', status: 'security', tag: 'shop' });
    expect(secure.rows).toMatchObject([{ site: { name: 'beta' }, ...counted(1, 1, 0, 0, 12) }]);
  });

  test('by module', async () => {
    const { rows, total } = await report({ group_by: 'module' }, { ctx: platform });
    expect(rows).toMatchObject([
      { module: { name: 'drupal' }, ...counted(2, 2, 0, 0, 12) },
      { module: { name: 'webform' }, ...counted(2, 2, 0, 0, 18) },
      { module: { name: 'pathauto' }, ...counted(1, 0, 1, 0, null) },
      { module: { name: 'token' }, ...counted(2, 0, 0, 2, null) },
    ]);
    expect(total).toBe(4);
  });

  test('by advisory, of what is surely affected', async () => {
    const advisory = { id: 'SA-CONTRIB-2026-001', published_at: '2026-11-11T18:00:00Z' };
    expect((await report({ group_by: 'advisory' })).rows).toMatchObject([{ advisory, ...counted(1, 1, 0, 0, 18) }]);
    expect((await report({ group_by: 'advisory', module: 'token' })).rows).toEqual([]);
  });

  test.each(['site', 'module'] as const)('the pages by %s are the whole', async (group_by) => {
    const whole = await report({ group_by });
    const first = await report({ group_by }, { perPage: 2 });
    const second = await report({ group_by }, { page: 2, perPage: 2, after: first.next });
    expect([...first.rows, ...second.rows]).toEqual(whole.rows);
  });
});

describe('a period', () => {
  const at = (now: string, scope: Scope = [fleet.home.id]) =>
    testContext(database.current, { organizationIds: scope, now: () => new Date(now) });
  const released = (version: string, day: string | null) =>
    sql`update module_versions set release_date = ${day} where version_number = ${version}`.execute(
      database.current.db,
    );

  // Alpha took its webform on 12 November, a Thursday; everything else runs since the 10th. The advisory is of the 11th.
  test.each<[string, NonNullable<Query['period']>, number[]]>([
    ['2026-11-14T12:00:00Z', 'weekly', [0, 1, 2, 3, 4]],
    ['2026-11-17T12:00:00Z', 'weekly', []],
    ['2026-11-30T12:00:00Z', 'monthly', [0, 1, 2, 3, 4]],
    ['2026-12-01T00:00:00Z', 'monthly', []],
    ['2026-12-31T00:00:00Z', 'ytd', [0, 1, 2, 3, 4]],
    ['2027-01-01T00:00:00Z', 'ytd', []],
  ])('at %s: %s', async (now, period, places) => {
    const { rows, total } = await report({ period }, { ctx: at(now) });
    expect(rows.map(textOf)).toEqual(places.map((place) => ofHome[place]));
    expect(total).toBe(places.length);
  });

  test('begins in the time zone of each organization', async () => {
    const zone = (name: string) =>
      sql`update organizations set timezone = ${name} where id = ${fleet.home.id}`.execute(database.current.db);
    const ctx = () => at('2027-01-01T04:00:00Z', [fleet.home.id, fleet.other.id]);
    await zone('America/New_York');
    expect(await shown({ period: 'ytd' }, { ctx: ctx() })).toEqual(ofHome);
    await zone('UTC');
    expect(await shown({ period: 'ytd' }, { ctx: ctx() })).toEqual([]);
  });

  test('tells a release that fixes a hole, and the recommended one, from others', async () => {
    const ctx = at('2026-11-26T12:00:00Z');
    await released('6.2.9', '2026-11-24T00:00:00Z');
    // Token is recommended the same number; the releases are of webform.
    expect(await shown({ period: 'weekly' }, { ctx })).toEqual([ofHome[0]]);
    await released('6.2.9', null);
    await released('6.2.x-dev', '2026-11-24T00:00:00Z');
    expect(await shown({ period: 'weekly' }, { ctx })).toEqual([]);
    await released('6.2.x-dev', null);
  });

  test('tells a new advisory, and not one that only may concern the version', async () => {
    const ctx = at('2026-11-11T18:00:00Z');
    await sql`update site_modules set running_since = '2026-11-01T00:00:00Z'`.execute(database.current.db);
    expect(await shown({ period: 'weekly' }, { ctx })).toEqual([ofHome[0]]);
    expect((await report({ period: 'weekly', group_by: 'module' }, { ctx })).rows).toMatchObject([
      { module: { name: 'webform' }, sites: 1, risk: 18 },
    ]);
  });
});
