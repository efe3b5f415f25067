import { checkOf } from '@patchlight/contract/check';
import * as contract from '@patchlight/contract/inventory';
import { sql } from 'kysely';
import { v7 as newId } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { pageOf, testContext } from '../../test/context.ts';
import { type Fleet, insertFleet } from '../../test/fleet.ts';
import { useDatabase } from '../../test/harness.ts';
import type { Ctx } from '../context.ts';
import { getSiteReport, listSiteReports } from './site-reports.ts';

const database = useDatabase();
const ids = { applied: newId(), twice: newId(), refused: newId(), foreign: newId() };
let fleet: Fleet;
let home: Ctx;

beforeAll(async () => {
  fleet = await insertFleet(database.current);
  home = testContext(database.current, { organizationIds: [fleet.home.id] });
  const received = (id: string, minute: number, status: string, site = fleet.sites.alpha, owner = fleet.home) =>
    sql`insert into site_reports (organization_id, site_id, received_at, report_id, effective_at, status, reason, body_hash)
      values (${owner.id}, ${site.id}, ${`2026-11-01T00:0${minute}:00Z`}, ${id}, '2026-11-01T00:00:00Z', ${status},
        ${status === 'rejected' ? `no ${minute}` : null}, '')`.execute(database.current.db);
  await received(ids.applied, 1, 'applied');
  await received(ids.twice, 2, 'rejected');
  await received(ids.twice, 3, 'unchanged');
  await received(ids.twice, 4, 'rejected');
  await received(ids.refused, 5, 'rejected');
  await received(ids.refused, 6, 'rejected');
  await received(ids.foreign, 7, 'applied', fleet.sites.foreign, fleet.other);
});

describe('listSiteReports', () => {
  const list = (query = {}, page = pageOf()) =>
    listSiteReports(home, { params: { site_id: fleet.sites.alpha.uuid }, query, page });

  test('shows all that came, newest first', async () => {
    const { rows, total } = await list();
    expect(checkOf(contract.listSiteReports.response)(rows)).toEqual([]);
    expect(rows.map(({ report_id, status }) => [report_id, status])).toEqual([
      [ids.refused, 'rejected'],
      [ids.refused, 'rejected'],
      [ids.twice, 'rejected'],
      [ids.twice, 'unchanged'],
      [ids.twice, 'rejected'],
      [ids.applied, 'applied'],
    ]);
    expect(total).toBe(6);
    expect((await list({ sort: 'received_at' })).rows[0]?.report_id).toBe(ids.applied);
    expect((await list({ status: 'applied' })).total).toBe(1);
  });

  test('goes on where a page ended', async () => {
    const first = await list({}, pageOf({ perPage: 4 }));
    const second = await list({}, pageOf({ page: 2, perPage: 4, after: first.next }));
    expect(second.rows.map(({ report_id }) => report_id)).toEqual([ids.twice, ids.applied]);
  });
});

describe('getSiteReport', () => {
  const get = (report_id: string, site = fleet.sites.alpha) =>
    getSiteReport(home, { params: { site_id: site.uuid, report_id } });

  test('is the accepted one, else the last refused one', async () => {
    expect(checkOf(contract.getSiteReport.response)(await get(ids.applied))).toEqual([]);
    expect((await get(ids.twice)).status).toBe('unchanged');
    expect(await get(ids.refused)).toMatchObject({ status: 'rejected', reason: 'no 6' });
  });

  test('is a 404 for one of another site', async () => {
    await expect(get(ids.applied, fleet.sites.beta)).rejects.toMatchObject({ code: 'not_found' });
    await expect(get(ids.foreign)).rejects.toMatchObject({ code: 'not_found' });
    await expect(get(ids.foreign, fleet.sites.foreign)).rejects.toMatchObject({ code: 'not_found' });
  });
});
