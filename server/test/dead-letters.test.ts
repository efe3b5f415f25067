import { replayMax, shownBodyBytes } from '@patchlight/contract/dead-letters';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../src/ids.ts';
import { createInbox } from '../src/inventory/inbox.ts';
import { purgeDeleted } from '../src/retention/purge.ts';
import { useApp } from './app.ts';
import { makeSite, type SiteRow } from './factories.ts';
import { until } from './fetching.ts';
import { fastClock, keepReport, saysToken, startDrain } from './inbox.ts';

const test = useApp();
const url = '/api/v1/jobs/dead-letters';
const sam = (method: string, path = '', body?: object) =>
  test.request(test.as(test.cast.sam), method, url + path, body);
const stops: (() => Promise<void>)[] = [];
let sites: SiteRow[];

beforeAll(async () => {
  sites = await Promise.all(Array.from({ length: 3 }, () => makeSite(test.ctx, test.cast.home)));
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await test.sql('delete from report_inbox');
  await test.sql('drop trigger if exists poison on site_modules');
});

function siteAt(index: number): SiteRow {
  const site = sites[index];
  if (site === undefined) throw new Error('There are three sites.');
  return site;
}

/** Commits a report to the inbox, as a burst does. */
function keep(site: SiteRow, version: string): Promise<string> {
  const reportId = newId();
  const body = saysToken(version, { report_id: reportId });
  return keepReport(createInbox(test.database), site, { body, reportId, receivedAt: test.now() });
}

const drain = () => void stops.push(startDrain({ ctx: test.ctx, engine: test.app, now: fastClock(20) }));

/** From now on the database refuses to write what one site runs. */
async function poison({ id }: SiteRow): Promise<void> {
  await test.sql(`create or replace function refuse_poison() returns trigger language plpgsql as $$
    begin raise exception 'It is poison: 100%% "%"', new.site_id; end $$`);
  await test.sql(
    `create trigger poison before insert or update on site_modules for each row when (new.site_id = ${id})
      execute function refuse_poison()`,
  );
}
const mend = () => test.sql('drop trigger poison on site_modules');

const versionOf = async ({ id }: SiteRow) =>
  (
    await test.sql<{ version: string }>(
      `select v.version_number as version from site_modules sm join module_versions v on v.id = sm.current_version_id
      where sm.site_id = $1`,
      [id],
    )
  )[0]?.version;
const given = (count: number) =>
  until(async () => {
    const { data } = await sam('GET');
    return data.length === count && data;
  });

/** Rows that stand in the inbox as given up, without having been tried. */
async function bury(count: number, { failure = 'It failed.', body = '{}', site = siteAt(0) } = {}): Promise<void> {
  await test.sql(
    `insert into report_inbox (organization_id, site_id, report_id, received_at, body, body_bytes, body_hash, request_id, actor_type, dead_at,
      uuid, tries, failure) select $1, $2, gen_random_uuid(), now(), convert_to($3, 'utf8'), octet_length($3), '', 'test', 'system', $4,
      gen_random_uuid(), 5, $5 from generate_series(1, $6)`,
    [site.organization.id, site.id, body, test.now(), failure, count],
  );
}

describe('a report that the database refuses', () => {
  it('is seen with what it says and why it was given up, and is applied when that is mended and it is replayed', async () => {
    const site = siteAt(0);
    await poison(site);
    const reportId = await keep(site, '8.x-1.13');
    await keep(siteAt(1), '8.x-1.13');
    drain();
    const [letter] = await given(1);
    expect(letter).toMatchObject({
      report_id: reportId,
      organization: { id: test.cast.home.uuid },
      site: { id: site.uuid },
      tries: 5,
      request_id: 'burst',
      failure: `It is poison: 100% "${site.id}"`,
    });
    expect(await versionOf(siteAt(1))).toBe('8.x-1.13');
    const { data } = await sam('GET', `/${letter.id}`);
    expect(JSON.parse(data.body)).toMatchObject({ report_id: reportId });
    expect([data.bytes, data.body_is_cut]).toEqual([data.body.length, false]);

    // While nothing is mended it comes back.
    expect((await sam('POST', `/${letter.id}/replay`)).data).toEqual({ replayed: 1 });
    const [again] = await given(1);
    expect(again.tries).toBe(5);
    expect(again.id).not.toBe(letter.id);

    await mend();
    await sam('POST', `/${again.id}/replay`);
    await until(async () => (await versionOf(site)) === '8.x-1.13');
    await until(async () => (await test.sql('select from report_inbox')).length === 0);
    const status = await test.request(test.as(test.cast.vic), 'GET', `/api/v1/sites/${site.uuid}/reports/${reportId}`);
    expect(status.data).toMatchObject({ status: 'applied' });
    expect((await sam('POST', `/${again.id}/replay`)).status).toBe(404);
  }, 60_000);

  it('is dropped for good, and the record says which and why', async () => {
    await bury(1);
    const [letter] = await given(1);
    const dropped = await sam('DELETE', `/${letter.id}`);
    expect(dropped.status).toBe(200);
    expect(await given(0)).toEqual([]);
    expect((await sam('GET', `/${letter.id}`)).status).toBe(404);
    expect((await sam('DELETE', `/${letter.id}`)).status).toBe(404);
    const records = await test.sql<{ target: string; data: object }>(
      "select target_id as target, data from audit_logs where action = 'dead_letter.dropped' and request_id = $1",
      [String(dropped.headers['x-request-id'])],
    );
    expect(records).toEqual([{ target: letter.report_id, data: { before: { failure: 'It failed.' }, after: null } }]);
  });
});

describe('several', () => {
  it('are narrowed by organization, site and a part of the failure, which is taken as it is written', async () => {
    await bury(2, { failure: 'Division by zero' });
    await bury(1, { failure: '100% full', site: siteAt(1) });
    await bury(1, { failure: '100 full', site: test.cast.awaySite });
    const found = async (query: string) => (await sam('GET', `?${query}`)).body.meta.total;
    expect(await found('')).toBe(4);
    expect(await found('failure=division')).toBe(2);
    expect(await found('failure=0%25')).toBe(1);
    expect(await found(`organization_id=${test.cast.away.uuid}`)).toBe(1);
    expect(await found(`site_id=${siteAt(1).uuid}`)).toBe(1);
    expect(await found(`site_id=${newId()}`)).toBe(0);
    const first = await sam('GET', '?per_page=3');
    expect(first.data).toHaveLength(3);
    const second = await test.request(
      test.as(test.cast.sam),
      'GET',
      new URL(first.body.links.next).pathname + new URL(first.body.links.next).search,
    );
    expect(second.data).toHaveLength(1);
  });

  it('are replayed together, those that are named, each organization with an entry in its record', async () => {
    await bury(2, { failure: 'Too long' });
    await bury(1, { failure: 'Too long', site: test.cast.awaySite });
    await bury(1, { failure: 'Another' });
    const replayed = await sam('POST', '/replay', { failure: 'too long' });
    expect([replayed.status, replayed.data]).toEqual([202, { replayed: 3 }]);
    expect((await given(1))[0].failure).toBe('Another');
    const records = await test.sql<{ organization: number; ids: string[] }>(
      `select organization_id as organization, data->'after'->'report_ids' as ids from audit_logs
      where action = 'dead_letter.replayed' and request_id = $1 order by 1`,
      [String(replayed.headers['x-request-id'])],
    );
    expect(records.map(({ organization, ids }) => [organization, ids.length])).toEqual([
      [test.cast.home.id, 2],
      [test.cast.away.id, 1],
    ]);
    expect(
      await test.sql('select from report_inbox where dead_at is null and tries = 0 and failure is null'),
    ).toHaveLength(3);
  });

  it('are replayed a thousand at a time', async () => {
    await bury(replayMax + 1);
    expect((await sam('POST', '/replay')).data).toEqual({ replayed: replayMax });
    expect((await sam('POST', '/replay')).data).toEqual({ replayed: 1 });
  });

  it('go after ninety days', async () => {
    await bury(1);
    const day = 86_400_000;
    test.pass(90 * day - 1000);
    await purgeDeleted(test.ctx);
    expect(await test.sql('select from report_inbox')).toHaveLength(1);
    test.pass(1000);
    await purgeDeleted(test.ctx);
    expect(await test.sql('select from report_inbox')).toHaveLength(0);
  });
});

it('shows a body whatever it holds, and of a large one the beginning', async () => {
  await bury(1, { body: `\u2028"\\\u0001 ${'é'.repeat(shownBodyBytes)}` });
  await test.sql("update report_inbox set body = '\\xff00'::bytea || body");
  const [letter] = await given(1);
  const { data } = await sam('GET', `/${letter.id}`);
  expect(data.body.slice(0, 7)).toBe('\ufffd\u0000\u2028"\\\u0001 ');
  expect(data.body_is_cut).toBe(true);
  expect(Buffer.byteLength(data.body)).toBeLessThan(shownBodyBytes + 10);
});
