import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../src/ids.ts';
import { createInbox } from '../src/inventory/inbox.ts';
import type { Intake } from '../src/inventory/intake.ts';
import { useApp } from './app.ts';
import { contradictions } from './consistency.ts';
import { makeSite, type SiteRow } from './factories.ts';
import { until } from './fetching.ts';
import { fastClock, keepReport, saysToken, startDrain } from './inbox.ts';

const test = useApp();
let sites: SiteRow[];
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  sites = await Promise.all(Array.from({ length: 40 }, () => makeSite(test.ctx, test.cast.home)));
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await test.sql('delete from report_inbox');
});

/** A process that applies what waits; its clock runs so many times as fast as ours, so that a pause is over soon. */
function drain(record: Intake['record'] = test.app.intake.record, speed = 20): () => Promise<void> {
  const stop = startDrain({ ctx: test.ctx, engine: test.app, now: fastClock(speed), record });
  stops.push(stop);
  return stop;
}

const keep = (site: SiteRow, body: string, reportId = newId()) =>
  keepReport(createInbox(test.database), site, { body, reportId, receivedAt: test.pass(1_000) });

const waiting = async () =>
  (await test.sql<{ n: number }>('select count(*)::int as n from report_inbox where dead_at is null'))[0]?.n;
const drained = () => until(async () => (await waiting()) === 0);
const runs = async (site: SiteRow) =>
  (
    await test.sql<{ version: string }>(
      'select v.version_number as version from site_modules m join module_versions v on v.id = m.current_version_id where m.site_id = $1',
      [site.id],
    )
  ).map(({ version }) => version);

it('F-12: a process that wakes after another has done its work changes nothing', async () => {
  const [site] = sites as [SiteRow];
  const generated = (minutes: number) => new Date(test.now().getTime() + minutes * 60_000).toISOString();
  await keep(site, saysToken('8.x-1.1', { generated_at: generated(-30) }));
  let wake = () => {};
  const asleep = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const outcomes: string[] = [];
  let hasClaimed = false;
  const stopSleeper = drain(async (arrival) => {
    hasClaimed = true;
    await asleep;
    const outcome = await test.app.intake.record(arrival);
    outcomes.push(outcome.status);
    return outcome;
  });
  await until(() => hasClaimed);
  // Its claim is over: another one takes it, and what the site sends next as well.
  drain(undefined, 1_000);
  await drained();
  await keep(site, saysToken('8.x-1.2', { generated_at: generated(-10) }));
  await drained();
  const before = await test.sql('select * from site_module_history order by id');
  wake();
  await stopSleeper();
  expect(outcomes).toEqual(['duplicate']);
  expect(await runs(site)).toEqual(['8.x-1.2']);
  expect(await test.sql('select * from site_module_history order by id')).toEqual(before);
  expect(await contradictions((text) => test.sql(text))).toEqual([]);
});

it('F-13: what is applied slowly keeps nobody from being taken in, shows, and is applied in its order', async () => {
  let go = () => {};
  const slow = new Promise<void>((resolve) => {
    go = resolve;
  });
  const order: string[] = [];
  drain(async (arrival) => {
    await slow;
    order.push(`${arrival.site.id} ${arrival.report.projects?.[0]?.version}`);
    return test.app.intake.record(arrival);
  }, 1);
  const [one, other] = sites as [SiteRow, SiteRow];
  const sent: string[] = [];
  for (let number = 1; number <= 30; number += 1)
    for (const site of [one, other]) {
      sent.push(`${site.id} 8.x-2.${number}`);
      await keep(site, saysToken(`8.x-2.${number}`));
    }
  expect(await waiting()).toBe(sent.length);
  go();
  await drained();
  const of = ({ id }: SiteRow, list: readonly string[]) => list.filter((each) => each.startsWith(`${id} `));
  for (const site of [one, other]) expect(of(site, order)).toEqual(of(site, sent));
  expect([await runs(one), await runs(other)]).toEqual([['8.x-2.30'], ['8.x-2.30']]);
});

describe('F-15: a report that is poison takes no neighbour along:', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `m${index}`, version: '1.0.0' }));
  const long = `8.x-1.${'9'.repeat(58)}`;
  const timeout = () => Promise.reject(Object.assign(new Error('canceling statement'), { code: '22003' }));
  const fault = () => Promise.reject(new TypeError('It is not a function.'));
  it.each<[string, string, 'applied' | 'rejected' | 'given up', Intake['record']?]>([
    ['NUL in a version', saysToken('1.0\u0000'), 'rejected'],
    ['half of a surrogate pair', '{"extensions":[{"name":"token","version":"1.\\ud800"}]}', 'rejected'],
    ['a key twice', '{"extensions":[],"extensions":[]}', 'rejected'],
    ['3,000 rows', JSON.stringify({ extensions: many(3_000) }), 'applied'],
    ['3,001 rows', JSON.stringify({ extensions: many(3_001) }), 'rejected'],
    ['versions of 64 characters', saysToken(long), 'applied'],
    ['a huge number', `{"sequence":${'9'.repeat(40)},"extensions":[]}`, 'rejected'],
    ['wrong types', '{"sequence":"one","extensions":{"a":1}}', 'rejected'],
    ['half of a document', '{"extensions":[{"name":', 'rejected'],
    ['whatever our own code throws', saysToken('8.x-9.1'), 'given up', fault],
    ['whatever PostgreSQL throws', saysToken('8.x-9.2'), 'given up', timeout],
  ])('%s', async (_name, body, end, failing) => {
    const poison = newId();
    const round = `8.x-3.${Math.floor(Math.random() * 1e6)}`;
    const [site, ...neighbours] = sites.slice(0, 6) as [SiteRow, ...SiteRow[]];
    await Promise.all([keep(site, body, poison), ...neighbours.map((each) => keep(each, saysToken(round)))]);
    drain((arrival) =>
      failing !== undefined && arrival.report.reportId === poison ? failing(arrival) : test.app.intake.record(arrival),
    );
    await drained();
    for (const each of neighbours) expect(await runs(each)).toEqual([round]);
    const [report] = await test.sql<{ status: string }>('select status from site_reports where report_id = $1', [
      poison,
    ]);
    const dead = await test.sql<{ tries: number; failure: string }>('select tries, failure from report_inbox');
    expect({ status: report?.status ?? 'given up', tries: dead.map(({ tries }) => tries) }).toEqual({
      status: end,
      tries: end === 'given up' ? [5] : [],
    });
    if (end === 'given up') expect(dead[0]?.failure).toMatch(/\w/);
  });
});
