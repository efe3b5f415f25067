import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { testContext } from '../../test/context.ts';
import { type Fleet, insertAdvisory, insertFleet } from '../../test/fleet.ts';
import { useDatabase } from '../../test/harness.ts';
import type { Scope } from '../context.ts';
import { getAdvisory } from './advisories.ts';
import { getModule } from './list-modules.ts';

const database = useDatabase();
let fleet: Fleet;
let now = new Date('2026-11-16T12:00:00Z');
const contextOf = (organizationIds: Scope) => testContext(database.current, { organizationIds, now: () => now });

// Of webform, with a hole below 6.2.9 that was published on the 11th at 18:00: alpha runs it since the 12th; gamma ran one affected
// version after the other from before until the 14th; the other organization's site runs one since the 10th.
beforeAll(async () => {
  fleet = await insertFleet(database.current);
  const { sites, modules, versions, home } = fleet;
  const ended = (from: string, until: string, was: string, next: string) =>
    sql`insert into site_module_history (organization_id, site_id, until_at, module_id, version_id, from_at, next_version_id, report_id)
      values (${home.id}, ${sites.gamma.id}, ${until}, ${modules.webform.id}, ${versions[was] ?? 0}, ${from}, ${versions[next] ?? 0},
        gen_random_uuid())`.execute(database.current.db);
  await ended('2026-10-01T00:00:00Z', '2026-11-13T00:00:00Z', 'webformOlder', 'webformOld');
  await ended('2026-11-13T00:00:00Z', '2026-11-14T00:00:00Z', 'webformOld', 'webformNew');
  await sql`update site_modules set running_since = '2026-11-14T00:00:00Z' where site_id = ${sites.gamma.id}`.execute(
    database.current.db,
  );
  await insertAdvisory(database.current, {
    id: 'SA-CONTRIB-2026-001',
    published: '2026-11-11T18:00:00Z',
    risk: 18,
    projects: [{ module: modules.webform, affected: '<6.2.9' }],
    exposures: [
      { version: versions.webformOld ?? 0, exposure: 'affected' },
      { version: versions.webformOlder ?? 0, exposure: 'affected' },
    ],
  });
});

const timelineOf = async (scope: Scope) =>
  (await getAdvisory(contextOf(scope), { params: { advisory_id: 'SA-CONTRIB-2026-001' } })).timeline;

test('an advisory burns down from its publication until now, each site counted once', async () => {
  expect(await timelineOf([fleet.home.id])).toEqual([
    { at: '2026-11-11T18:00:00Z', exposed: 1, fixed: 0 },
    { at: '2026-11-12T18:00:00Z', exposed: 2, fixed: 0 },
    { at: '2026-11-13T18:00:00Z', exposed: 2, fixed: 0 },
    { at: '2026-11-14T18:00:00Z', exposed: 1, fixed: 1 },
    { at: '2026-11-15T18:00:00Z', exposed: 1, fixed: 1 },
    { at: '2026-11-16T12:00:00Z', exposed: 1, fixed: 1 },
  ]);
});

test('its last point says what the advisory says of the sites now', async () => {
  for (const scope of ['all', [fleet.home.id], [fleet.other.id], []] as const) {
    const { sites, timeline } = await getAdvisory(contextOf(scope), { params: { advisory_id: 'SA-CONTRIB-2026-001' } });
    expect(timeline.at(-1)).toMatchObject({ exposed: sites.exposed, fixed: sites.fixed });
  }
  expect((await timelineOf([fleet.other.id]))[0]).toMatchObject({ exposed: 1 });
});

test('has at most 60 points, however long ago it was', async () => {
  now = new Date('2027-11-16T12:00:00Z');
  const timeline = await timelineOf([fleet.home.id]);
  expect(timeline.length).toBeGreaterThan(50);
  expect(timeline.length).toBeLessThanOrEqual(60);
  expect(timeline.at(-1)).toEqual({ at: '2027-11-16T12:00:00Z', exposed: 1, fixed: 1 });
  now = new Date('2026-11-16T12:00:00Z');
});

test('a module shows the versions that own sites ran in the weeks before, and its advisories', async () => {
  const { adoption, advisories } = await getModule(contextOf([fleet.home.id]), { params: { module_id: 'webform' } });
  expect(adoption).toHaveLength(12);
  expect(adoption.slice(-2)).toEqual([
    { at: '2026-11-09T12:00:00Z', sites: 1, versions: [{ version: '6.1.0', sites: 1 }] },
    {
      at: '2026-11-16T12:00:00Z',
      sites: 3,
      versions: [
        { version: '6.2.2', sites: 1 },
        { version: '6.2.9', sites: 1 },
        { version: '6.2.x-dev', sites: 1 },
      ],
    },
  ]);
  expect(adoption[0]).toMatchObject({ at: '2026-08-31T12:00:00Z', sites: 0, versions: [] });
  expect(advisories).toMatchObject([
    { id: 'SA-CONTRIB-2026-001', level: 'critical', affected_versions: '<6.2.9', fixed_in: ['6.2.9'], sites: 1 },
  ]);
});
