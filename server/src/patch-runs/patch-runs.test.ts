import { checkOf } from '@patchlight/contract/check';
import * as contract from '@patchlight/contract/patch-runs';
import { sql } from 'kysely';
import { v7 as newId } from 'uuid';
import { beforeAll, expect, test } from 'vitest';
import { pageOf, testContext } from '../../test/context.ts';
import { type Fleet, insertFleet } from '../../test/fleet.ts';
import { useDatabase } from '../../test/harness.ts';
import type { Ctx } from '../context.ts';
import { listPatchRuns } from './patch-runs.ts';

const database = useDatabase();
let fleet: Fleet;
let home: Ctx;

beforeAll(async () => {
  fleet = await insertFleet(database.current);
  home = testContext(database.current, { organizationIds: [fleet.home.id] });
  const run = (day: number, source: string, site = fleet.sites.alpha, owner = fleet.home) =>
    sql`insert into patch_runs (organization_id, uuid, site_id, run_date, source, updates, updates_count, security_updates_count)
      values (${owner.id}, ${newId()}, ${site.id}, ${`2026-11-0${day}T00:00:00Z`}, ${source},
        '[{"module": "webform", "from_version": "6.2.2", "to_version": "6.2.9",
          "known": true, "security": true, "detected": true}]', 1, 1)`.execute(database.current.db);
  await run(1, 'detected');
  await run(3, 'ci');
  await run(2, 'detected');
  await run(4, 'detected', fleet.sites.beta);
  await run(4, 'detected', fleet.sites.foreign, fleet.other);
});

const list = (
  query: Parameters<typeof listPatchRuns>[1]['query'] = {},
  page = pageOf(),
  site = fleet.sites.alpha.uuid,
) => listPatchRuns(home, { params: { site_id: site }, query, page });
const days = async (...given: Parameters<typeof list>) =>
  (await list(...given)).rows.map(({ run_date }) => Number(run_date.slice(8, 10)));

test('lists the runs of the site, newest first', async () => {
  const { rows, total } = await list();
  expect(checkOf(contract.listPatchRuns.response)(rows)).toEqual([]);
  expect(rows.map(({ run_date, site_id }) => [run_date, site_id])).toEqual(
    [3, 2, 1].map((day) => [`2026-11-0${day}T00:00:00Z`, fleet.sites.alpha.uuid]),
  );
  expect(total).toBe(3);
});

test('takes a time from which to which, a source and a module', async () => {
  expect(await days({ sort: 'run_date' })).toEqual([1, 2, 3]);
  expect(await days({ from: '2026-11-02T00:00:00Z', to: '2026-11-03T00:00:00Z' })).toEqual([2]);
  expect(await days({ source: 'ci' })).toEqual([3]);
  expect([await days({ module: 'webform' }), await days({ module: 'webfor' })]).toEqual([[3, 2, 1], []]);
});

test('goes on where a page ended', async () => {
  const first = await list({}, pageOf({ perPage: 2 }));
  expect(await days({}, pageOf({ page: 2, perPage: 2, after: first.next }))).toEqual([1]);
});

test('is a 404 for another’s site', async () => {
  await expect(list({}, pageOf(), fleet.sites.foreign.uuid)).rejects.toMatchObject({ code: 'not_found' });
});
