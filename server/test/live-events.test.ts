import { connect } from 'node:net';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { createSubscriptions, subscriptionLimits } from '../src/changes/subscriptions.ts';
import { type App, type Headers, useApp } from './app.ts';
import { changePerson } from './cast.ts';
import { addressOf, type EventReader, listenTo } from './event-reader.ts';
import { makeOrganizationKey, makePerson, makeSite, releaseHistory } from './factories.ts';
import { until } from './fetching.ts';
import { describeRedis, useRedis } from './redis-server.ts';

const api = '/api/v1';
const redis = useRedis();
const readers: EventReader[] = [];
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});
const listen = async (app: App, as: Headers) => {
  const reader = await listenTo(await addressOf(app), as);
  readers.push(reader);
  return reader;
};

/** What two servers on one database tell, whatever else they share. */
function acrossServers(test: ReturnType<typeof useApp>): void {
  const report = (key: string, version: string) =>
    test.request(test.as(key), 'POST', `${api}/reports`, { extensions: [{ name: 'token', version }] });

  it('a change on one server is told by another, to its own organization and to superusers', async () => {
    const { cast } = test;
    const other = test.replica();
    const [vic, charlie, sam] = [
      await listen(other, test.as(cast.vic)),
      await listen(other, test.as(cast.charlie)),
      await listen(other, test.as(cast.sam)),
    ];
    await report(cast.site.key, '8.x-1.1');
    await report(cast.awaySite.key, '8.x-1.1');
    await vic.hears('sites', `site:${cast.site.uuid}`);
    await charlie.hears('sites', `site:${cast.awaySite.uuid}`);
    await sam.hears(`site:${cast.site.uuid}`, `site:${cast.awaySite.uuid}`);
    expect(vic.told.flat()).not.toContain(`site:${cast.awaySite.uuid}`);
    expect(charlie.told.flat()).not.toContain(`site:${cast.site.uuid}`);
  });

  it('each kind of change is told under its key', async () => {
    const { cast } = test;
    const other = test.replica();
    const [vic, charlie, sam] = [
      await listen(other, test.as(cast.vic)),
      await listen(other, test.as(cast.charlie)),
      await listen(other, test.as(cast.sam)),
    ];
    const alice = test.as(cast.alice);
    await test.request(alice, 'PUT', `${api}/sites/${cast.second.uuid}`, { name: 'Weblog' });
    await vic.hears(`site:${cast.second.uuid}`);
    await test.request(alice, 'PUT', `${api}/users/update/${cast.dev.uuid}`, { name: 'Devon' });
    await vic.hears('members');
    await test.request(alice, 'POST', `${api}/api-keys`, {
      name: 'Reader',
      type: 'organization',
      organization_id: cast.home.uuid,
      scopes: ['read'],
    });
    await vic.hears('api_keys');
    await test.request(alice, 'PUT', `${api}/organizations/${cast.home.uuid}`, { name: 'Home again' });
    await vic.hears('organizations');
    await test.request(test.as(cast.sam), 'POST', `${api}/feeds/refresh`, {});
    await sam.hears('feeds');
    await test.request(test.as(cast.sam), 'POST', `${api}/jobs/purge/run`);
    await sam.hears('jobs');
    // What is of superusers only came after all the rest, and to nobody else.
    await test.request(test.as(cast.charlie), 'PUT', `${api}/sites/${cast.awaySite.uuid}`, { name: 'Forum' });
    await charlie.hears(`site:${cast.awaySite.uuid}`);
    expect(charlie.told).toEqual([['sites', `site:${cast.awaySite.uuid}`]]);
    expect(vic.told.flat()).not.toContain('feeds');
    expect(vic.told.flat()).not.toContain('jobs');
  });
}

describe('without Redis', () => acrossServers(useApp()));
describeRedis('with Redis', () => acrossServers(useApp({ redisUrl: redis.url })));

describe('a stream', () => {
  const test = useApp({ beatMs: 1_000 });
  const history = releaseHistory('token', [{ version: '1.2.0' }, { version: '1.1.0', types: ['Insecure'] }]);
  const listenAs = (as: Headers) => listen(test.app, as);
  const rename = (name: string) =>
    test.request(test.as(test.cast.alice), 'PUT', `${api}/sites/${test.cast.site.uuid}`, { name });

  it('says that it is one, that nobody may keep it, and when to come again', async () => {
    const vic = await listenAs(test.as(test.cast.vic));
    expect(vic.status).toBe(200);
    expect(vic.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    await until(async () => vic.beats() > 1);
    expect(vic.retryMs).toBe(3_000);
  });

  it('goes on past the time within which other answers must begin', async () => {
    const hasty = test.replica({ answerWithinMs: 100 });
    const vic = await listen(hasty, test.as(test.cast.vic));
    await new Promise((resolve) => setTimeout(resolve, 800));
    await rename('Shop of the patient');
    await vic.hears(`site:${test.cast.site.uuid}`);
  });

  it('is for keys that read as well, and answers HEAD without one', async () => {
    const key = await listenAs(test.as(test.cast.keys.read.secret));
    await rename('Shop of keys');
    await key.hears(`site:${test.cast.site.uuid}`);
    const head = await fetch(`${await addressOf(test.app)}${api}/events`, {
      method: 'HEAD',
      headers: { authorization: String(test.as(test.cast.vic).authorization) },
    });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('tells of the catalogue and of sites with a new verdict', async () => {
    const { cast } = test;
    await test.request(test.as(cast.site.key), 'POST', `${api}/reports`, {
      extensions: [{ name: 'token', version: '1.1.0' }],
    });
    const [vic, charlie] = [await listenAs(test.as(cast.vic)), await listenAs(test.as(cast.charlie))];
    const stored = await test.request(
      { ...test.as(cast.sam), 'content-type': 'application/xml' },
      'PUT',
      `${api}/feeds/release-history/token`,
      history,
    );
    expect(stored.data).toMatchObject({ sites: 1 });
    await vic.hears('catalogue', 'sites');
    await charlie.hears('catalogue');
    expect(charlie.told.flat()).not.toContain('sites');
  });

  it('tells nothing of what was undone', async () => {
    const vic = await listenAs(test.as(test.cast.vic));
    await test.sql('alter table sites add constraint no_name check (name <> $$Never$$) not valid');
    await test.app.http.inject({
      method: 'PUT',
      url: `${api}/sites/${test.cast.second.uuid}`,
      headers: { ...test.as(test.cast.alice), 'content-type': 'application/json' },
      payload: { name: 'Never' },
    });
    await test.sql('alter table sites drop constraint no_name');
    await test.request(test.as(test.cast.alice), 'PUT', `${api}/organizations/${test.cast.home.uuid}`, { name: 'H' });
    await vic.hears('organizations');
    expect(vic.told.flat()).not.toContain(`site:${test.cast.second.uuid}`);
  });

  it('tells of sites that report in a burst in few events, without their names where they are many', async () => {
    const { cast } = test;
    const sites = await Promise.all(Array.from({ length: 120 }, () => makeSite(test.ctx, cast.home)));
    const vic = await listenAs(test.as(cast.vic));
    await Promise.all(
      sites.map(({ key }) =>
        test.request(test.as(key), 'POST', `${api}/reports`, { extensions: [{ name: 'token', version: '8.x-1.2' }] }),
      ),
    );
    await vic.hears('sites');
    await until(async () => vic.told.some((keys) => keys.length === 1) || vic.told.length >= 2);
    expect(vic.told.length).toBeLessThan(30);
    for (const keys of vic.told) expect(keys.length).toBeLessThanOrEqual(101);
  });

  it('ends for whoever was removed, and tells him nothing that comes later', async () => {
    const guest = await makePerson(test.ctx, test.cast.home, 'Guest', 'viewer');
    const reader = await listenAs(test.as(guest));
    await test.sql('delete from memberships where user_id = $1', [guest.id]);
    await reader.ended;
    await rename('Without guests');
    expect(reader.told.flat()).not.toContain(`site:${test.cast.site.uuid}`);
  });

  it('tells a member of two organizations no more of the one that he left', async () => {
    const { cast } = test;
    const both = await makePerson(test.ctx, cast.home, 'Bo', 'viewer');
    await test.sql("insert into memberships (organization_id, user_id, role) values ($1, $2, 'viewer')", [
      cast.away.id,
      both.id,
    ]);
    const reader = await listenAs(test.as(both));
    await test.sql('delete from memberships where user_id = $1 and organization_id = $2', [both.id, cast.away.id]);
    const beats = reader.beats();
    await until(async () => reader.beats() > beats + 1);
    await test.request(test.as(cast.charlie), 'PUT', `${api}/sites/${cast.awaySite.uuid}`, { name: 'Gone from Bo' });
    await rename('Still there');
    await reader.hears(`site:${cast.site.uuid}`);
    expect(reader.told.flat()).not.toContain(`site:${cast.awaySite.uuid}`);
  });

  it.each(['session', 'account', 'key'] as const)('ends with the %s', async (which) => {
    const person = await makePerson(test.ctx, test.cast.home, `Brief ${which}`, 'viewer');
    const key = await makeOrganizationKey(test.ctx, test.cast.home, ['read']);
    const reader = await listenAs(test.as(which === 'key' ? key.secret : person));
    expect(reader.status).toBe(200);
    if (which === 'session') await test.sql('update sessions set ended_at = now() where uuid = $1', [person.sessionId]);
    else if (which === 'account') await changePerson(test.ctx, person, 'inactive');
    else await test.request(test.as(test.cast.alice), 'DELETE', `${api}/api-keys/${key.uuid}`);
    await reader.ended;
    expect((await listenAs(test.as(which === 'key' ? key.secret : person))).status).toBe(401);
  });

  it('ends when nobody can say any more who its caller is', async () => {
    const reader = await listenAs(test.as(test.cast.vic));
    await until(async () => reader.beats() > 0);
    // Until then the look-up waits, and is not told that it fails.
    const held = test.database.db.transaction().execute(async (tx) => {
      await sql`lock table memberships in access exclusive mode`.execute(tx);
      await reader.ended;
    });
    await held;
  });

  it('is refused past ten at once with 429, and free again when one is closed', async () => {
    const as = test.as(test.cast.dev);
    for (let n = 0; n < subscriptionLimits.caller; n += 1) expect((await listenAs(as)).status).toBe(200);
    const refused = await listenAs(as);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '30']);
    expect((await listenAs(test.as(test.cast.vic))).status).toBe(200);
    readers[0]?.close();
    await until(async () => (await listenAs(as)).status === 200);
  });

  it('that is not read is closed, and holds few bytes until then', async () => {
    const { port, hostname } = new URL(await addressOf(test.app));
    const socket = connect({ host: hostname, port: Number(port) });
    socket.pause();
    const authorization = String(test.as(test.cast.sam).authorization);
    socket.write(`GET ${api}/events HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n\r\n`);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    const { server } = test.app.http;
    const connections = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
    await until(async () => (await connections()) === 1);
    const keys = Array.from({ length: 100 }, () => `site:${test.cast.site.uuid}`);
    const payload = JSON.stringify({ to: 'everybody', keys });
    let sent = 0;
    // However much the two kernels take in between.
    await until(async () => {
      await test.sql("select pg_notify('patchlight_changes', $1 || repeat(' ', n)) from generate_series(1, 50) n", [
        payload,
      ]);
      sent += 50 * payload.length;
      return (await connections()) === 0;
    });
    socket.resume();
    await closed;
    expect(socket.bytesRead).toBeLessThan(sent);
  }, 30_000);

  it('ends when the connection that hears of changes is lost, and the next one hears again', async () => {
    const vic = await listenAs(test.as(test.cast.vic));
    await test.sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'patchlight listener'",
    );
    await vic.ended;
    const again = await listenAs(test.as(test.cast.vic));
    await rename('Shop once more');
    await again.hears(`site:${test.cast.site.uuid}`);
  });

  it('ends at once when the server stops', async () => {
    const other = test.replica();
    const vic = await listen(other, test.as(test.cast.vic));
    const started = performance.now();
    await Promise.all([other.http.close(), vic.ended]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

it('a server has a thousand streams at most, and refuses the next with a time to come again', async () => {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const { open } = createSubscriptions(async () => async () => undefined, log);
  for (let n = 0; n < subscriptionLimits.process; n += 1) await open(`caller ${n}`, 'all');
  await expect(open('one more', 'all')).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 30 });
});
