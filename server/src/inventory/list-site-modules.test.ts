import { checkOf } from '@patchlight/contract/check';
import * as contract from '@patchlight/contract/inventory';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { pageOf, testContext } from '../../test/context.ts';
import { type Fleet, insertAdvisory, insertFleet } from '../../test/fleet.ts';
import { useDatabase } from '../../test/harness.ts';
import type { Ctx } from '../context.ts';
import { listSiteModules } from './list-site-modules.ts';

const database = useDatabase();
const now = new Date('2026-11-20T12:00:00Z');
let fleet: Fleet;
let home: Ctx;

beforeAll(async () => {
  fleet = await insertFleet(database.current);
  home = testContext(database.current, { organizationIds: [fleet.home.id], now: () => now });
  const { modules, sites, versions } = fleet;
  await insertAdvisory(database.current, {
    id: 'SA-CONTRIB-2026-001',
    published: '2026-11-11T18:00:00Z',
    risk: 18,
    projects: [{ module: modules.webform, affected: '<6.2.9 || >=6.3.0 <6.3.2' }],
    exposures: [
      { version: versions.webformOld ?? 0, exposure: 'affected' },
      { version: versions.webformDev ?? 0, exposure: 'possible' },
    ],
  });
  for (const [module, fetched] of [
    [modules.webform, '2026-11-20T02:00:00Z'],
    [modules.token, '2026-11-18T11:59:59Z'],
  ] as const)
    await sql`insert into release_feeds (module_id, body, hash, fetched_at, changed_at)
      values (${module.id}, '', '', ${fetched}, ${fetched})`.execute(database.current.db);
  const ended = (module: { id: number }, from: string | null, until: string, was: string | null, next: string | null) =>
    sql`insert into site_module_history (organization_id, site_id, until_at, module_id, version_id, from_at, next_version_id, report_id)
      values (${fleet.home.id}, ${sites.alpha.id}, ${until}, ${module.id}, ${was === null ? null : (versions[was] ?? 0)}, ${from},
        ${next === null ? null : (versions[next] ?? 0)}, gen_random_uuid())`.execute(database.current.db);
  await ended(modules.webform, '2026-11-01T00:00:00Z', '2026-11-12T00:00:00Z', 'webformDev', 'webformOld');
  await ended(modules.pathauto, '2026-11-01T00:00:00Z', '2026-11-05T00:00:00Z', 'pathauto', null);
  await ended(modules.token, null, '2026-11-10T00:00:00Z', null, 'token');
});

const list = (query: Parameters<typeof listSiteModules>[1]['query'] = {}, site = fleet.sites.alpha.uuid) =>
  listSiteModules(home, { params: { site_id: site }, query, page: pageOf() });
const shown = async (...given: Parameters<typeof list>) =>
  (await list(...given)).rows.map(({ module, version }) => [module.name, version]);

describe('now', () => {
  test('shows every drupal.org project, the most urgent first', async () => {
    const { rows, total } = await list();
    expect(checkOf(contract.listSiteModules.response)(rows)).toEqual([]);
    expect(rows.map(({ module, type, status }) => [module.name, type, status])).toEqual([
      ['webform', 'module', 'security'],
      ['token', 'module', 'update'],
      ['drupal', 'core', 'current'],
    ]);
    expect(total).toBe(3);
    expect(rows[0]).toMatchObject({
      version: '6.2.2',
      recommended: '6.2.9',
      security_updates: ['6.2.9'],
      also: ['6.3.0-beta1'],
      fix: { action: 'update', version: '6.2.9', fits_core: null },
      days_exposed: 8,
      behind: { releases: 2, days: 30 },
      update_available: true,
      risk: 18,
      advisories: [{ id: 'SA-CONTRIB-2026-001', exposure: 'affected', fixed_in: ['6.2.9'] }],
      extensions: [{ name: 'part', type: 'module', installed: true }],
      patches: [],
      reported_at: '2026-11-20T10:00:00Z',
    });
  });

  test('calls data stale that is older than two days; data that never came is not old', async () => {
    const { rows } = await list();
    expect(rows.map(({ module, as_of, stale }) => [module.name, as_of, stale])).toEqual([
      ['webform', '2026-11-20T02:00:00Z', false],
      ['token', '2026-11-18T11:59:59Z', true],
      ['drupal', null, false],
    ]);
  });

  test('shows a missing version as null and dates a development build', async () => {
    const { rows } = await list({}, fleet.sites.beta.uuid);
    expect(rows.map(({ module, version, datestamp }) => [module.name, version, datestamp])).toEqual([
      ['token', null, null],
      ['webform', '6.2.x-dev', 1_760_000_000],
    ]);
    expect(rows[1]?.advisories).toMatchObject([{ exposure: 'possible', fixed_in: ['6.2.9'] }]);
  });

  test('adds custom modules without a status', async () => {
    const { rows, total } = await list({ include: 'current,custom' });
    expect(total).toBe(4);
    expect(checkOf(contract.listSiteModules.response)(rows)).toEqual([]);
    expect(rows[3]).toMatchObject({ module: { name: 'acme' }, custom: true, status: null, core_status: null });
  });

  test.each([
    [{ sort: '-status' as const }, ['drupal', 'token', 'webform']],
    [{ sort: 'name' as const }, ['drupal', 'token', 'webform']],
    [{ sort: '-name' as const }, ['webform', 'token', 'drupal']],
    [{ status: 'update' as const }, ['token']],
    [{ type: 'core' as const }, ['drupal']],
    [{ type: 'module' as const }, ['webform', 'token']],
    [{ q: 'the T' }, ['token']],
    [{ status: 'security' as const, q: 'token' }, []],
  ])('%j gives %j', async (query, expected) => {
    const { rows, total } = await list(query);
    expect(rows.map(({ module }) => module.name)).toEqual(expected);
    expect(total).toBe(expected.length);
  });

  test('goes on where a page ended', async () => {
    const params = { site_id: fleet.sites.alpha.uuid };
    const first = await listSiteModules(home, { params, query: {}, page: pageOf({ perPage: 2 }) });
    const second = await listSiteModules(home, {
      params,
      query: {},
      page: pageOf({ page: 2, perPage: 2, after: first.next }),
    });
    expect(second.rows.map(({ module }) => module.name)).toEqual(['drupal']);
  });

  test('is a 404 for a deleted site and for another’s', async () => {
    for (const site of [fleet.sites.gone, fleet.sites.foreign])
      await expect(list({}, site.uuid)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('at a time', () => {
  test.each([
    ['2026-10-31T00:00:00Z', []],
    [
      '2026-11-01T00:00:00Z',
      [
        ['pathauto', '8.x-1.13'],
        ['webform', '6.2.x-dev'],
      ],
    ],
    ['2026-11-05T00:00:00Z', [['webform', '6.2.x-dev']]],
    [
      '2026-11-11T23:59:59.999Z',
      [
        ['drupal', '11.4.1'],
        ['token', '8.x-1.15'],
        ['webform', '6.2.x-dev'],
      ],
    ],
    [
      '2026-11-12T00:00:00Z',
      [
        ['drupal', '11.4.1'],
        ['token', '8.x-1.15'],
        ['webform', '6.2.2'],
      ],
    ],
    [
      '2030-01-01T00:00:00Z',
      [
        ['drupal', '11.4.1'],
        ['token', '8.x-1.15'],
        ['webform', '6.2.2'],
      ],
    ],
  ])('%s', async (at, expected) => {
    const { rows, total } = await list({ at, sort: 'name' });
    expect(rows.map(({ module, version }) => [module.name, version])).toEqual(expected);
    expect(total).toBe(expected.length);
    expect(checkOf(contract.listSiteModules.response)(rows)).toEqual([]);
  });

  test('takes the other filters too', async () => {
    expect(await shown({ at: '2026-11-11T00:00:00Z', include: 'custom', q: 'acme' })).toEqual([['acme', '1.0.0']]);
    expect(await shown({ at: '2026-11-11T00:00:00Z', status: 'unknown' })).toEqual([['webform', '6.2.x-dev']]);
  });
});
