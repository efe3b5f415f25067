import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import serverPackage from '../../package.json' with { type: 'json' };
import { useApp } from '../../test/app.ts';
import { releaseHistory } from '../../test/factories.ts';
import { version } from '../version.ts';
import { addAdvisorySources, urlOf } from './sources.ts';

const test = useApp({ start: new Date().toISOString() });
const api = '/api/v1/feeds';
const sam = (method: string, path: string, body?: object) =>
  test.request(test.as(test.cast.sam), method, `${api}${path}`, body);
const keys = async (query: string) => (await sam('GET', `?${query}`)).data.map(({ key }: { key: string }) => key);
const dueOf = async (key: string) =>
  (
    await test.sql<{ due: boolean | null }>('select next_fetch_at <= $2 as due from feed_sources where key = $1', [
      key,
      test.now(),
    ])
  )[0]?.due;
const history = (body: string | Buffer, headers: object = {}, project = 'token') =>
  test.request(
    { ...test.as(test.cast.sam), 'content-type': 'application/xml', ...headers },
    'PUT',
    `${api}/release-history/${project}`,
    body,
  );

beforeAll(async () => {
  test.pass(60_000);
  await test.request(test.as(test.cast.site.key), 'POST', '/api/v1/reports', {
    extensions: ['pathauto', 'token', 'webform'].map((name) => ({ name, version: '1.0.0' })),
  });
  await addAdvisorySources(test.ctx);
  test.pass(60_000);
  await test.sql("update feed_sources set next_fetch_at = $1, attempted_at = $2 where kind = 'release_history'", [
    new Date(test.now().getTime() + 3_600_000),
    test.now(),
  ]);
});

it('says of each feed how old it is and what comes next', async () => {
  const { data } = await sam('GET', '?q=token');
  expect(data).toEqual([
    {
      key: 'release-history:token',
      kind: 'release_history',
      host: null,
      project: 'token',
      as_of: null,
      age_seconds: null,
      stale: true,
      outcome: null,
      status: null,
      detail: null,
      attempted_at: expect.any(String),
      next_fetch_at: expect.any(String),
      failures: 0,
      paused: false,
    },
  ]);
});

it('narrows and sorts the list', async () => {
  const all = [
    'advisories:osv',
    'advisories:psa',
    'advisories:sa',
    'release-history:pathauto',
    'release-history:token',
    'release-history:webform',
  ];
  expect(await keys('')).toEqual(all);
  expect(await keys('sort=-key')).toEqual(all.toReversed());
  expect(await keys('kind=advisories_sa')).toEqual(['advisories:sa']);
  expect(await keys('outcome=failed')).toEqual([]);
  expect(await keys('stale=false')).toEqual([]);
  expect((await keys('sort=next_fetch_at')).slice(0, 3)).toEqual(all.slice(0, 3));
  await test.sql("update feed_sources set outcome = 'ok', succeeded_at = $1 where key = 'advisories:osv'", [
    test.now(),
  ]);
  expect(await keys('stale=false')).toEqual(['advisories:osv']);
  expect((await keys('sort=-as_of'))[0]).toBe('advisories:osv');
  test.pass(25 * 3_600_000);
  expect(await keys('stale=false')).toEqual([]);
  expect(await test.app.metrics.metrics()).toContain('patchlight_feed_age_seconds{source="advisories_osv"} 90000');
  test.pass(-25 * 3_600_000);
});

it('refreshes what is named, and without names what gave nothing good', async () => {
  const named = await sam('POST', '/refresh', { projects: ['token', 'unheard_of'] });
  expect([named.status, named.data]).toEqual([202, { feeds: 1, unknown: ['unheard_of'] }]);
  expect([await dueOf('release-history:token'), await dueOf('release-history:pathauto')]).toEqual([true, false]);
  expect((await sam('POST', '/refresh', { advisories: true })).data).toEqual({ feeds: 3, unknown: [] });
  await test.sql('update feed_sources set next_fetch_at = $1', [new Date(test.now().getTime() + 3_600_000)]);
  await test.sql("update feed_sources set failures = 1 where key = 'release-history:webform'");
  expect((await sam('POST', '/refresh')).data).toEqual({ feeds: 1, unknown: [] });
  expect([await dueOf('release-history:webform'), await dueOf('advisories:osv')]).toEqual([true, false]);
  expect((await sam('POST', '/refresh', { projects: ['../x'] })).status).toBe(400);
});

it('pauses and resumes one', async () => {
  const paused = await sam('POST', '/release-history:token/pause');
  expect(paused.data).toMatchObject({ paused: true, next_fetch_at: null });
  expect((await sam('POST', '/refresh', { projects: ['token'] })).data).toEqual({ feeds: 0, unknown: ['token'] });
  expect((await sam('POST', '/release-history:token/resume')).data).toMatchObject({ paused: false });
  expect(await dueOf('release-history:token')).toBe(true);
  for (const path of ['/release-history:none/pause', '/x/resume', '/release-history:none/fetches'])
    expect((await sam(path.endsWith('fetches') ? 'GET' : 'POST', path)).status).toBe(404);
});

describe('an upload', () => {
  it('is stored and counts at once; the same again changes nothing', async () => {
    const xml = releaseHistory('token', [
      { version: '1.1.0', types: ['Security update'] },
      { version: '1.0.0', types: ['Insecure'] },
    ]);
    expect((await history(xml)).data).toEqual({ project: 'token', changed: true, verdicts_changed: 2, sites: 1 });
    expect((await history(gzipSync(xml), { 'content-encoding': 'gzip' })).data).toMatchObject({
      changed: false,
      sites: 0,
    });
    expect((await history(xml, { 'content-type': 'text/xml; charset=utf-8' })).status).toBe(200);
    expect((await sam('GET', '?q=token')).data[0]).toMatchObject({ stale: false, age_seconds: 0 });
    // One record a request, written with what it tells of.
    const records = await test.sql<{ changed: boolean }>(
      `select data->'after'->'changed' as changed from audit_logs
        where action like 'release_history.%' and target_id = 'token' order by id`,
    );
    expect(records.map(({ changed }) => changed)).toEqual([true, false, false]);
  });

  it.each([
    ['another project', releaseHistory('other', [{ version: '1.0.0' }]), 'wrong_project'],
    ['an <error> document', '<error>None.</error>', 'error_document'],
    ['HTML', '<html></html>', 'no_short_name'],
    ['a document type', '<!DOCTYPE a><project/>', 'doctype'],
    ['nothing', '', 'empty'],
    ['no UTF-8', Buffer.from([0xff]), 'bad_format'],
  ])('S-07 of %s is refused by name', async (_name, body, code) => {
    const answer = await history(body);
    expect([answer.status, answer.body.details?.[0]?.code]).toEqual([400, code]);
  });

  it('S-04 may be 16 MiB, as it is sent and unpacked', async () => {
    const padded = releaseHistory('token', [{ version: '1.0.0' }]);
    const large = padded + ' '.repeat(16 * 1024 * 1024 - Buffer.byteLength(padded));
    expect((await history(large)).status).toBe(200);
    expect((await history(`${large} `)).error).toBe('too_large');
    expect((await history(gzipSync(`${large} `), { 'content-encoding': 'gzip' })).error).toBe('too_large');
  });

  it('is XML, and nothing else is', async () => {
    expect((await history('{}', { 'content-type': 'application/json' })).error).toBe('unsupported_media_type');
    const xml = { ...test.as(test.cast.sam), 'content-type': 'application/xml' };
    expect((await test.request(xml, 'POST', `${api}/refresh`, '<a/>')).error).toBe('unsupported_media_type');
  });
});

describe('readyz', () => {
  const feeds = async () => (await test.app.http.inject('/readyz')).json().checks.feeds;
  it('says that nothing is fetched', async () => {
    expect(await feeds()).toMatchObject({ status: 'degraded', detail: expect.stringContaining('FEEDS=off') });
  });
});

describe('S-05 an address', () => {
  const addresses = {
    release_history: 'https://updates.example/release-history/',
    advisories_osv: 'https://osv.example/all.zip',
    advisories_sa: 'https://www.example/api-d7/node.json?limit=20',
    advisories_psa: 'https://updates.example/psa.json',
  };
  const source = { key: '', etag: null, lastModified: null, hash: null, failures: 0, page: 2, isNew: false } as const;
  it.each(['../../x', 'a/b', 'a%2fb', 'A', '', 'a b', 'x'.repeat(129), 'a?b', 'a#b'])('is not made of %j', (name) =>
    expect(() => urlOf({ ...source, kind: 'release_history', project: { id: 1, name } }, addresses)).toThrow(),
  );

  it('is that of the settings', () => {
    const of = (rest: Pick<Parameters<typeof urlOf>[0], 'kind' | 'project'>) =>
      urlOf({ ...source, ...rest }, addresses).href;
    expect(of({ kind: 'release_history', project: { id: 1, name: 'token' } })).toBe(
      'https://updates.example/release-history/token/current',
    );
    expect(of({ kind: 'advisories_osv', project: null })).toBe('https://osv.example/all.zip');
    expect(of({ kind: 'advisories_psa', project: null })).toBe('https://updates.example/psa.json');
    expect(of({ kind: 'advisories_sa', project: null })).toBe(
      'https://www.example/api-d7/node.json?limit=20&type=sa&sort=changed&direction=DESC&field_is_psa=0&page=2',
    );
  });
});

it('says its version as it is', () => expect(version).toBe(serverPackage.version));
