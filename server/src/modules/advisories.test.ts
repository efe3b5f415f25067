import * as contract from '@patchlight/contract/advisories';
import { checkOf } from '@patchlight/contract/check';
import { beforeAll, describe, expect, test } from 'vitest';
import { pageOf, testContext } from '../../test/context.ts';
import { type Fleet, insertAdvisory, insertFleet } from '../../test/fleet.ts';
import { useDatabase } from '../../test/harness.ts';
import type { Ctx } from '../context.ts';
import { getAdvisory, listAdvisories } from './advisories.ts';

const database = useDatabase();
let fleet: Fleet;
let home: Ctx;
let other: Ctx;
let everything: Ctx;

beforeAll(async () => {
  fleet = await insertFleet(database.current);
  home = testContext(database.current, { organizationIds: [fleet.home.id] });
  other = testContext(database.current, { organizationIds: [fleet.other.id] });
  everything = testContext(database.current, { organizationIds: 'all' });
  const { modules, versions } = fleet;
  const exposure = (key: string, exposure: 'affected' | 'possible' = 'affected') => ({
    version: versions[key] ?? 0,
    exposure,
  });
  await insertAdvisory(database.current, {
    id: 'SA-CONTRIB-2026-001',
    published: '2026-11-11T18:00:00Z',
    aliases: ['CVE-2026-1111', 'CVE-2026-7777'],
    risk: 18,
    projects: [{ module: modules.webform, affected: '<6.2.9' }],
    exposures: [exposure('webformOld'), exposure('webformOlder'), exposure('webformDev', 'possible')],
  });
  await insertAdvisory(database.current, {
    id: 'SA-CONTRIB-2026-002a',
    published: '2026-11-13T18:00:00Z',
    aliases: ['CVE-2026-7777'],
    projects: [{ module: modules.webform, affected: '>=6.2.0 <6.2.3' }],
    exposures: [exposure('webformDev', 'possible')],
  });
  await insertAdvisory(database.current, {
    id: 'SA-CONTRIB-2026-003',
    published: null,
    risk: 4,
    projects: [{ module: modules.pathauto, affected: '*' }],
    exposures: [exposure('pathauto')],
  });
  await insertAdvisory(database.current, {
    id: 'SA-CONTRIB-2026-004',
    published: '2026-10-01T18:00:00Z',
    projects: [
      { module: modules.webform, affected: '<6.2.3' },
      { module: modules.token, affected: '*' },
    ],
    exposures: [exposure('webformOld'), exposure('token', 'possible'), exposure('tokenUnknown', 'possible')],
  });
});

describe('listAdvisories', () => {
  const list = (ctx: Ctx, query: Parameters<typeof listAdvisories>[1]['query'] = {}) =>
    listAdvisories(ctx, { query, page: pageOf() });
  const ids = async (...given: Parameters<typeof list>) => (await list(...given)).rows.map(({ id }) => id.slice(-4));

  test('lists all, newest first, with own living sites counted once', async () => {
    const { rows, total } = await list(home);
    expect(checkOf(contract.listAdvisories.response)(rows)).toEqual([]);
    expect(rows.map(({ id, sites }) => [id, sites.exposed, sites.possible])).toEqual([
      ['SA-CONTRIB-2026-002a', 0, 1],
      ['SA-CONTRIB-2026-001', 1, 1],
      // Alpha runs both projects and is surely exposed through one of them.
      ['SA-CONTRIB-2026-004', 1, 1],
      // Runs only on a deleted site.
      ['SA-CONTRIB-2026-003', 0, 0],
    ]);
    expect(total).toBe(4);
    expect(rows[1]).toMatchObject({
      level: 'critical',
      published_at: '2026-11-11T18:00:00Z',
      projects: [{ module: { name: 'webform' }, affected_versions: '<6.2.9', fixed_in: ['6.2.9'] }],
    });
    expect(rows.map(({ level }) => level)).toEqual([null, 'critical', null, 'not_critical']);
  });

  test('counts another organization’s sites for that one and for the platform', async () => {
    expect((await list(other)).rows[1]?.sites).toEqual({ exposed: 1, possible: 0, muted: 0, fixed: 0 });
    expect((await list(everything)).rows[1]?.sites).toEqual({ exposed: 2, possible: 1, muted: 0, fixed: 0 });
  });

  test('keeps to those that expose an own site, or may', async () => {
    expect(await ids(home, { state: 'exposed' })).toEqual(['-001', '-004']);
    expect(await ids(home, { state: 'possible' })).toEqual(['002a']);
    expect(await ids(home, { state: 'fixed' })).toEqual([]);
    expect(await ids(home, { state: 'exposed,possible' })).toEqual(['002a', '-001', '-004']);
    expect(await ids(home, { state: '!exposed' })).toEqual(['002a', '-003']);
    expect(await ids(other, { state: 'exposed' })).toEqual(['-001']);
    expect((await list(other, { state: 'exposed' })).total).toBe(1);
    expect(await ids(everything, { state: 'exposed' })).toEqual(['-001', '-004']);
    expect((await list(home, { state: 'all' })).total).toBe(4);
  });

  test.each([
    [{ project: 'token' }, ['-004']],
    [{ project: 'nothing' }, []],
    [{ q: 'cve-2026-7777' }, ['002a', '-001']],
    [{ q: 'hole sa-contrib-2026-003' }, ['-003']],
    [{ published_from: '2026-11-11T18:00:00Z', published_to: '2026-11-13T18:00:00Z' }, ['-001']],
    [{ q: 'athaut' }, ['-003']],
    [{ q: '%' }, []],
    [{ q: '_' }, []],
    // Where the risk is unknown it counts as 15, which is critical.
    [{ min_risk: 15 }, ['002a', '-001', '-004']],
    [{ min_risk: 16 }, ['-001']],
    [{ level: 'critical' as const }, ['002a', '-001', '-004']],
    [{ level: 'not_critical' }, ['-003']],
    [{ level: 'not_critical,highly_critical' }, ['-003']],
    [{ level: '!critical' }, ['-003']],
    [{ level: 'highly_critical' as const }, []],
    [{ sort: 'published_at' as const }, ['-003', '-004', '-001', '002a']],
    [{ sort: '-risk' as const }, ['-001', '002a', '-004', '-003']],
    [{ sort: 'risk' as const }, ['-003', '002a', '-004', '-001']],
    [{ sort: '-exposed' as const }, ['-001', '-004', '002a', '-003']],
    [{ sort: 'exposed' as const }, ['002a', '-003', '-001', '-004']],
    [{ sort: '-exposed,risk' as const }, ['-004', '-001', '-003', '002a']],
  ])('%j gives %j', async (query, expected) => {
    expect(await ids(home, query)).toEqual(expected);
  });

  test.each(['-risk', '-exposed', 'exposed,-risk'] as const)(
    'goes on where a page ended in the order %s',
    async (sort) => {
      const all = await list(home, { sort });
      const first = await listAdvisories(home, { query: { sort }, page: pageOf({ perPage: 2 }) });
      const second = await listAdvisories(home, {
        query: { sort },
        page: pageOf({ page: 2, perPage: 2, after: first.next }),
      });
      expect([...first.rows, ...second.rows]).toEqual(all.rows);
    },
  );

  test('goes on where a page ended, past an advisory without a date', async () => {
    const first = await listAdvisories(home, { query: {}, page: pageOf({ perPage: 3 }) });
    const second = await listAdvisories(home, { query: {}, page: pageOf({ page: 2, perPage: 3, after: first.next }) });
    expect(second.rows.map(({ id }) => id)).toEqual(['SA-CONTRIB-2026-003']);
    expect(second.next).toBeNull();
  });
});

describe('getAdvisory', () => {
  const get = (ctx: Ctx, advisory_id: string) => getAdvisory(ctx, { params: { advisory_id } });

  test('names own sites, the surely exposed and the possibly exposed apart', async () => {
    const advisory = await get(home, 'SA-CONTRIB-2026-001');
    expect(checkOf(contract.getAdvisory.response)(advisory)).toEqual([]);
    expect(advisory.details).toBe('Long text');
    expect(
      [...advisory.exposed_sites, ...advisory.possible_sites].map(({ site, module, version, state, exposed_since }) => [
        site.name,
        module,
        version,
        state,
        exposed_since,
      ]),
    ).toEqual([
      ['Alpha', 'webform', '6.2.2', 'exposed', '2026-11-12T00:00:00Z'],
      ['beta', 'webform', '6.2.x-dev', 'possible', '2026-11-11T18:00:00Z'],
    ]);
    expect((await get(other, 'SA-CONTRIB-2026-001')).exposed_sites.map(({ site }) => site.name)).toEqual(['Foreign']);
  });

  test('names the sites of one organization where it is asked for one', async () => {
    const { exposed_sites, sites } = await getAdvisory(everything, {
      params: { advisory_id: 'SA-CONTRIB-2026-001' },
      query: { organization_id: fleet.other.uuid },
    });
    expect(exposed_sites.map(({ site }) => site.name)).toEqual(['Foreign']);
    expect(sites.exposed).toBe(1);
  });

  test.each(['sa-contrib-2026-001', 'DRUPAL-CONTRIB-2026-001', 'cve-2026-1111'])('is found by %s', async (id) => {
    expect((await get(home, id)).id).toBe('SA-CONTRIB-2026-001');
  });

  test.each(['SA-CONTRIB-2026-999', 'CVE-2026-7777'])('is a 404 for %s, unknown or shared', async (id) => {
    await expect(get(home, id)).rejects.toMatchObject({ code: 'not_found' });
  });
});
