import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createInbox } from '../src/inventory/inbox.ts';
import { useApp } from './app.ts';
import { makeSite, type SiteRow } from './factories.ts';
import { until } from './fetching.ts';
import { fastClock, keepReport, saysToken, startDrain } from './inbox.ts';
import { told } from './metric-labels.ts';

const test = useApp({ start: new Date().toISOString() });
const stops: (() => Promise<void>)[] = [];
let sites: SiteRow[];
let isBroken = false;
let tried = 0;

beforeAll(async () => {
  sites = await Promise.all(Array.from({ length: 30 }, () => makeSite(test.ctx, test.cast.home)));
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await test.sql('delete from report_inbox');
});

/** A process that applies what waits; while something is broken it cannot. */
function drain(): void {
  const { ctx, app: engine } = test;
  const now = fastClock(20);
  stops.push(
    startDrain({
      ...{ ctx, engine, now },
      async record(arrival) {
        tried += 1;
        if (isBroken) throw new TypeError('It is not a function.');
        return engine.intake.record(arrival);
      },
    }),
  );
}

function keep(of: readonly SiteRow[]): Promise<unknown> {
  const inbox = createInbox(test.database);
  return Promise.all(of.map((site) => keepReport(inbox, site, { body: saysToken('8.x-1.13') })));
}

const count = async (which: string) => (await test.sql(`select from report_inbox where ${which}`)).length;
const waiting = () => count('dead_at is null');
const dead = () => count('dead_at is not null');
const health = async () => (await test.app.http.inject('/readyz')).json().checks.inbox.status;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const logged = (message: string) => test.logged.filter((line) => line.includes(message)).length;

describe('F-15: where many sites have a report that was given up', () => {
  it('the inbox is held, says so, takes reports on, tries single ones, and goes on when they are replayed', async () => {
    isBroken = true;
    await keep(sites.slice(0, 6));
    expect(await health()).toBe('ok');
    drain();
    await until(async () => (await dead()) === 6);
    await until(async () => (await health()) === 'degraded');
    expect(await told(test.app.metrics, 'patchlight_check_status', { check: 'inbox' })).toBe(1);
    await until(() => logged('inbox held') === 1);

    await keep(sites.slice(6));
    const before = tried;
    await pause(1_200);
    // Of twenty-four one in ten seconds, which are half of one here.
    expect(tried - before).toBeGreaterThan(0);
    expect(tried - before).toBeLessThanOrEqual(4);
    expect(await waiting()).toBe(24);

    isBroken = false;
    const { status, data } = await test.request(test.as(test.cast.sam), 'POST', '/api/v1/jobs/dead-letters/replay');
    expect([status, data]).toEqual([202, { replayed: 6 }]);
    await until(async () => (await waiting()) === 0);
    expect([await dead(), await health()]).toEqual([0, 'ok']);
    await until(() => logged('inbox no longer held') === 1);
    expect(await test.sql('select from site_modules')).toHaveLength(sites.length);
  });

  it('it goes on by itself five minutes after', async () => {
    await bury(sites.slice(0, 6));
    expect(await health()).toBe('degraded');
    test.pass(5 * 60_000);
    expect(await health()).toBe('ok');
  });
});

describe('F-15: the inbox is not held', () => {
  it('by one site, whatever it sends, nor by five', async () => {
    for (let times = 0; times < 20; times += 1) await bury(sites.slice(0, 1));
    await bury(sites.slice(1, 5));
    expect(await health()).toBe('ok');
    await bury(sites.slice(5, 6));
    expect(await health()).toBe('degraded');
  });

  it('by as many among more than a hundred for each five', async () => {
    const half = sites.slice(0, 5);
    await bury(half);
    await test.sql("select setval(pg_get_serial_sequence('report_inbox', 'id'), max(id) + 100) from report_inbox");
    await bury(sites.slice(5, 9));
    expect(await health()).toBe('ok');
  });
});

/** A report of each, given up a moment ago. */
async function bury(of: readonly SiteRow[]): Promise<void> {
  await keep(of);
  await test.sql(
    "update report_inbox set dead_at = $1, uuid = gen_random_uuid(), tries = 5, failure = 'It failed.' where dead_at is null",
    [test.now()],
  );
}
