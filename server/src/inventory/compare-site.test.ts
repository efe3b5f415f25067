import { checkOf } from '@patchlight/contract/check';
import { SiteComparison } from '@patchlight/contract/compare';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { testContext } from '../../test/context.ts';
import { type Fleet, insertAdvisory, insertFleet } from '../../test/fleet.ts';
import { useDatabase } from '../../test/harness.ts';
import type { Ctx } from '../context.ts';
import { compareSite } from './compare-site.ts';

const database = useDatabase();
let fleet: Fleet;
let home: Ctx;

// Of alpha: webform went 6.2.2, 6.2.9 and back to 6.2.2; token came; pathauto went.
beforeAll(async () => {
  fleet = await insertFleet(database.current);
  home = testContext(database.current, {
    organizationIds: [fleet.home.id],
    now: () => new Date('2026-11-22T12:00:00Z'),
  });
  const { db } = database.current;
  const { sites, modules, versions } = fleet;
  const id = (key: string | null) => (key === null ? null : (versions[key] ?? 0));
  const ended = (module: { id: number }, from: string | null, until: string, was: string | null, next: string | null) =>
    sql`insert into site_module_history (organization_id, site_id, until_at, module_id, version_id, from_at, next_version_id, report_id)
      values (${fleet.home.id}, ${sites.alpha.id}, ${until}, ${module.id}, ${id(was)}, ${from}, ${id(next)}, gen_random_uuid())`.execute(
      db,
    );
  await sql`update site_modules set running_since = '2026-10-01T00:00:00Z' where site_id = ${sites.alpha.id}`.execute(
    db,
  );
  const starts = (module: { id: number }, at: string) =>
    sql`update site_modules set running_since = ${at} where site_id = ${sites.alpha.id} and module_id = ${module.id}`.execute(
      db,
    );
  await ended(modules.webform, '2026-10-01T00:00:00Z', '2026-11-12T00:00:00Z', 'webformOld', 'webformNew');
  await ended(modules.webform, '2026-11-12T00:00:00Z', '2026-11-20T00:00:00Z', 'webformNew', 'webformOld');
  await starts(modules.webform, '2026-11-20T00:00:00Z');
  await ended(modules.token, null, '2026-11-13T00:00:00Z', null, 'token');
  await starts(modules.token, '2026-11-13T00:00:00Z');
  await ended(modules.pathauto, '2026-10-01T00:00:00Z', '2026-11-14T00:00:00Z', 'pathauto', null);
  await insertAdvisory(database.current, {
    id: 'SA-CONTRIB-2026-001',
    published: '2026-11-11T18:00:00Z',
    risk: 18,
    projects: [{ module: modules.webform, affected: '<6.2.9' }],
    exposures: [{ version: versions.webformOld ?? 0, exposure: 'affected' }],
  });
});

const compare = async (query: Parameters<typeof compareSite>[1]['query'], site = fleet.sites.alpha.uuid) => {
  const comparison = await compareSite(home, { params: { site_id: site }, query });
  expect(checkOf(SiteComparison)(comparison)).toEqual([]);
  const named = (differences: typeof comparison.added) =>
    differences.map(({ module, from_version, to_version, security }) =>
      [module.name, from_version, to_version, security].join(' '),
    );
  const { added, removed, updated, downgraded, changed, ...rest } = comparison;
  return {
    ...rest,
    ...{ added: named(added), removed: named(removed), updated: named(updated) },
    ...{ downgraded: named(downgraded), changed: named(changed) },
  };
};

test('tells what came, went and took another version, and which of it closed a hole', async () => {
  expect(await compare({ from: '2026-11-01T00:00:00Z', to: '2026-11-15T00:00:00Z' })).toEqual({
    from: '2026-11-01T00:00:00Z',
    to: '2026-11-15T00:00:00Z',
    added: ['token  8.x-1.15 false'],
    removed: ['pathauto 8.x-1.13  false'],
    updated: ['webform 6.2.2 6.2.9 true'],
    downgraded: [],
    changed: [],
    // Core and the custom module.
    unchanged: 2,
  });
});

test('counts what was there and back again as unchanged, and sees a way back', async () => {
  expect(await compare({ from: '2026-11-01T00:00:00Z', to: '2026-11-21T00:00:00Z' })).toMatchObject({
    updated: [],
    unchanged: 3,
  });
  expect(await compare({ from: '2026-11-15T00:00:00Z' })).toMatchObject({
    to: '2026-11-22T12:00:00Z',
    downgraded: ['webform 6.2.9 6.2.2 false'],
    unchanged: 3,
  });
});

test('calls an update a security one where the hole was known by then', async () => {
  await sql`update advisories set published_at = '2026-11-16T00:00:00Z'`.execute(database.current.db);
  expect((await compare({ from: '2026-11-01T00:00:00Z', to: '2026-11-15T00:00:00Z' })).updated).toEqual([
    'webform 6.2.2 6.2.9 false',
  ]);
});

test('goes back 30 days where no beginning is named', async () => {
  expect(await compare({})).toMatchObject({ from: '2026-10-23T12:00:00Z', to: '2026-11-22T12:00:00Z' });
});

test('refuses times in the wrong order, and another’s site', async () => {
  await expect(compare({ from: '2026-12-01T00:00:00Z' })).rejects.toMatchObject({ code: 'validation_error' });
  await expect(compare({}, fleet.sites.foreign.uuid)).rejects.toMatchObject({ code: 'not_found' });
});
