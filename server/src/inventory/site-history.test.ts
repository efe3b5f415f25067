import { checkOf } from '@patchlight/contract/check';
import * as contract from '@patchlight/contract/inventory';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { pageOf, testContext } from '../../test/context.ts';
import { type Fleet, insertFleet } from '../../test/fleet.ts';
import { useDatabase } from '../../test/harness.ts';
import type { Ctx } from '../context.ts';
import { listSiteHistory } from './site-history.ts';

const database = useDatabase();
let fleet: Fleet;
let home: Ctx;

beforeAll(async () => {
  fleet = await insertFleet(database.current);
  home = testContext(database.current, { organizationIds: [fleet.home.id] });
  const { modules, sites, versions } = fleet;
  const ended = (
    site: { id: number },
    module: { id: number },
    day: number,
    was: string | null,
    next: string | null,
    owner = fleet.home,
  ) =>
    sql`insert into site_module_history (organization_id, site_id, until_at, module_id, version_id, from_at, next_version_id, report_id)
      values (${owner.id}, ${site.id}, ${`2026-11-0${day}T00:00:00Z`}, ${module.id}, ${was === null ? null : (versions[was] ?? 0)},
        '2026-10-01T00:00:00Z', ${next === null ? null : (versions[next] ?? 0)}, gen_random_uuid())`.execute(
      database.current.db,
    );
  await ended(sites.alpha, modules.webform, 1, null, 'webformNew');
  await ended(sites.alpha, modules.webform, 2, 'webformNew', 'webformOld');
  await ended(sites.alpha, modules.webform, 3, 'webformOld', 'webformDev');
  await ended(sites.alpha, modules.webform, 4, 'webformDev', 'webformNew');
  await ended(sites.alpha, modules.webform, 5, 'webformNew', null);
  await ended(sites.alpha, modules.token, 5, 'tokenForeign', 'token');
  await ended(sites.alpha, modules.token, 6, 'token', 'tokenUnknown');
  await ended(sites.alpha, modules.acme, 7, null, 'acme');
  await ended(sites.beta, modules.webform, 5, 'webformNew', null);
  await ended(sites.foreign, modules.webform, 5, 'webformNew', null, fleet.other);
});

const list = (query: Parameters<typeof listSiteHistory>[1]['query'] = {}, site = fleet.sites.alpha.uuid) =>
  listSiteHistory(home, { params: { site_id: site }, query, page: pageOf() });
const changes = async (...given: Parameters<typeof list>) =>
  (await list(...given)).rows.map(({ module, change }) => `${module.name} ${change}`);

describe('listSiteHistory', () => {
  test('tells what became of each version, newest first', async () => {
    const { rows, total } = await list();
    expect(checkOf(contract.listSiteHistory.response)(rows)).toEqual([]);
    expect(
      rows.map(({ module, change, from_version, to_version }) => [module.name, change, from_version, to_version]),
    ).toEqual([
      ['acme', 'installed', null, '1.0.0'],
      ['token', 'changed', '8.x-1.15', null],
      ['token', 'updated', '8.x-1.0', '8.x-1.15'],
      ['webform', 'removed', '6.2.9', null],
      ['webform', 'changed', '6.2.x-dev', '6.2.9'],
      ['webform', 'changed', '6.2.2', '6.2.x-dev'],
      ['webform', 'downgraded', '6.2.9', '6.2.2'],
      ['webform', 'installed', null, '6.2.9'],
    ]);
    expect(total).toBe(8);
    expect(rows[0]).toMatchObject({ custom: true, changed_at: '2026-11-07T00:00:00Z', ran_since: null });
    expect(rows[1]).toMatchObject({ custom: false, ran_since: '2026-10-01T00:00:00Z' });
  });

  test('takes a module by name or id, and a time from which to which', async () => {
    expect(await changes({ module: 'token', sort: 'changed_at' })).toEqual(['token updated', 'token changed']);
    expect(await changes({ module: fleet.modules.token.uuid })).toEqual(['token changed', 'token updated']);
    expect(await changes({ module: 'nothing' })).toEqual([]);
    expect(await changes({ from: '2026-11-02T00:00:00Z', to: '2026-11-03T00:00:00Z' })).toEqual(['webform downgraded']);
  });

  test('goes on where a page ended, between two changes of one moment', async () => {
    const params = { site_id: fleet.sites.alpha.uuid };
    const first = await listSiteHistory(home, { params, query: {}, page: pageOf({ perPage: 3 }) });
    const second = await listSiteHistory(home, {
      params,
      query: {},
      page: pageOf({ page: 2, perPage: 3, after: first.next }),
    });
    expect(second.rows.map(({ change }) => change)).toEqual(['removed', 'changed', 'changed']);
  });

  test('is a 404 for another’s site', async () => {
    await expect(list({}, fleet.sites.foreign.uuid)).rejects.toMatchObject({ code: 'not_found' });
  });
});
