import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { type Link, openLink, type Sight } from '../../bench/src/chaos/proxy.ts';
import { createInbox } from '../src/inventory/inbox.ts';
import { connectRedis, type RedisServer } from '../src/redis/client.ts';
import { createPointers } from '../src/redis/pointers.ts';
import { useApp } from './app.ts';
import { contradictions, unevenReports } from './consistency.ts';
import { makeSite, type SiteRow } from './factories.ts';
import { until } from './fetching.ts';
import { fastClock, keepReport, saysToken, startDrain } from './inbox.ts';
import { describeRedis, useRedis } from './redis-server.ts';
import { ServerProgram } from './server-process.ts';

// A worker reaches Redis and PostgreSQL through links that know what passes by, and kill it at that moment.
const redis = useRedis();
const test = useApp({ start: new Date().toISOString() });
const siteCount = 20;
const stream = 'patchlight:inbox';
const asksFor = (bytes: string): Sight => ({ of: 'request', bytes });
const isTold = (bytes: string): Sight => ({ of: 'reply', bytes });
const writesReports = asksFor('inventory-insert-reports');

interface Moment {
  readonly link: 'redis' | 'postgres';
  readonly sights: readonly Sight[];
  /** What is found when it is dead. */
  readonly isApplied: boolean;
  readonly hasLeft: boolean;
}

describeRedis('F-01: a worker is killed', () => {
  let program: ServerProgram;
  let links: Readonly<Record<Moment['link'], Link>>;
  let sites: SiteRow[];
  let connection: RedisServer;
  let round = 0;
  const acknowledged: string[] = [];
  const running: ServerProgram[] = [];

  beforeAll(async () => {
    const { folder, port, user } = inject('postgres');
    links = {
      postgres: await openLink({ path: `${folder}/.s.PGSQL.${port}` }),
      redis: await openLink({ path: redis.url }),
    };
    program = await ServerProgram.build({
      DATABASE_URL: `postgres://${user}@127.0.0.1:${links.postgres.port}/${test.databaseName}`,
      REDIS_URL: `redis://127.0.0.1:${links.redis.port}`,
      SECRET_KEY: 'a secret key of the tests: 32 bytes and more',
    });
    sites = await Promise.all(Array.from({ length: siteCount }, () => makeSite(test.ctx, test.cast.home)));
    connection = connectRedis(redis.url, test.ctx.log);
    await until(() => connection.answers());
  });
  afterEach(() => Promise.all(running.splice(0).map((each) => each.end('SIGKILL'))));
  afterAll(async () => {
    connection?.close();
    await Promise.all(Object.values(links ?? {}).map((link) => link.close()));
    await program?.remove();
  });

  /** As a burst is taken in: each is committed, and so answered, before it is read; a pointer tells workers of it. */
  async function acknowledgeOneOfEach(): Promise<void> {
    round += 1;
    const body = saysToken(`8.x-1.${round}`);
    const inbox = createInbox(test.database);
    inbox.onAdded(createPointers(connection, 'accepting').add);
    acknowledged.push(...(await Promise.all(sites.map((site) => keepReport(inbox, site, { body })))));
  }

  const waiting = async () => (await test.sql('select from report_inbox')).length;
  const applied = async () =>
    (
      await test.sql(
        `select from site_modules sm join module_versions v on v.id = sm.current_version_id where v.version_number = $1`,
        [`8.x-1.${round}`],
      )
    ).length;

  /** Another process takes over: its clock runs so fast that what the dead one had claimed is free in a moment. */
  async function finish(): Promise<void> {
    const stop = startDrain({ ctx: test.ctx, engine: test.app, now: fastClock(1_000) });
    try {
      await until(async () => (await waiting()) === 0);
    } finally {
      await stop();
    }
    // What nobody had read yet would be read by the next one, at a moment that is not its own.
    await redis.ask('DEL', stream);
  }

  async function expectEachOnce(): Promise<void> {
    expect(await applied()).toBe(sites.length);
    const reports = await test.sql<{ id: string; status: string }>(
      'select report_id as id, status from site_reports order by report_id',
    );
    expect(reports).toEqual(acknowledged.toSorted().map((id) => ({ id, status: 'applied' })));
    expect(await unevenReports((text) => test.sql(text))).toEqual([]);
    expect(await contradictions((text) => test.sql(text))).toEqual([]);
  }

  it('before it reads', async () => {
    await acknowledgeOneOfEach();
    const worker = program.beside(['worker']);
    running.push(worker);
    links.redis.trap([asksFor('xreadgroup')], () => worker.signal('SIGKILL'));
    expect(await worker.run()).toBe(null);
    await finish();
    await expectEachOnce();
  });

  it.each<[string, Moment]>([
    ['after it has read', { link: 'redis', sights: [isTold(stream)], isApplied: false, hasLeft: false }],
    [
      'in the middle of its transaction',
      { link: 'postgres', sights: [writesReports], isApplied: false, hasLeft: false },
    ],
    [
      'after its commit, before it knows of it',
      { link: 'postgres', sights: [writesReports, isTold('COMMIT')], isApplied: true, hasLeft: false },
    ],
    ['before its acknowledgement', { link: 'redis', sights: [asksFor('xack')], isApplied: true, hasLeft: true }],
    [
      'after its acknowledgement',
      { link: 'redis', sights: [asksFor('xack'), isTold('')], isApplied: true, hasLeft: true },
    ],
  ])('%s', async (_when, { link, sights, isApplied, hasLeft }) => {
    const worker = program.beside(['worker']);
    running.push(worker);
    await worker.start();
    // Its first look at the inbox is over, and the next one is three seconds off: what it takes now a pointer leads it to.
    await sleep(700);
    links[link].trap(sights, () => worker.signal('SIGKILL'));
    await acknowledgeOneOfEach();
    expect(await worker.ended()).toBe(null);
    expect([(await applied()) > 0, (await waiting()) < siteCount]).toEqual([isApplied, hasLeft]);
    await finish();
    await expectEachOnce();
  });
});
