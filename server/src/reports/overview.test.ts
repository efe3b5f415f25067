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
      await sql`update sites set muted_count = muted_count + 1, name = ${name}`.execute(database.current.db);
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
