import { gzipSync } from 'node:zlib';
import { parseVersion } from '@patchlight/drupal/version';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseReport } from '../src/inventory/parse-report.ts';
import { type Headers, useApp } from './app.ts';

const test = useApp();
const api = '/api/v1';
let siteKey: Headers;
let alice: Headers;
let reports: string;

beforeAll(() => {
  siteKey = test.as(test.cast.site.key);
  alice = test.as(test.cast.alice);
  reports = `${api}/sites/${test.cast.site.uuid}/modules`;
});

describe('limits of a body', () => {
  it('I-06: one MiB on the wire is taken, one byte more is not', async () => {
    const pad = (length: number) => `{"extensions":[],"x":"${'a'.repeat(length - 24)}"}`;
    expect(Buffer.byteLength(pad(1024 * 1024))).toBe(1024 * 1024);
    expect((await test.request(siteKey, 'POST', reports, pad(1024 * 1024))).status).toBe(202);
    expect((await test.request(siteKey, 'POST', reports, pad(1024 * 1024 + 1))).error).toBe('too_large');
  });

  it('I-12: eight MiB inflated are taken, more is not, and a bomb costs no memory', async () => {
    const send = (length: number) => {
      const text = Buffer.alloc(length, 0x20);
      text.write('{"extensions":[]}');
      return test.request({ ...siteKey, 'content-encoding': 'gzip' }, 'POST', reports, gzipSync(text));
    };
    expect((await send(8 * 1024 * 1024)).status).toBe(202);
    expect((await send(8 * 1024 * 1024 + 1)).error).toBe('too_large');
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const before = process.memoryUsage().rss;
    expect((await test.request({ ...siteKey, 'content-encoding': 'gzip' }, 'POST', reports, bomb)).error).toBe(
      'too_large',
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('I-06: eight levels are taken, nine are not', async () => {
    const nested = (levels: number) => `{"extensions":[],"x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect((await test.request(siteKey, 'POST', reports, nested(8))).status).toBe(202);
    const refused = await test.request(siteKey, 'POST', reports, nested(9));
    expect([refused.error, refused.body.details[0].code]).toEqual(['malformed_json', 'too_deep']);
  });
});

it.each([
  ['null for a text', { name: null }, '/name'],
  ['a text for a list', { tags: 'shop' }, '/tags'],
  ['a text for a number', { expected_interval_hours: '24' }, '/expected_interval_hours'],
  ['a number for a text', { name: 1 }, '/name'],
  ['a boolean for a text', { name: true }, '/name'],
  ['a list for a text', { name: ['x'] }, '/name'],
  ['a fraction for a whole number', { expected_interval_hours: 1.5 }, '/expected_interval_hours'],
  ['a number past every other', '{"expected_interval_hours":1e400}', '/expected_interval_hours'],
  ['a number past 2^53', '{"expected_interval_hours":9007199254740993}', '/expected_interval_hours'],
  ['a field that is not there', { nmae: 'x' }, '/nmae'],
])('I-08, I-09: %s is refused, and nothing is made to fit', async (_what, body, path) => {
  const url = `${api}/sites/${test.cast.site.uuid}`;
  const before = (await test.request(alice, 'GET', url)).data;
  const answer = await test.request(alice, 'PUT', url, body);
  expect([answer.status, answer.body.details[0].path]).toEqual([400, path]);
  expect((await test.request(alice, 'GET', url)).data).toEqual(before);
});

describe('I-14: the address of a site', () => {
  const add = (url: string) =>
    test.request(alice, 'POST', `${api}/sites`, { url, name: 'X', organization_id: test.cast.home.uuid });
  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>',
    'file:///etc/passwd',
    'ftp://ex.org',
    'https://user:pw@ex.org',
    'https://ex.org/\r\nSet-Cookie: x=1',
    `https://ex.org/${'x'.repeat(2049)}`,
    'https://ex.org?x=1',
    'ex.org',
  ])('%j is refused', async (url) => {
    const answer = await add(url);
    expect([answer.status, answer.body.details[0].path]).toEqual([400, '/url']);
  });

  it('is one in all its spellings, and in punycode', async () => {
    expect((await add('HTTP://EX-I14.org:80/')).data.site.url).toBe('http://ex-i14.org');
    expect((await add('http://ex-i14.org')).status).toBe(409);
    expect((await add('https://m\u00fcller-i14.de')).data.site.url).toMatch(/^https:\/\/xn--mller-i14-\w+\.de$/);
  });
});

describe('I-20: who is who', () => {
  const add = (email: string) =>
    test.request(alice, 'POST', `${api}/users/add`, {
      email,
      name: 'X',
      role: 'viewer',
      organization_id: test.cast.home.uuid,
    });
  it('one address in another case or with space around it is one account', async () => {
    expect((await add('Kim@Example.org')).status).toBe(201);
    for (const same of ['kim@example.org', 'KIM@EXAMPLE.ORG', ' kim@example.org', 'kim@example.org '])
      expect([400, 409], same).toContain((await add(same)).status);
  });

  it.each([
    ['a Kelvin sign', '\u212aim@example.org'],
    ['a dotless i', 'k\u0131m@example.org'],
    ['a long s', 'ali\u017fe@example.org'],
    ['a zero-width space', 'kim\u200b@example.org'],
    ['two addresses', 'kim@example.org,a@example.org'],
    ['a line break', 'kim@example.org\r\nBcc: a@example.org'],
    ['a name', 'Kim <kim@example.org>'],
  ])('%s makes no second account that looks like the first', async (_what, email) => {
    const { status } = await add(email);
    expect([400, 409]).toContain(status);
  });
});

it('I-11: a body of no type is not read', async () => {
  const payload = Buffer.from('{"extensions":[]}');
  const { statusCode } = await test.app.http.inject({ method: 'POST', url: reports, headers: { ...siteKey }, payload });
  expect(statusCode).toBe(415);
});

it('I-13: what looks like a script is text, told as it was given', async () => {
  const name = '"><img src=x onerror=alert(1)>';
  const url = `${api}/sites/${test.cast.second.uuid}`;
  expect((await test.request(alice, 'PUT', url, { name })).data.name).toBe(name);
  const answer = await test.request(alice, 'GET', url);
  expect([answer.data.name, answer.headers['content-type']]).toEqual([name, 'application/json; charset=utf-8']);
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
});

it('I-03: ten thousand wildcards are too long, a hundred are only text', async () => {
  const find = (q: string) => test.request(alice, 'GET', `${api}/sites?q=${encodeURIComponent(q)}`);
  expect((await find('%_'.repeat(5000))).status).toBe(400);
  const started = performance.now();
  expect((await find('%_'.repeat(50))).body.meta.total).toBe(0);
  expect(performance.now() - started).toBeLessThan(2000);
});

it('I-18: hostile versions cost a report little work', () => {
  const versions = ['.', '-', '1.', '9', '8.x-', 'x', '1.0-', '\u{1f600}'].map((part) => part.repeat(64).slice(0, 64));
  const extensions = Array.from({ length: 3000 }, (_, row) => ({
    name: `m${row}`,
    version: versions[row % versions.length],
  }));
  const started = process.cpuUsage();
  expect(parseReport({ extensions }, { at: test.now(), idempotencyKey: undefined }).warnings).toEqual([]);
  for (const { version = '' } of extensions) parseVersion(version);
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1000).toBeLessThan(200);
});
