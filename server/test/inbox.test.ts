import { sql } from 'kysely';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OperationError } from '../src/errors.ts';
import { parseStrictJson } from '../src/http/strict-json.ts';
import { newId } from '../src/ids.ts';
import { drainInbox } from '../src/inventory/drain-inbox.ts';
import { createInbox, inboxMax } from '../src/inventory/inbox.ts';
import type { Intake } from '../src/inventory/intake.ts';
import { useApp } from './app.ts';
import { contradictions } from './consistency.ts';
import { makeSite, type SiteRow } from './factories.ts';
import { until } from './fetching.ts';

const test = useApp();
const api = '/api/v1';
let sites: SiteRow[];
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  sites = [];
  for (let index = 0; index < 6; index += 1)
    sites.push(...(await Promise.all(Array.from({ length: 100 }, () => makeSite(test.ctx, test.cast.home)))));
}, 60_000);
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await test.sql('delete from report_inbox');
});

interface Sent {
  readonly site: SiteRow;
  readonly code: number;
  readonly id: string;
  readonly status: string;
}

let round = 0;
const bodyOf = (index: number, rest: object = {}) =>
  JSON.stringify({ ...rest, extensions: [{ name: 'token', version: `8.x-1.${round * 1_000 + index}` }] });

/** Every site reports at once: the first ones are applied before the answer, the others are kept. */
async function burst(body: (index: number) => string = bodyOf): Promise<Sent[]> {
  round += 1;
  test.pass(60_000);
  return Promise.all(
    sites.map(async (site, index) => {
      const response = await test.app.http.inject({
        method: 'POST',
        url: `${api}/reports`,
        headers: { ...test.as(site.key), 'content-type': 'application/json' },
        payload: body(index),
      });
      const { data } = response.json();
      return { site, code: response.statusCode, id: data?.report_id, status: data?.status };
    }),
  );
}

function drain(intake: Pick<Intake, 'record'> = test.app.intake): void {
  // Twenty times as fast, so that a pause of seconds is over soon.
  const begun = Date.now();
  const ctx = { ...test.ctx, now: () => new Date(begun + (Date.now() - begun) * 20) };
  const { telemetry } = test.app;
  stops.push(
    drainInbox({
      ctx,
      inbox: { onAdded: () => undefined, isPressed: () => false },
      intake,
      telemetry,
      parseJson: parseStrictJson,
      pollMs: 20,
    }),
  );
}

const waiting = async () =>
  (await test.sql<{ n: number }>('select count(*)::int as n from report_inbox where dead_at is null'))[0]?.n ?? -1;
const drained = () => until(async () => (await waiting()) === 0);
const reportOf = async ({ site, id }: Sent) =>
  (await test.request(test.as(test.cast.vic), 'GET', `${api}/sites/${site.uuid}/reports/${id}`)).data;

describe('a burst', () => {
  it('is answered at once, committed, and applied soon after, each report once', async () => {
    const sent = await burst();
    expect(sent.map(({ code }) => code)).toEqual(sent.map(() => 202));
    const kept = sent.filter(({ status }) => status === 'pending');
    expect(kept.length).toBeGreaterThan(100);
    expect(await waiting()).toBe(kept.length);
    const [first] = kept;
    if (first === undefined) throw new Error('Nothing was kept.');
    expect(await reportOf(first)).toMatchObject({ status: 'pending' });
    const list = await test.request(
      test.as(test.cast.vic),
      'GET',
      `${api}/sites/${first.site.uuid}/reports?status=pending`,
    );
    expect(list.data.map(({ report_id }: { report_id: string }) => report_id)).toEqual([first.id]);

    drain();
    drain();
    await drained();
    for (const each of sent.slice(-20)) expect(await reportOf(each)).toMatchObject({ status: 'applied' });
    const rows = await test.sql<{ site: string; version: string; reports: number }>(`
      select s.uuid as site, v.version_number as version, (select count(*)::int from site_reports r
        where r.organization_id = s.organization_id and r.site_id = s.id) as reports
      from sites s join site_modules sm on sm.organization_id = s.organization_id and sm.site_id = s.id
      join module_versions v on v.id = sm.current_version_id`);
    const found = new Map(rows.map((row) => [row.site, row]));
    expect(sites.map(({ uuid }) => found.get(uuid))).toEqual(
      sites.map(({ uuid }, index) => ({ site: uuid, version: `8.x-1.${1_000 + index}`, reports: 1 })),
    );
    expect(await contradictions((text) => test.sql(text))).toEqual([]);
  });

  it('keeps the id that the report names, and what cannot be read is rejected under its own', async () => {
    const ids = sites.map(() => newId());
    const sent = await burst((index) =>
      index % 5 === 4 ? `{"report_id": "${ids[index]}", "extensions": [` : bodyOf(index, { report_id: ids[index] }),
    );
    const kept = sent.map((each, index) => ({ ...each, index })).filter(({ status }) => status === 'pending');
    expect(kept.map(({ id }) => id)).toEqual(kept.map(({ index }) => ids[index]));
    drain();
    await drained();
    for (const each of kept.slice(-10))
      expect(await reportOf(each)).toMatchObject({ status: each.index % 5 === 4 ? 'rejected' : 'applied' });
  });

  it('does not keep the same bytes as last time, which are answered as before', async () => {
    await burst();
    drain();
    await drained();
    round -= 1;
    expect((await burst()).map(({ status }) => status)).toEqual(sites.map(() => 'unchanged'));
  });
});

it('what ended processes before is tried while others go on coming', async () => {
  const sent = (await burst()).filter(({ status }) => status === 'pending');
  const [first] = sent;
  await test.sql('update report_inbox set tries = 2 where report_id = $1', [first?.id]);
  const order: string[] = [];
  drain({
    record: (arrival) => {
      order.push(arrival.report.reportId);
      return test.app.intake.record(arrival);
    },
  });
  await drained();
  const place = order.indexOf(first?.id ?? '');
  // Not with those that were first, and not after all of them.
  expect(place).toBeGreaterThanOrEqual(100);
  expect(place).toBeLessThan(order.length);
});

describe('a report that cannot be applied', () => {
  it('is given up after five tries, with its reason; its neighbours are applied', async () => {
    const sent = (await burst()).filter(({ status }) => status === 'pending');
    const poison = sent[3];
    if (poison === undefined) throw new Error('Nothing was kept.');
    drain({
      record: (arrival) => {
        if (arrival.site.uuid === poison.site.uuid) throw new Error('It is poison.');
        return test.app.intake.record(arrival);
      },
    });
    await drained();
    const [dead] = await test.sql<{ report_id: string; tries: number; failure: string }>(
      'select report_id, tries, failure from report_inbox',
    );
    expect(dead).toEqual({ report_id: poison.id, tries: 5, failure: 'It is poison.' });
    for (const each of sent.filter((one) => one !== poison).slice(0, 20))
      expect(await reportOf(each)).toMatchObject({ status: 'applied' });
  }, 30_000);

  it('and ends the process that tries it takes nobody along', async () => {
    const sent = (await burst()).filter(({ status }) => status === 'pending');
    const [poison] = sent;
    // Processes that died with everything claimed, twice; then the one that is to blame alone, three times.
    await test.sql('delete from report_inbox where id > (select min(id) + 20 from report_inbox)');
    await test.sql("update report_inbox set tries = 2, claimed_until = '-infinity'");
    await test.sql('update report_inbox set tries = 5 where report_id = $1', [poison?.id]);
    drain();
    await drained();
    expect(await test.sql('select report_id, failure from report_inbox')).toEqual([
      { report_id: poison?.id, failure: 'It ended every process that tried to apply it.' },
    ]);
  });

  it('waits while the database or the intake is behind, and that counts for no try', async () => {
    const sent = (await burst()).filter(({ status }) => status === 'pending');
    let refused = 0;
    drain({
      record: (arrival) => {
        refused += 1;
        if (refused <= 3 * sent.length) return Promise.reject(Object.assign(new Error('away'), { code: '57P01' }));
        return test.app.intake.record(arrival);
      },
    });
    await drained();
    expect(await test.sql('select from report_inbox')).toEqual([]);
  }, 30_000);
});

it('L-12 holds so many bytes while the database does not answer, refuses the rest, and loses nothing', async () => {
  const inbox = createInbox(test.database);
  const filler = 'x'.repeat(1024 * 1024 - 100);
  const add = (index: number) => {
    const { id, uuid, organization } = sites[index] as SiteRow;
    return inbox.add({
      site: { id, uuid, organizationId: organization.id },
      reportId: newId(),
      body: Buffer.from(JSON.stringify({ filler, extensions: [{ name: 'token', version: '8.x-1.1' }] })),
      receivedAt: test.now(),
      bodyHash: '01',
      requestId: 'large',
      actor: { actor_type: 'key', actor_id: null, actor_name: null },
    });
  };
  let answered = () => {};
  const held = test.database.db.transaction().execute(async (tx) => {
    await sql`lock table report_inbox in share mode`.execute(tx);
    await new Promise<void>((resolve) => {
      answered = resolve;
    });
  });
  await until(async () => {
    const [{ n } = { n: 0 }] = await test.sql<{ n: number }>(
      "select count(*)::int as n from pg_locks where relation = 'report_inbox'::regclass and mode = 'ShareLock' and granted",
    );
    return n > 0;
  });
  const sent = Array.from({ length: 100 }, (_, index) =>
    add(index).then(
      () => 'kept',
      (error: Error) => error,
    ),
  );
  const refused = await Promise.all(sent.slice(64));
  expect(refused.every((each) => each instanceof OperationError && each.code === 'unavailable')).toBe(true);
  answered();
  await held;
  const kept = await Promise.all(sent.slice(0, 64));
  expect(kept).toEqual(kept.map(() => 'kept'));
  const [{ n, bytes } = { n: 0, bytes: 0 }] = await test.sql<{ n: number; bytes: number }>(
    "select count(*)::int as n, sum(length(body))::int as bytes from report_inbox where request_id = 'large'",
  );
  expect(n).toBe(64);
  expect(bytes).toBeGreaterThan(63 * 1024 * 1024);
});

it('L-12 a full inbox refuses with 503 and a time to come again, and loses nothing', async () => {
  await test.sql(
    `insert into report_inbox (organization_id, site_id, report_id, received_at, body, body_bytes, body_hash, request_id, actor_type)
    select $1, $2, gen_random_uuid(), now(), '{}', 2, '', 'fill', 'system' from generate_series(1, $3)`,
    [test.cast.home.id, test.cast.site.id, inboxMax],
  );
  // What is looked up is known to the next.
  await burst();
  const refused = await until(async () => {
    const found = (await burst()).filter(({ code }) => code === 503);
    return found.length > 0 && found;
  });
  expect(refused.length).toBeGreaterThan(0);
  const { headers } = await until(async () => {
    const answers = await Promise.all(
      sites.map((site, index) =>
        test.app.http.inject({
          method: 'POST',
          url: `${api}/reports`,
          headers: { ...test.as(site.key), 'content-type': 'application/json' },
          payload: bodyOf(5_000 + index),
        }),
      ),
    );
    return answers.find(({ statusCode }) => statusCode === 503);
  });
  expect(headers['retry-after']).toBe('30');
  expect(await waiting()).toBeGreaterThanOrEqual(inboxMax);
}, 60_000);
