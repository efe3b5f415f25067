import { sql } from 'kysely';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { testContext } from '../../test/context.ts';
import { type Fleet, insertAdvisory } from '../../test/fleet.ts';
import { useDatabase } from '../../test/harness.ts';
import { insertOpenFleet } from '../../test/open-fleet.ts';
import type { Scope } from '../context.ts';
import { tallyDays } from './daily-tallies.ts';
import { getOverview } from './overview.ts';

const database = useDatabase();
let fleet: Fleet;
let now = new Date('2026-11-22T12:00:00Z');
const contextOf = (organizationIds: Scope) => testContext(database.current, { organizationIds, now: () => now });

// Alpha runs the affected webform from 12 November, as the fleet has it; Gamma ran it from 8 to 16 November, when it was known
// from 11 November at 18:00 on. Of drupal 11.0.0, which beta runs from 10 November, an advisory without a risk tells.
beforeAll(async () => {
  fleet = await insertOpenFleet(database.current);
  const { db } = database.current;
  const { sites, modules, versions, home } = fleet;
  await sql`insert into site_module_history (organization_id, site_id, until_at, module_id, version_id, from_at, next_version_id, report_id)
    values (${home.id}, ${sites.gamma.id}, '2026-11-16T06:00:00Z', ${modules.webform.id}, ${versions.webformOld ?? 0},
      '2026-11-08T06:00:00Z', ${versions.webformNew ?? 0}, gen_random_uuid())`.execute(db);
  await sql`update sites set urgency = case when security_count > 0 then 1 else 3 end`.execute(db);
  const { rows } = await sql<{ id: number }>`select id from module_versions where version_number = '11.0.0'`.execute(
    db,
  );
  await insertAdvisory(database.current, {
    id: 'SA-CORE-2026-002',
    published: '2026-11-18T18:00:00Z',
    projects: [{ module: modules.drupal, affected: '11.0.0' }],
    exposures: [{ version: rows[0]?.id ?? 0, exposure: 'affected' }],
  });
});
afterEach(() => database.administer('delete from daily_tallies'));

interface Tally {
  readonly day: string;
  readonly critical: number;
  readonly unknown_risk: number;
  readonly exposed_sites: number;
  readonly security: number | null;
}
const talliesOf = (organization: { id: number }, tag = '') =>
  database.administer<Tally>(
    `select to_char(day, 'DD') as day, critical::int, unknown_risk::int, exposed_sites::int, security::int from daily_tallies
      where organization_id = $1 and tag = $2 order by daily_tallies.day`,
    [organization.id, tag],
  );
const shown = (tallies: readonly Tally[]) =>
  tallies.map(({ day, critical, unknown_risk, exposed_sites }) =>
    [day, critical, unknown_risk, exposed_sites].join(' '),
  );

describe('the tallies of days', () => {
  test('are worked out from the history since there was one', async () => {
    await tallyDays(contextOf('all'));
    expect(shown(await talliesOf(fleet.home))).toEqual([
      ...['09 0 0 0', '10 0 0 0', '11 0 0 0', '12 2 0 2', '13 2 0 2', '14 2 0 2', '15 2 0 2', '16 2 0 2'],
      ...['17 1 0 1', '18 1 0 1', '19 1 1 2', '20 1 1 2', '21 1 1 2', '22 1 1 2'],
    ]);
    expect(shown(await talliesOf(fleet.home, 'shop')).at(-1)).toBe('22 0 1 1');
    expect(shown(await talliesOf(fleet.other)).at(-1)).toBe('22 1 0 1');
  });

  test('say how many sites had which status only where somebody counted', async () => {
    await tallyDays(contextOf('all'));
    const tallies = await talliesOf(fleet.home);
    expect(tallies.map(({ security }) => security).slice(-2)).toEqual([null, 3]);
  });

  test('stay as they are when it runs again, and go on where it stopped', async () => {
    now = new Date('2026-11-20T00:00:30Z');
    await tallyDays(contextOf('all'));
    await sql`update sites set urgency = 5 where id = ${fleet.sites.alpha.id}`.execute(database.current.db);
    const before = await talliesOf(fleet.home);
    await tallyDays(contextOf('all'));
    expect(await talliesOf(fleet.home)).toEqual(before);
    now = new Date('2026-11-22T12:00:00Z');
    await tallyDays(contextOf('all'));
    const after = await talliesOf(fleet.home);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length).map(({ day, security }) => [day, security])).toEqual([
      ['21', null],
      ['22', 2],
    ]);
    await sql`update sites set urgency = 1 where id = ${fleet.sites.alpha.id}`.execute(database.current.db);
  });

  test('of a new tag are worked out for the days that the others have', async () => {
    await tallyDays(contextOf('all'));
    await sql`update sites set tags = tags || '{late}' where id = ${fleet.sites.alpha.id}`.execute(database.current.db);
    await tallyDays(contextOf('all'));
    expect(shown(await talliesOf(fleet.home, 'late')).slice(2, 5)).toEqual(['11 0 0 0', '12 1 0 1', '13 1 0 1']);
    await sql`update sites set tags = '{}' where id = ${fleet.sites.alpha.id}`.execute(database.current.db);
  });
});

describe('an overview', () => {
  const overviewOf = (scope: Scope, query = {}) => getOverview(contextOf(scope), { query });

  test('shows a trend by weeks that ends now, with null before there were data', async () => {
    await tallyDays(contextOf('all'));
    const { trend } = await overviewOf([fleet.home.id]);
    expect(trend).toHaveLength(13);
    expect(trend.slice(-3)).toEqual([
      { at: '2026-11-08T00:00:00Z', open: null },
      { at: '2026-11-15T00:00:00Z', open: { critical: 2, moderate: 0, low: 0, unknown: 0, sites: 2 } },
      { at: '2026-11-22T12:00:00Z', open: { critical: 1, moderate: 0, low: 0, unknown: 1, sites: 3 } },
    ]);
    const lengths = await Promise.all(
      [30, 90, 365].map(async (days) => (await overviewOf([fleet.home.id], { days })).trend.length),
    );
    expect(lengths).toEqual([31, 13, 53]);
  });

  test('sums the organizations of the caller, and narrows to a tag', async () => {
    await tallyDays(contextOf('all'));
    const criticalOf = async (scope: Scope, query = {}) =>
      (await overviewOf(scope, query)).trend.at(-2)?.open?.critical;
    expect(await criticalOf('all')).toBe(3);
    expect(await criticalOf([fleet.home.id])).toBe(2);
    expect(await criticalOf([fleet.home.id], { tag: 'shop' })).toBe(0);
    expect(await criticalOf([fleet.home.id], { tag: 'nobody' })).toBeUndefined();
  });

  test('shows the sites of a week ago where they were counted then', async () => {
    expect((await overviewOf([fleet.home.id])).week_ago).toBeNull();
    now = new Date('2026-11-15T00:00:00Z');
    await tallyDays(contextOf('all'));
    now = new Date('2026-11-22T12:00:00Z');
    expect((await overviewOf([fleet.home.id])).week_ago).toEqual({
      at: '2026-11-15T00:00:00Z',
      status: { security: 3, unsupported: 0, update: 0, unknown: 0, current: 0 },
      silent: 0,
    });
  });
});
