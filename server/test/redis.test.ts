import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useApp } from './app.ts';
import { makePerson, makeSite, type Person, password, type SiteRow } from './factories.ts';
import { until } from './fetching.ts';
import { describeRedis, useRedis } from './redis-server.ts';

const redis = useRedis();
const test = useApp({ start: new Date().toISOString(), rateLimits: true, redisUrl: redis.url });
const api = '/api/v1';

describeRedis('Redis', () => {
  let made = 0;
  let person: Person;
  beforeEach(async () => {
    made += 1;
    person = await makePerson(test.ctx, test.cast.home, `Limited ${made}`, 'viewer');
    await until(async () => (await health()).redis.status === 'ok');
  });

  async function health() {
    return (await test.app.http.inject({ url: '/readyz' })).json().checks;
  }

  /** A wrong sign-in from an address of its own. */
  async function signIn(app = test.app, given = 'wrong, and long enough for anybody'): Promise<number> {
    const { statusCode } = await app.http.inject({
      method: 'POST',
      url: `${api}/auth/login`,
      payload: { email: person.email, password: given, cookie: false },
    });
    return statusCode;
  }

  const report = async (site: SiteRow, version: string) => {
    const began = performance.now();
    const { statusCode } = await test.app.http.inject({
      method: 'POST',
      url: `${api}/reports`,
      headers: { ...test.as(site.key), 'content-type': 'application/json' },
      payload: JSON.stringify({ extensions: [{ name: 'token', version }] }),
    });
    return { statusCode, ms: performance.now() - began };
  };

  it('L-02 counts for all replicas together', async () => {
    const replica = test.replica();
    await until(async () => (await replica.http.inject({ url: '/readyz' })).json().checks.redis.status === 'ok');
    const codes: number[] = [];
    for (let tries = 0; tries < 11; tries += 1) codes.push(await signIn(tries % 2 === 0 ? test.app : replica));
    expect(codes).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    expect(await signIn(replica, password)).toBe(429);
  });

  describe.each([
    ['killed', () => redis.kill(), () => redis.start()],
    ['stopped in the middle of everything', async () => redis.freeze(), async () => redis.thaw()],
  ])('L-06 %s', (_how, end, begin) => {
    let site: SiteRow;
    beforeAll(async () => {
      site = await makeSite(test.ctx, test.cast.home);
    });
    afterEach(async () => {
      await begin();
      await until(async () => (await health()).redis.status === 'ok');
    });

    it('still limits sign-ins, takes reports without a 500 and soon without a wait, and says so', async () => {
      await end();
      const codes: number[] = [];
      for (let tries = 0; tries < 11; tries += 1) codes.push(await signIn());
      expect(codes.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
      expect(codes.at(-1)).toBe(429);
      const answers = [];
      for (let tries = 0; tries < 10; tries += 1) answers.push(await report(site, `8.x-1.${made * 100 + tries}`));
      expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 202));
      // Not one of ten waited for an answer of Redis.
      expect(Math.min(...answers.map(({ ms }) => ms))).toBeLessThan(100);
      expect((await health()).redis).toMatchObject({ status: 'degraded' });
      expect((await test.app.http.inject({ url: '/readyz' })).statusCode).toBe(200);
    });
  });

  it('says aloud that keys may be dropped', async () => {
    await redis.ask('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    test.replica();
    await until(() => test.logged.some((line) => line.includes('"policy":"allkeys-lru"')));
    await redis.ask('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  });
});
