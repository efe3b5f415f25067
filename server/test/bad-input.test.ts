import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { endpoints } from '@patchlight/contract/endpoints';
import { v7 as newId } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, answerOf, checkAnswer, type Headers, useApp } from './app.ts';

const test = useApp();
const api = '/api/v1';
let sam: Headers;
let siteKey: Headers;
let reports: string;
const missing = newId();

beforeAll(() => {
  sam = test.as(test.cast.sam);
  siteKey = test.as(test.cast.site.key);
  reports = `${api}/sites/${test.cast.site.uuid}/modules`;
});

// Whoever signed out is back for the next test.
afterEach(() => test.sql("update sessions set ended_at = null where end_reason = 'logout'"));

/** The address of an endpoint with something in place of each parameter. */
function addressOf(path: string, parameter = missing): string {
  return path.replace(/\{\w+\}/g, encodeURIComponent(parameter));
}

const fails = (answer: Answer) => [answer.status, answer.error, answer.body.details?.[0]?.path];

describe.each(endpoints)('$method $path', ({ method, path, query, body, bodyOptional }) => {
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
  ];

  it('hostile ids are refused or not found', async () => {
    if (!path.includes('{')) return;
    for (const parameter of hostile) {
      const answer = await test.request(sam, method, addressOf(path, parameter), body && {});
      expect([400, 404, 422], answer.text).toContain(answer.status);
    }
    for (const raw of ['%00', '%ff', '%', '%zz', '%c0%ae', '..%2f', '{x}']) {
      const answer = await test.request(sam, method, path.replace(/\{\w+\}/g, raw), body && {});
      expect([400, 404, 422], `${raw} ${answer.text}`).toContain(answer.status);
    }
  });

  it('hostile queries name the key', async () => {
    const cases: [string, string][] = [
      ['nothing=1', 'query/nothing'],
      ['__proto__=1', 'query/__proto__'],
      ['constructor[prototype]=1', 'query/constructor[prototype]'],
      ["a'b=1", "query/a'b"],
      ['access_token=x', 'query/access_token'],
    ];
    const names = Object.keys((query as { properties?: object } | undefined)?.properties ?? {});
    if (names.includes('page')) {
      for (const value of ['0', '-1', '1e3', '1e18', 'NaN', '', ' 1', '1.5', '0x10', '١', '9007199254740993', '1,2'])
        cases.push([`page=${encodeURIComponent(value)}`, 'query/page']);
      cases.push(['per_page=101', 'query/per_page'], ['per_page=0', 'query/per_page'], ['page=1&page=2', 'query/page']);
      cases.push(
        ['cursor=x', 'query/cursor'],
        ['cursor=..', 'query/cursor'],
        [`cursor=${'x'.repeat(5000)}`, 'query/cursor'],
      );
      for (const sort of ['name;select pg_sleep(5)--', '(select 1)', 'asc,1', '', '--name', 'id'])
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
      const answer = await test.request(sam, method, `${addressOf(path)}?${search}`, body && {});
      expect(fails(answer), search.slice(0, 80)).toEqual([400, 'validation_error', named]);
    }
  });

  it('text filters take wildcards and quotes for themselves', async () => {
    const properties =
      (query as { properties?: Record<string, { type?: string; enum?: unknown }> } | undefined)?.properties ?? {};
    for (const name of Object.keys(properties)) {
      if (!['q', 'tag', 'module', 'core', 'project', 'source', 'below', 'above', 'version'].includes(name)) continue;
      for (const value of ["'", '"', '\\', '%', '_', '$1', '$$', '\ud83d\ude00', '{}', ';--', '(', '\u202e']) {
        const answer = await test.request(sam, method, `${addressOf(path)}?${name}=${encodeURIComponent(value)}`);
        // An object that is missing stays missing, whatever is asked of it; a version has a form.
        if (['below', 'above'].includes(name)) expect([400, 404], value).toContain(answer.status);
        else expect(answer.status, value).toBe(path.includes('{') ? 404 : 200);
        if (answer.status === 200) expect(answer.data.rows ?? answer.data.breaches ?? answer.data, value).toEqual([]);
      }
    }
  });

  it('a body that is no JSON object of this shape is refused', async () => {
    if (body === undefined) return;
    const url = path === `${api}/reports` ? path : addressOf(path, test.cast.site.uuid);
    const actor = path === `${api}/reports` ? siteKey : sam;
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
      expect(fails(answer), String(text).slice(0, 60)).toEqual([400, 'malformed_json', at]);
      expect(answer.body.message).not.toContain('"a"');
    }
    for (const text of ['null', '[]', '1', '"text"', 'true', '1e400', '[{}]', '-0']) {
      const answer = await test.request(actor, method, url, text);
      expect([400, 422], text).toContain(answer.status);
      expect(answer.body.details[0].path, text).toBe('');
    }
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('every field of a body is held to its type, and no other is taken', async () => {
    const properties = (body as { properties?: Record<string, unknown> } | undefined)?.properties;
    if (body === undefined || properties === undefined) return;
    const isReport = path.endsWith('/modules') || path === `${api}/reports`;
    const url = path === `${api}/reports` ? path : addressOf(path, test.cast.site.uuid);
    const actor = path === `${api}/reports` ? siteKey : sam;
    const rest = isReport ? { extensions: [] } : {};
    for (const name of Object.keys(properties)) {
      for (const value of [{ x: { y: 1 } }, [[1]], 1e308, '\u0007'.repeat(5000), true, -1.5]) {
        const answer = await test.request(actor, method, url, { ...rest, [name]: value });
        // It fits; whether the rest is there, and whose it is, is another matter.
        if (['is_active', 'cookie'].includes(name) && value === true) {
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

  it('content types and encodings that are not meant for it are refused', async () => {
    if (body === undefined) return;
    const url = addressOf(path, test.cast.site.uuid);
    const send = (headers: Record<string, string>, payload: string | Buffer = '{}') =>
      test.request({ ...(path === `${api}/reports` ? siteKey : sam), ...headers }, method, url, payload);
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
      expect(['unsupported_media_type', 'malformed_json'], type).toContain(
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

describe('limits of a body', () => {
  it('one MiB on the wire is taken, one byte more is not', async () => {
    const pad = (length: number) => `{"extensions":[],"x":"${'a'.repeat(length - 24)}"}`;
    expect(Buffer.byteLength(pad(1024 * 1024))).toBe(1024 * 1024);
    expect((await test.request(siteKey, 'POST', reports, pad(1024 * 1024))).status).toBe(202);
    expect((await test.request(siteKey, 'POST', reports, pad(1024 * 1024 + 1))).error).toBe('too_large');
  });

  it('eight MiB inflated are taken, more is not, and a bomb costs no memory', async () => {
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

  it('eight levels are taken, nine are not', async () => {
    const nested = (levels: number) => `{"extensions":[],"x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect((await test.request(siteKey, 'POST', reports, nested(8))).status).toBe(202);
    const refused = await test.request(siteKey, 'POST', reports, nested(9));
    expect([refused.error, refused.body.details[0].code]).toEqual(['malformed_json', 'too_deep']);
  });
});

describe('headers', () => {
  const me = `${api}/auth/me`;
  it.each([
    ['two credentials', { 'x-api-key': 'pl_site_other' }, 'ambiguous_credentials', 400],
    ['another version', { 'x-api-version': '2' }, 'unsupported_api_version', 400],
    ['an empty version', { 'x-api-version': '' }, 'unsupported_api_version', 400],
    ['Basic', { authorization: 'Basic YTpi' }, 'unauthenticated', 401],
    ['a bearer of nothing', { authorization: 'Bearer ' }, 'unauthenticated', 401],
    ['two words', { authorization: 'Bearer a b' }, 'unauthenticated', 401],
    ['no token at all', { authorization: 'Bearer ....' }, 'unauthenticated', 401],
    [
      'a token without signature',
      { authorization: `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.` },
      'unauthenticated',
      401,
    ],
    ['a key with a wrong checksum', { authorization: `Bearer pl_site_${'a'.repeat(36)}` }, 'invalid_key', 401],
    ['a long key', { authorization: `Bearer pl_site_${'a'.repeat(5000)}` }, 'invalid_key', 401],
  ])('%s', async (_name, headers, error, status) => {
    const answer = await test.request({ ...siteKey, ...headers }, 'GET', me);
    expect([answer.error, answer.status]).toEqual([error, status]);
  });

  it('the same key in both headers is one credential', async () => {
    expect((await test.request({ ...siteKey, 'x-api-key': test.cast.site.key }, 'GET', me)).status).toBe(200);
  });

  it('a credential in the address is none', async () => {
    for (const name of ['access_token', 'api_key', 'token']) {
      expect((await test.request({}, 'GET', `${me}?${name}=${test.cast.site.key}`)).status).toBe(401);
    }
    expect(test.logged.join('\n')).not.toContain(test.cast.site.key);
  });

  it('a request id is kept when it is plain, and replaced when it is not', async () => {
    expect((await test.request({ ...sam, 'x-request-id': 'A.b_c-9' }, 'GET', me)).headers['x-request-id']).toBe(
      'A.b_c-9',
    );
    for (const odd of ['', 'a b', 'x'.repeat(65), 'ä', '<script>', "'; drop table", '\u001b[31m']) {
      const response = await test.app.http.inject({ url: me, headers: { ...sam, 'x-request-id': odd } });
      expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('stand on every answer', async () => {
    for (const url of [me, `${api}/nothing`, `${api}/sites/%ff`, `${api}/sites/${'x'.repeat(300)}`, '/livez', '/'])
      expect((await test.app.http.inject({ url })).headers, url).toMatchObject({
        'x-api-version': '1',
        'x-request-id': expect.any(String),
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      });
    expect((await test.request(sam, 'GET', me)).headers['cache-control']).toBe('no-store');
  });

  it('links keep the configured address whatever the request says of the host', async () => {
    const answer = await test.request(
      { ...sam, host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'ftp' },
      'GET',
      `${api}/sites?per_page=1`,
    );
    expect(answer.text).not.toContain('evil');
    expect(answer.body.links.next).toMatch(/^https:\/\/patchlight\.example\/api\/v1\/sites\?per_page=1&page=2&cursor=/);
  });
});

describe('addresses and methods', () => {
  it.each([
    '//api/v1/sites',
    `${api}/sites/`,
    `${api}//sites`,
    `${api}/SITES`,
    `${api}/sites;x`,
    '/api/v2/sites',
    `${api}/x?x=/auth/login`,
    '/api',
    '/.env',
  ])('%s leads nowhere', async (url) => {
    for (const actor of [{}, sam]) expect([400, 401, 404]).toContain((await test.request(actor, 'GET', url)).status);
  });

  it('a method that an address does not take is a 405 that names the others', async () => {
    const cases = [
      ['PATCH', `${api}/sites`, 'GET, POST'],
      ['DELETE', `${api}/sites`, 'GET, POST'],
      ['PATCH', `${api}/sites/${missing}`, 'GET, PUT, DELETE'],
      ['PUT', `${api}/auth/login`, 'POST'],
      ['OPTIONS', `${api}/sites/${missing}/modules`, 'GET, POST'],
      ['GET', `${api}/setup`, 'POST'],
      ['TRACE', `${api}/auth/me`, 'GET'],
      ['POST', '/livez', 'GET'],
    ] as const;
    for (const [method, url, allow] of cases) {
      const answer = await test.request(sam, method, url);
      expect([answer.status, answer.headers.allow], `${method} ${url}`).toEqual([405, allow]);
    }
  });

  it('an overriding header changes no method', async () => {
    const answer = await test.request(
      { ...sam, 'x-http-method-override': 'DELETE' },
      'GET',
      `${api}/sites/${test.cast.second.uuid}`,
    );
    expect(answer.status).toBe(200);
  });
});

describe('over a socket', () => {
  let port = 0;
  beforeAll(async () => {
    await test.app.http.listen({ host: '127.0.0.1', port: 0 });
    const address = test.app.http.server.address();
    port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  });
  afterAll(() => test.app.http.server.close());

  /** Sends bytes as they are and reads what comes until the server closes. */
  function exchange(text: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      let received = '';
      socket.on('data', (chunk) => (received += String(chunk)));
      socket.on('error', reject);
      socket.on('close', () => {
        const [head = '', body = ''] = received.split('\r\n\r\n');
        const [first = '', ...lines] = head.split('\r\n');
        const headers = Object.fromEntries(
          lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
        );
        resolve(answerOf(Number(first.split(' ')[1]), headers, body));
      });
    });
  }
  const get = (path: string, ...headers: string[]) =>
    exchange([`GET ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n'));
  const bearer = () => `Authorization: ${String(siteKey.authorization)}`;

  it('the same header twice is ambiguous', async () => {
    const key = `X-API-Key: ${test.cast.site.key}`;
    for (const headers of [
      [bearer(), bearer()],
      [bearer(), 'Authorization: Bearer other'],
      [key, key],
    ]) {
      const answer = await get(`${api}/auth/me`, ...headers);
      checkAnswer('GET', `${api}/auth/me`, answer);
      expect(answer.error).toBe('ambiguous_credentials');
    }
  });

  it('a request that names a host before its path is answered with the configured links', async () => {
    const answer = await get(
      `http://evil.example${api}/sites?per_page=1`,
      `Authorization: ${String(sam.authorization)}`,
    );
    expect([200, 404]).toContain(answer.status);
    expect(answer.text).not.toContain('evil');
    checkAnswer('GET', `${api}/sites`, answer);
  });

  it('steps in a path are not taken', async () => {
    for (const path of [
      `${api}/sites/../organizations`,
      `${api}/sites/%2e%2e/organizations`,
      `${api}/sites/%2e%2e/users`,
      `${api}/./sites`,
      '/../api/v1/sites',
    ])
      expect((await get(path, `Authorization: ${String(sam.authorization)}`)).status, path).toBe(404);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['two lengths', `POST ${api}/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    [
      'a length and chunks',
      `POST ${api}/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a folded header', `GET ${api}/sites HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n`],
    ['a NUL in a header', `GET ${api}/sites HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n`],
    ['a long header', `GET ${api}/sites HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`],
    ['an unknown method', `FOO ${api}/sites HTTP/1.1\r\nHost: x\r\n\r\n`],
  ])('%s is answered with the usual body', async (_name, text) => {
    const answer = await exchange(text);
    expect([answer.status, answer.error]).toEqual([400, 'validation_error']);
    checkAnswer('POST', '/', { ...answer, headers: { ...answer.headers, 'x-request-id': answer.body.request_id } });
  });
});

it('nothing of it was an error of the server', () => {
  expect(test.logged.filter((line) => line.includes('"level":50') || line.includes('"level":"error"'))).toEqual([]);
});
