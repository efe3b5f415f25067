import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { type App, useApp } from './app.ts';
import { makeOrganizationKey, makeSite, type SiteRow } from './factories.ts';

const test = useApp();
const api = '/api/v1';
const hour = 3_600_000;

let site: SiteRow;
let keyId: string;
beforeEach(async () => {
  site = await makeSite(test.ctx, test.cast.home);
  const [row] = await test.sql<{ uuid: string }>('select uuid from api_keys where site_id = $1', [site.id]);
  keyId = row?.uuid ?? '';
});

const rotate = (body: object = {}, id = keyId, as = test.as(test.cast.dev)) =>
  test.request(as, 'POST', `${api}/api-keys/${id}/rotate`, body);
const revoke = (id = keyId) => test.request(test.as(test.cast.dev), 'DELETE', `${api}/api-keys/${id}`);
const works = async (key: string) => (await test.request(test.as(key), 'GET', `${api}/auth/me`)).status === 200;
const worksAt = async (app: App, key: string) =>
  (await app.http.inject({ url: `${api}/auth/me`, headers: { authorization: `Bearer ${key}` } })).statusCode === 200;

describe('K-04: rotation', () => {
  it('gives a new key once, and ends the old one after the overlap', async () => {
    const { status, data } = await rotate({ overlap_hours: 2 });
    expect(status).toBe(201);
    expect(data.key).toMatchObject({ name: 'First key', type: 'site', site_id: site.uuid, expires_at: null });
    const listed = await test.request(test.as(test.cast.dev), 'GET', `${api}/api-keys?site_id=${site.uuid}`);
    expect(listed.text).not.toContain(data.api_key);
    const old = listed.data.find(({ id }: { id: string }) => id === keyId);
    expect(new Date(old.expires_at).getTime()).toBe(test.now().getTime() + 2 * hour);
    expect([await works(site.key), await works(data.api_key)]).toEqual([true, true]);
    test.pass(2 * hour - 1);
    expect([await works(site.key), await works(data.api_key)]).toEqual([true, true]);
    test.pass(1);
    expect([await works(site.key), await works(data.api_key)]).toEqual([false, true]);
  });

  it('takes a day where nothing is said, and no time at all where that is asked for', async () => {
    const replica = test.replica();
    expect(await worksAt(replica, site.key)).toBe(true);
    const { data } = await rotate();
    test.pass(24 * hour - 1);
    expect(await works(site.key)).toBe(true);
    await rotate({ overlap_hours: 0 }, data.key.id);
    expect(await works(data.api_key)).toBe(false);
    test.pass(1);
    expect([await works(site.key), await worksAt(replica, site.key)]).toEqual([false, false]);
  });

  it('loses no report of a stream that goes over to the new key', async () => {
    const send = (key: string, number: number) =>
      test.request(test.as(key), 'POST', `${api}/reports`, {
        extensions: [{ name: 'token', version: `8.x-1.${number}` }],
      });
    const statuses: number[] = [];
    let key = site.key;
    let next = '';
    for (let number = 1; number <= 30; number += 1) {
      const [sent, rotated] = await Promise.all([
        send(key, number),
        number === 10 ? rotate({ overlap_hours: 1 }) : undefined,
      ]);
      statuses.push(sent.status);
      next = rotated?.data.api_key ?? next;
      if (number === 20) key = next;
      // The old key ends while the new one is in use.
      test.pass(number === 21 ? hour : 100);
    }
    expect([new Set(statuses), await works(site.key)]).toEqual([new Set([202]), false]);
    const reports = await test.sql('select from site_reports where site_id = $1', [site.id]);
    expect(reports).toHaveLength(30);
  });

  it('keeps the scopes, and gives the same length of life', async () => {
    const made = await test.request(test.as(test.cast.alice), 'POST', `${api}/api-keys`, {
      name: 'Reader',
      type: 'organization',
      organization_id: test.cast.home.uuid,
      scopes: ['read', 'report'],
      expires_at: new Date(test.now().getTime() + 100 * hour).toISOString(),
    });
    test.pass(90 * hour);
    const { data } = await rotate({ overlap_hours: 48 }, made.data.key.id, test.as(test.cast.alice));
    expect(data.key).toMatchObject({ name: 'Reader', scopes: ['read', 'report'], type: 'organization' });
    expect(new Date(data.key.expires_at).getTime() - test.now().getTime()).toBe(100 * hour);
    // An overlap prolongs nothing.
    test.pass(10 * hour);
    expect([await works(made.data.api_key), await works(data.api_key)]).toEqual([false, true]);
  });

  it('happens once to a key, and not to one that has ended', async () => {
    const both = await Promise.all([rotate(), rotate()]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const made = both.find(({ status }) => status === 201)?.data.key.id;
    await revoke(made);
    expect((await rotate({}, made)).status).toBe(409);
    test.pass(25 * hour);
    expect((await rotate()).status).toBe(409);
  });

  it('is for an administrator where the key is an organization’s', async () => {
    const key = await makeOrganizationKey(test.ctx, test.cast.home, ['write']);
    expect((await rotate({}, key.uuid)).status).toBe(403);
    expect((await rotate({}, key.uuid, test.as(key.secret))).status).toBe(403);
    expect((await rotate({}, key.uuid, test.as(test.cast.alice))).status).toBe(201);
  });

  it.each([-1, 169, 1.5, '24'])('takes no overlap of %j', async (overlap_hours) => {
    expect((await rotate({ overlap_hours })).status).toBe(400);
  });

  it('L-11: does not go past the limit of live keys', async () => {
    let id = keyId;
    const statuses: number[] = [];
    for (let time = 0; time < 20; time += 1) {
      const answer = await rotate({}, id);
      statuses.push(answer.status);
      id = answer.data?.key.id ?? id;
    }
    expect(statuses).toEqual([...Array(19).fill(201), 422]);
    // Those whose time is up count no longer.
    test.pass(25 * hour);
    expect((await rotate({}, id)).status).toBe(201);
  });
});

it('K-03: a revoked key is refused at once here, and within five seconds by another replica', async () => {
  const replica = test.replica();
  expect([await works(site.key), await worksAt(replica, site.key)]).toEqual([true, true]);
  test.pass(500);
  await revoke();
  expect(await works(site.key)).toBe(false);
  // Within the second in which it has looked it trusts the key.
  expect(await worksAt(replica, site.key)).toBe(true);
  test.pass(5000);
  expect(await worksAt(replica, site.key)).toBe(false);
});

describe('K-08: a signed body', () => {
  const body = () => Buffer.from(JSON.stringify({ extensions: [{ name: 'token', version: '8.x-1.13' }] }));
  const sign = (bytes: Buffer, { key = site.key, at = test.now() } = {}) => {
    const time = Math.floor(at.getTime() / 1000);
    return `t=${time},v1=${createHmac('sha256', key).update(`${time}.`).update(bytes).digest('hex')}`;
  };
  const send = (signature: string | string[], bytes = body(), headers: Record<string, string> = {}) =>
    test.request({ ...test.as(site.key), 'x-signature': signature, ...headers }, 'POST', `${api}/reports`, bytes);

  it('is taken where it is right, also of compressed bytes and on the path with the site', async () => {
    expect((await send(sign(body()))).status).toBe(202);
    const zipped = gzipSync(body());
    expect((await send(sign(zipped), zipped, { 'content-encoding': 'gzip' })).status).toBe(202);
    const headers = { ...test.as(site.key), 'x-signature': sign(body()) };
    expect((await test.request(headers, 'POST', `${api}/sites/${site.uuid}/modules`, body())).status).toBe(202);
  });

  it.each([
    ['other bytes', () => sign(Buffer.from('{}'))],
    ['the unpacked bytes', () => sign(body()), { 'content-encoding': 'gzip' }],
    ['another key', () => sign(body(), { key: test.cast.site.key })],
    ['an older time', () => sign(body(), { at: new Date(test.now().getTime() - 301_000) })],
    ['a later time', () => sign(body(), { at: new Date(test.now().getTime() + 302_000) })],
    ['another form', () => sign(body()).replace('v1=', 'v0=')],
    ['nothing', () => ''],
  ])('is refused with %s', async (_name, signature, headers: Record<string, string> = {}) => {
    const zipped = 'content-encoding' in headers;
    const answer = await send(signature(), zipped ? gzipSync(body()) : body(), headers);
    expect([answer.status, answer.error]).toEqual([401, 'invalid_key']);
    expect(await test.sql("select from site_reports where site_id = $1 and status <> 'rejected'", [site.id])).toEqual(
      [],
    );
  });

  it('is refused from a person, who has no key', async () => {
    const headers = { ...test.as(test.cast.dev), 'x-signature': sign(body()) };
    expect((await test.request(headers, 'POST', `${api}/sites/${site.uuid}/modules`, body())).status).toBe(401);
  });
});
