import { checkOf } from '@patchlight/contract/check';
import * as contract from '@patchlight/contract/overview';
import { sql } from 'kysely';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testContext } from '../../test/context.ts';
import type { Fleet } from '../../test/fleet.ts';
import { useDatabase } from '../../test/harness.ts';
import { insertOpenFleet } from '../../test/open-fleet.ts';
import type { Scope } from '../context.ts';
import { foldCounts } from './fold-counts.ts';
import { getOverview } from './overview.ts';

const database = useDatabase();
let fleet: Fleet;
const now = new Date('2026-11-22T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

const contextOf = (organizationIds: Scope) => testContext(database.current, { organizationIds, now: () => now });
const overviewOf = async (
  organizationIds: Scope,
  query: Parameters<typeof getOverview>[1]['query'] = {},
): Promise<contract.Overview> => {
  const overview = await getOverview(contextOf(organizationIds), { query });
  expect(checkOf(contract.Overview)(overview)).toEqual([]);
  return overview;
};
const home = (query = {}) => overviewOf([fleet.home.id], query);

beforeAll(async () => {
  fleet = await insertOpenFleet(database.current);
  const { sites } = fleet;
  const heard = (id: number, at: string | null) =>
    sql`update site_activity set last_report_at = ${at} where site_id = ${id}`.execute(database.current.db);
  await heard(sites.alpha.id, hoursAgo(2));
  await heard(sites.beta.id, hoursAgo(30));
  await heard(sites.foreign.id, hoursAgo(49));
  await heard(sites.gone.id, hoursAgo(1));
  await sql`update sites set urgency = case when security_count > 0 then 1 else 3 end`.execute(database.current.db);
});

test('sums the sites and modules of the scope, without those that are deleted', async () => {
  expect(await home()).toMatchObject({
    sites: {
      total: 3,
      status: { security: 3, unsupported: 0, update: 0, unknown: 0, current: 0 },
      freshness: { fresh: 1, late: 1, silent: 0, never: 1 },
    },
    modules: { security: 3, unsupported: 1, update: 1, unknown: 2, possible: 1, muted: 0 },
    newest_report_at: '2026-11-22T10:00:00Z',
    as_of: null,
  });
  expect((await overviewOf([])).sites.total).toBe(0);
});

test('tells each organization of the caller apart, one without sites as well', async () => {
  await sql`insert into organizations (uuid, name) values (gen_random_uuid(), 'Empty')`.execute(database.current.db);
  const { sites, organizations } = await overviewOf('all');
  expect(sites).toMatchObject({ total: 4, freshness: { fresh: 1, late: 1, silent: 1, never: 1 } });
  expect(
    organizations.map(({ organization, sites: { total }, modules }) => [organization.name, total, modules.security]),
  ).toEqual([
    ['Home', 3, 3],
    ['Other', 1, 1],
    ['Empty', 0, 0],
  ]);
  expect((await overviewOf('all', { organization_id: fleet.other.uuid })).organizations).toHaveLength(1);
  expect((await home({ organization_id: fleet.other.uuid })).sites.total).toBe(0);
});

test('says what to do first, by risk times sites', async () => {
  const advisory = {
    id: 'SA-CONTRIB-2026-001',
    title: 'Hole SA-CONTRIB-2026-001',
    published_at: '2026-11-11T18:00:00Z',
  };
  const { fix_queue, exposures } = await home();
  expect(fix_queue).toMatchObject([
    { module: { name: 'drupal' }, sites: 2, risk: 12, advisories: [], fixed_in: [] },
    { module: { name: 'webform' }, sites: 1, risk: 18, advisories: [advisory], fixed_in: ['6.2.9'] },
  ]);
  expect(exposures).toEqual({ open: 1, highest_risk: 18, oldest_published_at: '2026-11-11T18:00:00Z' });
  expect((await overviewOf('all')).fix_queue.map(({ module, sites }) => [module.name, sites])).toEqual([
    ['webform', 2],
    ['drupal', 2],
  ]);
});

test('names some sites of each fix, says since when it is known and how late it is', async () => {
  const { fix_queue, oldest } = await home();
  const named = (sites: { name: string }[]) => sites.map(({ name }) => name).sort();
  expect(
    fix_queue.map((fix) => [fix.module.name, named(fix.sites_named), fix.oldest_published_at, fix.overdue_hours]),
  ).toEqual([
    ['drupal', ['Gamma', 'beta'], null, null],
    // Critical: 72 hours after the evening of the 11th.
    ['webform', ['Alpha'], '2026-11-11T18:00:00Z', 186],
  ]);
  expect(oldest).toMatchObject({ module: { name: 'webform' }, published_at: '2026-11-11T18:00:00Z', sites: 1 });
  expect(named(oldest?.sites_named ?? [])).toEqual(['Alpha']);
  expect(named((await overviewOf('all')).fix_queue[0]?.sites_named ?? [])).toEqual(['Alpha', 'Foreign']);
  await sql`update organizations set settings = '{"update_targets": {"critical_hours": 300, "other_hours": 400}}' where id = ${fleet.home.id}`.execute(
    database.current.db,
  );
  expect((await home()).fix_queue[1]?.overdue_hours).toBe(-42);
  // Of several organizations the strictest counts.
  expect((await overviewOf('all')).fix_queue[0]?.overdue_hours).toBe(186);
  await sql`update organizations set settings = '{}'`.execute(database.current.db);
});

test('shows a cell for each site, the worst first, and none of a fleet that is too large', async () => {
  const { strip } = await home();
  expect(strip?.sites.map(({ name, status, freshness, tag }) => [name, status, freshness, tag])).toEqual([
    ['Alpha', 'security', 'fresh', null],
    ['Gamma', 'security', 'never', null],
    ['beta', 'security', 'late', 'shop'],
  ]);
  expect(strip?.more).toBe(0);
  await sql`insert into sites (organization_id, uuid, url, name, tags)
    select ${fleet.home.id}, gen_random_uuid(), 'https://many.example/' || n, 'Many', '{many}' from generate_series(1, 501) n`.execute(
    database.current.db,
  );
  expect((await home()).strip).toBeNull();
  const tagged = (await home({ tag: 'many' })).strip;
  expect([tagged?.sites.length, tagged?.more]).toEqual([500, 1]);
  await sql`delete from sites where name = 'Many'`.execute(database.current.db);
});

test('knows the newest advisory, and when the next ones usually come', async () => {
  const { last_advisory, advisory_window } = await home();
  expect(last_advisory).toEqual({
    ...{ id: 'SA-CONTRIB-2026-001', title: 'Hole SA-CONTRIB-2026-001' },
    ...{ published_at: '2026-11-11T18:00:00Z', sites: 1 },
  });
  expect((await overviewOf('all')).last_advisory?.sites).toBe(2);
  expect(advisory_window).toEqual({ next_at: '2026-11-25T17:00:00Z', next_core_at: '2026-12-16T17:00:00Z' });
});

describe('the activity', () => {
  const reportId = '019ad0e1-6a40-738a-af6c-162534435261';
  const record = (site: { id: number }, at: string, action: string, after: object, owner = fleet.home) =>
    sql`insert into audit_logs (organization_id, uuid, site_id, actor_type, actor_name, action, target_type, target_id, data, status, created_at)
      values (${owner.id}, gen_random_uuid(), ${site.id}, 'user', 'Mira', ${action}, 'report', ${reportId},
        ${JSON.stringify({ before: null, after })}, 'success', ${at})`.execute(database.current.db);
  const updated = { source: 'site', baseline: false, installed: 0, updated: 1, removed: 0, details: 0 };

  beforeAll(async () => {
    const { sites, modules, versions, home, other } = fleet;
    const { db } = database.current;
    await record(sites.alpha, '2026-11-20T08:00:00Z', 'inventory.recorded', updated);
    await sql`insert into site_module_history (organization_id, site_id, until_at, module_id, version_id, from_at, next_version_id, report_id)
      values (${home.id}, ${sites.alpha.id}, '2026-11-20T08:00:00Z', ${modules.token.id}, ${versions.tokenForeign ?? 0}, '2026-11-01T00:00:00Z',
        ${versions.token ?? 0}, ${reportId})`.execute(db);
    // Only details changed: nothing of it is worth telling.
    await record(sites.alpha, '2026-11-20T09:00:00Z', 'inventory.recorded', { ...updated, updated: 0, details: 3 });
    await record(sites.alpha, '2026-11-20T09:30:00Z', 'site.updated', { name: 'x' });
    await record(sites.beta, '2026-11-21T08:00:00Z', 'patch_run.recorded', { updates: [{}, {}] });
    await record(sites.gone, '2026-11-21T09:00:00Z', 'inventory.recorded', updated);
    await record(
      sites.foreign,
      '2026-11-21T10:00:00Z',
      'inventory.recorded',
      { ...updated, baseline: true, installed: 4 },
      other,
    );
    // That it is open past its target is another event, and no activity.
    await sql`with found as (
        insert into events (organization_id, kind, advisory_id, created_at, opened_at)
        select ${home.id}, kind, a.id, '2026-11-12T01:00:00Z', '2026-11-12T01:00:00Z'
        from (select id from advisories limit 1) a, unnest(array['security_exposure', 'exposure_overdue']) kind returning id)
      insert into event_sites (organization_id, event_id, site_id, added_at)
      select ${home.id}, found.id, site, '2026-11-12T01:00:00Z' from found, unnest(${[sites.alpha.id, sites.gone.id]}::bigint[]) site`.execute(
      db,
    );
  });

  const told = ({ activity }: contract.Overview) =>
    activity.map(({ kind, site, module, version, updated: count, advisory, sites: number, actor }) =>
      [kind, site?.name, module?.name, version, count, advisory?.id, number, actor].join(' ').trim(),
    );

  test('tells what changed sites and which advisory came to concern them, the newest first', async () => {
    expect(told(await home())).toEqual([
      'patch_run beta   2   Mira',
      'report Alpha token 8.x-1.15 1',
      'advisory    0 SA-CONTRIB-2026-001 1',
    ]);
  });

  test('is of the sites of the caller, and of those with the tag', async () => {
    expect(told(await overviewOf([fleet.other.id]))).toEqual(['report Foreign   1']);
    expect(told(await home({ tag: 'shop' }))).toEqual(['patch_run beta   2   Mira']);
    expect((await overviewOf('all')).activity).toHaveLength(4);
  });
});

describe('narrowed to a tag', () => {
  test('counts the sites that carry it', async () => {
    const { sites, modules, newest_report_at, fix_queue, exposures } = await home({ tag: 'shop' });
    expect(sites).toMatchObject({ total: 1, status: { security: 1 }, freshness: { late: 1, fresh: 0 } });
    expect(modules).toMatchObject({ security: 1, unsupported: 1, update: 0 });
    expect(newest_report_at).toBe('2026-11-21T06:00:00Z');
    expect(fix_queue).toMatchObject([{ module: { name: 'drupal' }, sites: 1 }]);
    expect(exposures.open).toBe(0);
  });

  test('says the same as without, where every site carries it', async () => {
    await sql`update sites set tags = '{everywhere}' || tags`.execute(database.current.db);
    expect(await home({ tag: 'everywhere' })).toEqual(await home());
  });
});

describe('the ledgers', () => {
  const ledgers = ['site_counts', 'exposed_installs'];
  const rowsOf = async (table: string) =>
    (await database.administer<{ count: number }>(`select count(*) as count from ${table}`))[0]?.count ?? 0;
  let before: contract.Overview;

  beforeEach(async () => {
    before = await overviewOf('all');
  });
  afterEach(async () => {
    expect(await overviewOf('all')).toEqual(before);
  });

  test('say the same when they are folded, in fewer rows, by two at once as well', async () => {
    for (const name of ['a', 'b'])
      await sql`update sites set muted_count = muted_count + 1, description = ${name}`.execute(database.current.db);
    await sql`update sites set muted_count = 0`.execute(database.current.db);
    const counts = await Promise.all(ledgers.map(rowsOf));
    await Promise.all([foldCounts(contextOf('all')), foldCounts(contextOf('all'))]);
    const folded = await Promise.all(ledgers.map(rowsOf));
    expect(folded.every((count, index) => count < (counts[index] ?? 0))).toBe(true);
  });

  test('follow a site that is deleted and comes back', async () => {
    const delete_ = (deleted: boolean) =>
      sql`update sites set is_deleted = ${deleted} where id = ${fleet.sites.alpha.id}`.execute(database.current.db);
    await delete_(true);
    const without = await overviewOf('all');
    expect(without.sites.total).toBe(before.sites.total - 1);
    expect(without.exposures.open).toBe(before.exposures.open - 1);
    await delete_(false);
  });
});
