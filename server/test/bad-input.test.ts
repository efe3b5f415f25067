import { gzipSync } from 'node:zlib';
import { endpoints } from '@patchlight/contract/endpoints';
import { v7 as newId } from 'uuid';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Headers, useApp } from './app.ts';
import { leavesNothingBehind } from './harmless.ts';

const test = useApp();
const api = '/api/v1';
let sam: Headers;
let siteKey: Headers;
const missing = newId();

beforeAll(() => {
  sam = test.as(test.cast.sam);
  siteKey = test.as(test.cast.site.key);
});

// A report may carry what is not known here, and a site may be switched on that is on: both are taken.
leavesNothingBehind(test, {
  sites: 'false',
  site_activity: 'false',
  site_reports: 'false',
  key_epoch: 'false',
  audit_logs: "t.status = 'success' and t.action !~ '^(inventory|session|api_key|site.updated)'",
});

// Whoever signed out is back for the next test.
afterEach(() => test.sql("update sessions set ended_at = null where end_reason = 'logout'"));

/** The address of an endpoint with something in place of each parameter; of a format, one that there is; a name is no id. */
function addressOf(path: string, parameter = missing): string {
  const name = /^[\da-f-]{36}$/.test(parameter) ? 'acme_shop' : encodeURIComponent(parameter);
  return path
    .replace('{format}', 'composer-lock')
    .replace('{name}', name)
    .replace(/\{\w+\}/g, encodeURIComponent(parameter));
}

// A document of another program is read as it is: what is no JSON is no document of its format either.
const ingest = `${api}/ingest/{format}`;
const unreadable = (path: string) => (path === ingest ? [422, 'invalid_report'] : [400, 'malformed_json']);
const senderTo = (path: string) => (path === ingest || path === `${api}/reports` ? siteKey : sam);

const fails = (answer: Answer) => [answer.status, answer.error, answer.body.details?.[0]?.path];

describe.each(endpoints)('$method $path', ({ method, path, query, body, bodyOptional, mediaType }) => {
  const typed = () => ({ ...sam, ...(mediaType && { 'content-type': mediaType }) });
  const hostile = [
    'not-an-id',
    '0',
    '%',
    "a'b",
    'a"b;--',
    '\u0000',
    'x'.repeat(200),
    'x'.repeat(400),
    '\ud83d\ude00',
    'ＳＡ',
    'x'.repeat(101),
    '../users',
    '$(sleep 5)',
    '{{7*7}}',
  ];

  it('I-19: hostile ids are refused or not found', async () => {
    if (!path.includes('{')) return;
    for (const parameter of hostile) {
      const answer = await test.request(typed(), method, addressOf(path, parameter), body && {});
      expect([400, 404, 422], answer.text).toContain(answer.status);
    }
    for (const raw of ['%00', '%ff', '%', '%zz', '%c0%ae', '..%2f', '{x}']) {
      const answer = await test.request(typed(), method, path.replace(/\{\w+\}/g, raw), body && {});
      expect([400, 404, 422], `${raw} ${answer.text}`).toContain(answer.status);
    }
  });

  const asksForProject = (query as { required?: string[] } | undefined)?.required?.includes('project') === true;

  it('I-01, I-02, I-09, I-10: hostile queries name the key', async () => {
    const cases: [string, string][] = [
      ['nothing=1', 'query/nothing'],
      ['__proto__=1', 'query/__proto__'],
      ['constructor[prototype]=1', 'query/constructor[prototype]'],
      ["a'b=1", "query/a'b"],
      ['a"b=1', 'query/a"b'],
      ['$.**=1', 'query/$.**'],
      ['x.y[*]=1', 'query/x.y[*]'],
      ['q[$ne]=1', 'query/q[$ne]'],
      ['order=asc,1', 'query/order'],
      ['select=hashed_password', 'query/select'],
      ['access_token=x', 'query/access_token'],
    ];
    const names = Object.keys((query as { properties?: object } | undefined)?.properties ?? {});
    if (names.includes('page')) {
      for (const value of ['0', '-1', '1e3', '1e18', 'NaN', '', ' 1', '1.5', '0x10', '١', '9007199254740993', '1,2'])
        cases.push([`page=${encodeURIComponent(value)}`, 'query/page']);
      cases.push(['per_page=101', 'query/per_page'], ['per_page=0', 'query/per_page'], ['page=1&page=2', 'query/page']);
      cases.push(
        ['per_page=1e2', 'query/per_page'],
        ['per_page=-1', 'query/per_page'],
        ['per_page=1e400', 'query/per_page'],
      );
      cases.push(
        ['cursor=x', 'query/cursor'],
        ['cursor=..', 'query/cursor'],
        [`cursor=${'x'.repeat(5000)}`, 'query/cursor'],
      );
      for (const sort of [
        'name;select pg_sleep(5)--',
        '(select 1)',
        'asc,1',
        'name desc',
        'name nulls first',
        '1',
        'hashed_password',
        '',
        '--name',
        'id',
      ])
        cases.push([`sort=${encodeURIComponent(sort)}`, 'query/sort']);
    }
    for (const name of names.filter((each) => !['page', 'per_page', 'cursor', 'sort'].includes(each)))
      for (const value of ['%00', '%ff', 'x%00y', 'a'.repeat(10_000)])
        cases.push([`${name}=${value}`, `query/${name}`]);
    // The id of a request is the caller's own text.
    const formed = names.filter((each) => each !== 'request_id');
    for (const name of formed.filter((each) => /_id$|^(at|from|to|published_)/.test(each)))
      for (const value of [
        "'",
        '2026-13-01T00:00:00Z',
        '2026-01-01T00:00:00%2B20:00',
        '0001-01-01T00:00:00Z',
        '0000',
        '2026-02-30T00:00:00Z',
      ])
        cases.push([`${name}=${value}`, `query/${name}`]);
    for (const [search, named] of cases) {
      const started = performance.now();
      const rest = asksForProject && named !== 'query/project' ? '&project=token' : '';
      const answer = await test.request(sam, method, `${addressOf(path)}?${search}${rest}`, body && {});
      expect(fails(answer), search.slice(0, 80)).toEqual([400, 'validation_error', named]);
      // Nothing of it was run: it would have slept for five seconds.
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });

  it('I-01, I-03: text filters take wildcards and quotes for themselves', async () => {
    const properties =
      (query as { properties?: Record<string, { type?: string; enum?: unknown }> } | undefined)?.properties ?? {};
    for (const name of Object.keys(properties)) {
      if (!['q', 'tag', 'module', 'core', 'project', 'source', 'below', 'above', 'version'].includes(name)) continue;
      for (const value of [
        "'",
        '"',
        '\\',
        '%',
        '_',
        '$1',
        '$$',
        '\ud83d\ude00',
        '{}',
        ';--',
        '(',
        '\u202e',
        '%_'.repeat(20),
        "' or '1'='1",
      ]) {
        const answer = await test.request(sam, method, `${addressOf(path)}?${name}=${encodeURIComponent(value)}`);
        // An object that is missing stays missing, whatever is asked of it; a version has a form.
        if (['below', 'above'].includes(name) || asksForProject) expect([400, 404], value).toContain(answer.status);
        else expect(answer.status, value).toBe(path.includes('{') ? 404 : 200);
        if (answer.status !== 200) continue;
        // The numbers of an overview are those of the sites that it finds; what was patched has no targets to miss.
        const { rows, sites, breaches, core } = answer.data;
        expect(sites === undefined ? (rows ?? breaches ?? core ?? answer.data).length : sites.total, value).toBe(0);
      }
    }
  });

  it('I-04, I-06, I-10: a body that is no JSON object of this shape is refused', async () => {
    if (body === undefined || mediaType !== undefined) return;
    const url = addressOf(path, test.cast.site.uuid);
    const actor = senderTo(path);
    const malformed: [string | Buffer, string | undefined][] = [
      ['', ''],
      ['{', ''],
      ['{"a":1}x', ''],
      ['{"a":1}{"a":1}', ''],
      ['{"a":1,"a":2}', ''],
      ['{"a":{"b":1,"b":1}}', ''],
      ['{"__proto__":{"x":1}}', '/__proto__'],
      ['{"\\u005f_proto__":{"x":1}}', '/__proto__'],
      ['{"a":"\\u0000"}', '/a'],
      ['{"a\\u0000":1}', ''],
      ['{"a":["\\ud800"]}', '/a/0'],
      ['{"a":"\\udc00\\ud800"}', '/a'],
      ['{"a":"\u0000"}', ''],
      [`${'['.repeat(100_000)}`, ''],
      [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, ''],
      [`${'{"a":'.repeat(9)}1${'}'.repeat(9)}`, ''],
      [Buffer.from('{"name":"caf\xe9"}', 'latin1'), ''],
      [Buffer.from('{"a":1}', 'utf16le'), ''],
      [Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]), ''],
      [Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), ''],
      [gzipSync('{}'), ''],
      ['NaN', ''],
      ["{'a':1}", ''],
      ['{"a":01}', ''],
    ];
    for (const [text, at] of malformed) {
      if (text === '' && bodyOptional === true) continue;
      const answer = await test.request(actor, method, url, text);
      expect(fails(answer), String(text).slice(0, 60)).toEqual([...unreadable(path), path === ingest ? '' : at]);
      expect(answer.body.message).not.toContain('"a"');
    }
    for (const text of ['null', '[]', '1', '"text"', 'true', '1e400', '[{}]', '-0']) {
      const answer = await test.request(actor, method, url, text);
      expect([400, 422], text).toContain(answer.status);
      expect(answer.body.details[0].path, text).toBe('');
    }
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('I-08, R-04: every field of a body is held to its type, and no other is taken', async () => {
    const properties = (body as { properties?: Record<string, unknown> } | undefined)?.properties;
    if (body === undefined || properties === undefined) return;
    const isReport = path.endsWith('/modules') || path === `${api}/reports`;
    const url = addressOf(path, test.cast.site.uuid);
    const actor = senderTo(path);
    const rest = isReport ? { extensions: [] } : {};
    for (const name of Object.keys(properties)) {
      for (const value of [{ x: { y: 1 } }, [[1]], 1e308, '\u0007'.repeat(5000), true, -1.5]) {
        // It would be done, and recorded.
        if (name === 'advisories' && value === true) continue;
        const answer = await test.request(actor, method, url, { ...rest, [name]: value });
        // It fits; whether the rest is there, and whose it is, is another matter.
        if (
          ['is_active', 'cookie', 'dry_run', 'until_newer_release', 'send', 'send_if_unchanged'].includes(name) &&
          value === true
        ) {
          expect([200, 400, 404]).toContain(answer.status);
          continue;
        }
        const accepted = isReport && answer.status === 202;
        // Objects of a report may carry what is not known here yet.
        if (accepted)
          expect([
            'site',
            'agent',
            'platform',
            'status',
            'coverage',
            'packages',
            'patches',
            'errors',
            'extensions',
          ]).toContain(name);
        else {
          expect([400, 413, 422], `${name} ${answer.text}`).toContain(answer.status);
          expect(
            answer.body.details
              .map((detail: { path: string }) => detail.path)
              .some((at: string) => at.startsWith(`/${name}`)),
            answer.text,
          ).toBe(true);
        }
      }
    }
    if (isReport) return;
    for (const name of [
      'id',
      'uuid',
      ...['organization_id', 'is_active'].filter((each) => !(each in properties)),
      'is_deleted',
      'hashed_password',
      'created_by',
      'last_login',
      'token_version',
      'constructor',
    ]) {
      const answer = await test.request(actor, method, url, { [name]: 1 });
      expect(answer.body.details.map((detail: { path: string }) => detail.path)).toContain(`/${name}`);
    }
  });

  it('I-11, I-12: content types and encodings that are not meant for it are refused', async () => {
    if (body === undefined || mediaType !== undefined) return;
    const url = addressOf(path, test.cast.site.uuid);
    const send = (headers: Record<string, string>, payload: string | Buffer = '{}') =>
      test.request({ ...senderTo(path), ...headers }, method, url, payload);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/jsonx',
      'application/merge-patch+json',
      'x',
      ' ',
      'application/json, text/plain',
    ])
      expect((await send({ 'content-type': type })).error, type).toBe('unsupported_media_type');
    // Taken for JSON, or not taken at all: never passed on unread.
    for (const type of [
      'APPLICATION/JSON;',
      'application/json; charset=utf-8',
      'application/json;charset=utf-7',
      'application/json\t;a',
    ])
      expect(['unsupported_media_type', unreadable(path)[1]], type).toContain(
        (await send({ 'content-type': type }, '{')).error,
      );
    for (const encoding of ['br', 'deflate', 'gzip, gzip', 'gzip,identity', 'compress', 'x'])
      expect((await send({ 'content-encoding': encoding })).error, encoding).toBe('unsupported_encoding');
    for (const broken of [
      Buffer.alloc(0),
      Buffer.from('{}'),
      gzipSync('{}').subarray(0, 12),
      Buffer.concat([gzipSync('{'), gzipSync('}')]).subarray(0, 30),
    ])
      expect((await send({ 'content-encoding': 'gzip' }, broken)).error).toBe('malformed_json');
  });
});
