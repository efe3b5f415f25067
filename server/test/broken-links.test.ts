import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Link, openLink } from '../../bench/src/chaos/proxy.ts';

import { type Database, openDatabase } from '../src/db/database.ts';
import { parseStrictJson } from '../src/http/strict-json.ts';
import { newId } from '../src/ids.ts';
import { drainInbox } from '../src/inventory/drain-inbox.ts';
import { createInbox } from '../src/inventory/inbox.ts';
import { type App, answerOf, checkAnswer, useApp } from './app.ts';
import { contradictions } from './consistency.ts';
import { makeSite, type SiteRow } from './factories.ts';
import { until } from './fetching.ts';

const test = useApp();
const url = '/api/v1/reports';
const siteCount = 12;
const answerWithinMs = 3_000;
let link: Link;
let socket: string;
let database: Database;
let app: App;
let sites: SiteRow[];

beforeAll(async () => {
  const { folder, port, user } = inject('postgres');
  socket = `${folder}/.s.PGSQL.${port}`;
  link = await openLink({ path: socket });
  const address = { url: `postgres://${user}@127.0.0.1:${link.port}/${test.databaseName}` };
  database = openDatabase(address, { max: 5, onError: () => undefined });
  app = test.replica({ database, answerWithinMs });
  sites = await Promise.all(Array.from({ length: siteCount }, () => makeSite(test.ctx, test.cast.home)));
});
afterAll(async () => {
  link.set('none');
  await app.http.close();
  await database.close();
  await link.close();
});

interface Sent {
  readonly id: string;
  readonly site: SiteRow;
  readonly body: string;
}

const statuses = new Map<string, number[]>();

async function send({ id, site, body }: Sent): Promise<number> {
  const headers = { ...test.as(site.key), 'content-type': 'application/json' };
  const response = await app.http.inject({ method: 'POST', url, headers, payload: body });
  checkAnswer('POST', url, answerOf(response.statusCode, response.headers, response.body));
  if (response.statusCode === 503) expect(response.headers['retry-after']).toMatch(/^\d+$/);
  statuses.set(id, [...(statuses.get(id) ?? []), response.statusCode]);
  return response.statusCode;
}

function report(site: SiteRow, number: number): Sent {
  const id = newId();
  const extensions = [
    { name: 'token', version: `8.x-1.${number % 7}` },
    { name: `m${number % 3}`, version: '1.0.0' },
  ];
  return { id, site, body: JSON.stringify({ report_id: id, sequence: number, extensions }) };
}

async function sendUntilTaken(sent: Sent): Promise<void> {
  while ((await send(sent)) === 503) await pause(50);
}

/** Reports of every site, one after the other, each sent again until it is taken, while something happens to the link. */
async function sendThrough(happens: () => Promise<void>): Promise<void> {
  let isOver = false;
  const sending = sites.map(async (site) => {
    for (let number = 1; !isOver || number < 5; number += 1) {
      test.pass(1);
      await sendUntilTaken(report(site, number));
    }
  });
  await pause(200);
  await happens();
  isOver = true;
  await Promise.all(sending);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function expectNothingLost(): Promise<void> {
  const rows = await test.sql<{ report_id: string; count: number }>(
    'select report_id, count(*)::int as count from site_reports group by report_id',
  );
  const kept = new Map(rows.map((row) => [row.report_id, row.count]));
  expect([...kept.keys()].filter((id) => !statuses.has(id))).toEqual([]);
  expect([...statuses.keys()].filter((id) => kept.get(id) !== 1)).toEqual([]);
  expect([...statuses.values()].flat().filter((status) => ![200, 202, 503].includes(status))).toEqual([]);
  expect(await contradictions((text) => test.sql(text))).toEqual([]);
}

describe('F-09: the way to PostgreSQL', () => {
  it('delivers the commit and drops its answer: what was done and not answered is not done again', async () => {
    // What is in these is in the catalogue then: nothing is committed for the next ones but themselves.
    for (const number of [1, 2]) for (const site of sites) await sendUntilTaken(report(site, number));
    link.set('dropReplies', 'commit');
    test.pass(1);
    const sent = sites.map((site) => report(site, 22));
    const answers = sent.map(send);
    await pause(700);
    link.set('none');
    await Promise.all(answers);
    for (const each of sent) if (statuses.get(each.id)?.at(-1) === 503) await sendUntilTaken(each);
    await expectNothingLost();
    // They were known when they were sent again.
    expect(sent.filter(({ id }) => statuses.get(id)?.at(-1) === 200).length).toBeGreaterThan(0);
  });

  it('is cut again and again', async () => {
    await sendThrough(async () => {
      for (let times = 0; times < 8; times += 1) {
        link.reset();
        await pause(60);
      }
    });
    await expectNothingLost();
  });

  it('carries a kilobyte a second: whoever is not told in time is asked to come again, and nothing is lost', async () => {
    await sendThrough(async () => {
      link.set('trickle');
      await pause(2_500);
      link.set('none');
    });
    await expectNothingLost();
  });

  it('lets nothing pass for longer than anybody waits: each is told in time to come again', async () => {
    const waits: number[] = [];
    await sendThrough(async () => {
      link.set('blackHole');
      const began = performance.now();
      const inside = sites.map((site, index) => send(report(site, 100 + index)));
      expect(new Set(await Promise.all(inside))).toEqual(new Set([503]));
      waits.push(performance.now() - began);
      await pause(500);
      link.set('none');
    });
    // What nobody was answered for may have been taken, and those are not sent again here.
    for (const [id, all] of statuses) if (all.every((status) => status === 503)) statuses.delete(id);
    expect(waits[0]).toBeLessThan(answerWithinMs * 4);
    expect([...statuses.values()].filter((all) => all.at(-1) === 503)).toEqual([]);
    expect(await contradictions((text) => test.sql(text))).toEqual([]);
  });
});

it('F-04: a database that goes away while a report from the inbox is applied takes no try from it', async () => {
  const [site] = sites as [SiteRow];
  await createInbox(test.database).add({
    site: { id: site.id, uuid: site.uuid, organizationId: site.organization.id },
    reportId: newId(),
    body: Buffer.from(JSON.stringify({ extensions: [{ name: 'token', version: '8.x-1.99' }] })),
    receivedAt: test.pass(1_000),
    bodyHash: '09',
    requestId: 'kept',
    actor: { actor_type: 'key', actor_id: null, actor_name: null },
  });
  const tries: number[] = [];
  const stop = drainInbox({
    ctx: { ...test.ctx, db: database.db, now: () => new Date() },
    inbox: { onAdded: () => undefined, isPressed: () => false },
    telemetry: test.app.telemetry,
    parseJson: parseStrictJson,
    pollMs: 20,
    intake: {
      async record(arrival) {
        const [row] = await test.sql<{ tries: number }>('select tries from report_inbox');
        tries.push(row?.tries ?? 0);
        if (tries.length > 3) return test.app.intake.record(arrival);
        link.leadTo({ path: `${socket}.away` });
        link.reset();
        setTimeout(() => link.leadTo({ path: socket }), 300);
        throw Object.assign(new Error('away'), { code: '57P01' });
      },
    },
  });
  await until(async () => (await test.sql('select from report_inbox')).length === 0);
  await stop();
  expect(tries).toEqual([1, 1, 1, 1]);
});
