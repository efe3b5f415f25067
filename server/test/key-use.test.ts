import type { KyselyPlugin } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { createKeyCache } from '../src/auth/key-cache.ts';
import { newKey } from '../src/auth/key-format.ts';
import { sourcesPerKey } from '../src/auth/key-sources.ts';
import { type App, useApp } from './app.ts';
import { makeSite, type SiteRow } from './factories.ts';

const test = useApp();
const api = '/api/v1';
let site: SiteRow;
beforeEach(async () => {
  site = await makeSite(test.ctx, test.cast.home);
});

/** A cache of keys that says how many statements it has sent. */
function countingCache() {
  const count = { statements: 0 };
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      count.statements += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { count, cache: createKeyCache(test.database.db.withPlugin(plugin), test.ctx.log, test.now) };
}
const use = { source: '192.0.2.1', requestId: 'test' };

describe('K-01: a key can be told from a mistyped one', () => {
  it('by its form: 30 random characters and their checksum', () => {
    for (const kind of ['site', 'org'] as const)
      expect(newKey(kind)).toMatch(new RegExp(`^pl_${kind}_[0-9A-Za-z]{30}[0-9A-Za-z]{6}$`));
  });

  it('without asking the database', async () => {
    const { count, cache } = countingCache();
    const last = site.key.at(-1) === 'a' ? 'b' : 'a';
    for (const wrong of [`${site.key.slice(0, -1)}${last}`, site.key.slice(0, -1), `${site.key}a`, 'pl_site_', 'pl_'])
      await expect(cache.actorOfKey(wrong, use)).rejects.toMatchObject({ code: 'invalid_key' });
    expect(count.statements).toBe(0);
    await cache.actorOfKey(site.key, use);
    expect(count.statements).toBeGreaterThan(0);
    await cache.close();
  });

  it('and one that is known costs no statement either', async () => {
    const { count, cache } = countingCache();
    await cache.actorOfKey(site.key, use);
    const before = count.statements;
    for (let time = 0; time < 100; time += 1) await cache.actorOfKey(site.key, use);
    expect(count.statements).toBe(before);
    await cache.close();
  });
});

describe('K-06: the use of a key is visible', () => {
  let requests = 0;
  const report = async (source: string, app: App = test.app) => {
    requests += 1;
    const id = `use-${requests}`;
    const response = await app.http.inject({
      method: 'POST',
      url: `${api}/reports`,
      remoteAddress: source,
      headers: { authorization: `Bearer ${site.key}`, 'content-type': 'application/json', 'x-request-id': id },
      payload: { extensions: [] },
    });
    expect(response.statusCode).toBe(202);
    return id;
  };
  const told = async () =>
    (
      await test.sql<{ source: string }>(
        "select data->'after'->>'source' as source from audit_logs where site_id = $1 and action = 'api_key.seenFromNewAddress' order by id",
        [site.id],
      )
    ).map(({ source }) => source);

  it('the first from each address leaves one row: which key, where from, in which request', async () => {
    const id = await report('192.0.2.1');
    await report('192.0.2.1');
    await report('192.0.2.2');
    await report('2001:db8:1:2::3');
    await report('2001:db8:1:2::4');
    expect(await told()).toEqual(['192.0.2.1', '192.0.2.2', '2001:db8:1:2::/64']);
    const { data } = await test.request(test.as(test.cast.alice), 'GET', `${api}/audit-logs?request_id=${id}`);
    expect(data).toContainEqual(
      expect.objectContaining({
        action: 'api_key.seenFromNewAddress',
        actor: expect.objectContaining({ type: 'key', name: 'First key' }),
        site: expect.objectContaining({ id: site.uuid }),
        after: { name: 'First key', source: '192.0.2.1' },
      }),
    );
  });

  it('once, however many requests, replicas and starts there are', async () => {
    const replica = test.replica();
    await Promise.all(Array.from({ length: 20 }, (_, index) => report('192.0.2.9', index % 2 ? replica : test.app)));
    await report('192.0.2.9', test.replica());
    expect(await told()).toEqual(['192.0.2.9']);
  });

  it('a key remembers its last addresses, and no more than that', async () => {
    for (let index = 0; index <= sourcesPerKey; index += 1) await report(`198.51.100.${index}`);
    await report(`198.51.100.${sourcesPerKey}`);
    expect(await told()).toHaveLength(sourcesPerKey + 1);
    const [row] = await test.sql<{ seen_from: string[] }>('select seen_from from api_keys where site_id = $1', [
      site.id,
    ]);
    expect([row?.seen_from.length, row?.seen_from[0]]).toEqual([sourcesPerKey, '198.51.100.1']);
    await report('198.51.100.0');
    expect((await told()).at(-1)).toBe('198.51.100.0');
  });

  it('no record of it is no reason to refuse a report', async () => {
    await report('192.0.2.1');
    await test.sql('alter table api_keys add constraint nowhere check (cardinality(seen_from) < 2) not valid');
    await report('192.0.2.2');
    await test.sql('alter table api_keys drop constraint nowhere');
    expect(await told()).toEqual(['192.0.2.1']);
    await report('192.0.2.2');
    expect(await told()).toEqual(['192.0.2.1', '192.0.2.2']);
  });
});
