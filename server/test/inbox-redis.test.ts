import { afterEach, beforeAll, expect, it } from 'vitest';
import { openLink } from '../../bench/src/chaos/proxy.ts';
import { parseStrictJson } from '../src/http/strict-json.ts';
import { drainInbox } from '../src/inventory/drain-inbox.ts';
import { createInbox } from '../src/inventory/inbox.ts';
import { connectRedis, type RedisServer } from '../src/redis/client.ts';
import { createPointers } from '../src/redis/pointers.ts';
import { useApp } from './app.ts';
import { unevenReports } from './consistency.ts';
import { makeSite, type SiteRow } from './factories.ts';
import { until } from './fetching.ts';
import { describeRedis, useRedis } from './redis-server.ts';

const redis = useRedis();
const test = useApp();
// So long that only a pointer can be why something is applied.
const never = 3_600_000;
const soon = 50;
const appendOnly = ['--appendonly', 'yes', '--appendfsync', 'everysec'];

describeRedis('pointers on a stream', () => {
  let sites: SiteRow[];
  const connections: RedisServer[] = [];
  const stops: (() => Promise<void>)[] = [];
  let round = 0;

  beforeAll(async () => {
    // A few at a time: on a busy machine more would wait longer for a connection than one may.
    sites = [];
    while (sites.length < 120)
      sites.push(...(await Promise.all(Array.from({ length: 10 }, () => makeSite(test.ctx, test.cast.home)))));
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
    for (const connection of connections.splice(0)) connection.close();
    await test.sql('delete from report_inbox');
  });

  async function connect(url = redis.url): Promise<RedisServer> {
    const connection = connectRedis(url, test.ctx.log);
    connections.push(connection);
    await until(() => connection.answers());
    return connection;
  }

  /** A process that only takes reports. */
  async function accepting(url?: string) {
    const inbox = createInbox(test.database);
    inbox.onAdded(createPointers(await connect(url), 'accepting').add);
    return () => {
      round += 1;
      test.pass(60_000);
      return Promise.all(
        sites.map((site, index) =>
          inbox.add({
            site: { id: site.id, uuid: site.uuid, organizationId: site.organization.id },
            reportId: `00000000-0000-4000-8000-${String(round * 1000 + index).padStart(12, '0')}`,
            body: Buffer.from(JSON.stringify({ extensions: [{ name: 'token', version: `8.x-1.${round}` }] })),
            receivedAt: test.now(),
            bodyHash: String(round).padStart(2, '0'),
            requestId: 'burst',
            actor: { actor_type: 'key', actor_id: null, actor_name: null },
          }),
        ),
      );
    };
  }

  /** A process that applies them. */
  async function applying(name: string, pollMs = never) {
    const pointers = createPointers(await connect(), name);
    const ctx = { ...test.ctx, now: () => new Date() };
    const { intake, telemetry } = test.app;
    const inbox = { onAdded: () => undefined, isPressed: () => false };
    stops.push(drainInbox({ ctx, inbox, pointers, intake, telemetry, parseJson: parseStrictJson, pollMs }));
  }

  const waiting = async () => (await test.sql<{ n: number }>('select count(*)::int as n from report_inbox'))[0]?.n;
  const applied = async () =>
    (
      await test.sql<{ n: number }>(
        `select count(*)::int as n from site_modules sm join module_versions v on v.id = sm.current_version_id
        where v.version_number = $1`,
        [`8.x-1.${round}`],
      )
    )[0]?.n;

  it('lead other processes to what was put into the inbox, and leave the stream when it is applied', async () => {
    const send = await accepting();
    await applying('one');
    await applying('two');
    await send();
    await until(async () => (await waiting()) === 0);
    expect(await applied()).toBe(sites.length);
    await until(async () => (await redis.ask('XLEN', 'patchlight:inbox')) === 0);
  });

  it('of a process that died with them in its hand are found without', async () => {
    const send = await accepting();
    await send();
    // Somebody read them and never came back.
    await until(async () => (await redis.ask('XLEN', 'patchlight:inbox')) === sites.length);
    await redis.ask('XREADGROUP', 'GROUP', 'appliers', 'gone', 'COUNT', '1000', 'STREAMS', 'patchlight:inbox', '>');
    await applying('three', soon);
    await until(async () => (await waiting()) === 0);
    expect(await applied()).toBe(sites.length);
  });

  it('that Redis forgot are found without, and it goes on with new ones', async () => {
    const send = await accepting();
    await applying('four');
    await redis.ask('FLUSHALL');
    await send();
    await until(async () => (await waiting()) === 0);
    expect(await applied()).toBe(sites.length);
  });

  it('are missed by nobody while Redis is killed and starts empty in the middle of a burst', async () => {
    const send = await accepting();
    await applying('five', soon);
    const first = send();
    await redis.kill();
    await first;
    await send();
    await until(async () => (await waiting()) === 0);
    expect(await applied()).toBe(sites.length);
    await redis.start();
    await send();
    await until(async () => (await waiting()) === 0);
    expect(await applied()).toBe(sites.length);
  });

  it('F-14: that were cut off the stream before anybody read them are found without', async () => {
    const send = await accepting();
    // What is applied before its pointer is read leaves that behind.
    const before = Number(await redis.ask('XLEN', 'patchlight:inbox'));
    await send();
    await until(async () => (await redis.ask('XLEN', 'patchlight:inbox')) === before + sites.length);
    await redis.ask('XTRIM', 'patchlight:inbox', 'MAXLEN', '10');
    await applying('six', soon);
    await until(async () => (await waiting()) === 0);
    expect(await applied()).toBe(sites.length);
  });

  it('F-14: that were deleted while somebody had them are found without', async () => {
    const send = await accepting();
    const before = Number(await redis.ask('XLEN', 'patchlight:inbox'));
    await send();
    await until(async () => (await redis.ask('XLEN', 'patchlight:inbox')) === before + sites.length);
    const entries = await redis.ask('XRANGE', 'patchlight:inbox', '-', '+');
    await redis.ask('XREADGROUP', 'GROUP', 'appliers', 'gone', 'COUNT', '1000', 'STREAMS', 'patchlight:inbox', '>');
    await redis.ask('XDEL', 'patchlight:inbox', ...(entries as [string][]).map(([entry]) => entry));
    await applying('seven', soon);
    await until(async () => (await waiting()) === 0);
    expect(await applied()).toBe(sites.length);
  });

  it.each(['noeviction', 'allkeys-lru'])(
    'F-08: are not needed while the memory of Redis is full, with %s',
    async (policy) => {
      const send = await accepting();
      await applying(`full ${policy}`, soon);
      await redis.ask('CONFIG', 'SET', 'maxmemory-policy', policy);
      await redis.ask('CONFIG', 'SET', 'maxmemory', '1');
      await send();
      await until(async () => (await waiting()) === 0);
      expect(await applied()).toBe(sites.length);
      await redis.ask('CONFIG', 'SET', 'maxmemory', '0');
      await send();
      await until(async () => (await waiting()) === 0);
      expect(await applied()).toBe(sites.length);
    },
  );

  it('F-07: that come back out of the append-only file after a kill, or do not, lead to each report once', async () => {
    const send = await accepting();
    await redis.kill();
    await redis.start(...appendOnly);
    await applying('after a kill', soon);
    for (let times = 0; times < 3; times += 1) {
      const sent = send();
      await redis.kill();
      await sent;
      await redis.start(...appendOnly);
      await send();
      await until(async () => (await waiting()) === 0);
      expect(await applied()).toBe(sites.length);
    }
    expect(await unevenReports((text) => test.sql(text))).toEqual([]);
    await redis.kill();
    await redis.start();
  });

  it.each(['dropReplies', 'blackHole', 'slow', 'trickle'] as const)(
    'F-09: lead to each report once over a link with %s',
    async (fault) => {
      const link = await openLink({ path: redis.url });
      const send = await accepting(`redis://127.0.0.1:${link.port}`);
      await applying(`over ${fault}`, soon);
      await send();
      await until(async () => (await waiting()) === 0);
      link.set(fault);
      await send();
      await until(async () => (await waiting()) === 0);
      expect(await applied()).toBe(sites.length);
      link.set('none');
      await send();
      await until(async () => (await waiting()) === 0);
      expect(await applied()).toBe(sites.length);
      const twice = await test.sql('select report_id from site_reports group by report_id having count(*) > 1');
      expect(twice).toEqual([]);
      await link.close();
    },
  );
});
