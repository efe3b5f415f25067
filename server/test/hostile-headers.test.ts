import { v7 as newId } from 'uuid';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Headers, useApp } from './app.ts';
import { leavesNothingBehind } from './harmless.ts';

const test = useApp();
const api = '/api/v1';
const missing = newId();
let sam: Headers;
let siteKey: Headers;

leavesNothingBehind(test);
beforeAll(() => {
  sam = test.as(test.cast.sam);
  siteKey = test.as(test.cast.site.key);
});

describe('headers', () => {
  const me = `${api}/auth/me`;
  it.each([
    ['two credentials (K-05)', { 'x-api-key': 'pl_site_other' }, 'ambiguous_credentials', 400],
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

  it('K-05: a person and a key do not add up', async () => {
    const both = { ...test.as(test.cast.vic), 'x-api-key': test.cast.site.key };
    for (const [method, url, body] of [
      ['GET', me, undefined],
      ['POST', `${api}/reports`, { extensions: [] }],
    ] as const) {
      const answer = await test.request(both, method, url, body);
      expect([answer.status, answer.error]).toEqual([400, 'ambiguous_credentials']);
    }
  });

  it('the same key in both headers is one credential', async () => {
    expect((await test.request({ ...siteKey, 'x-api-key': test.cast.site.key }, 'GET', me)).status).toBe(200);
  });

  it('J-14: a credential in the address is none', async () => {
    for (const name of ['access_token', 'api_key', 'token']) {
      expect((await test.request({}, 'GET', `${me}?${name}=${test.cast.site.key}`)).status).toBe(401);
    }
    expect(test.logged.join('\n')).not.toContain(test.cast.site.key);
  });

  it('I-17: a request id is kept when it is plain, and replaced when it is not', async () => {
    expect((await test.request({ ...sam, 'x-request-id': 'A.b_c-9' }, 'GET', me)).headers['x-request-id']).toBe(
      'A.b_c-9',
    );
    for (const odd of [
      '',
      'a b',
      'x'.repeat(65),
      'x'.repeat(10_000),
      'a\nb',
      'ä',
      '<script>',
      "'; drop table",
      '\u001b[31m',
    ]) {
      const response = await test.app.http.inject({ url: me, headers: { ...sam, 'x-request-id': odd } });
      expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('H-03: stand on every answer', async () => {
    for (const url of [me, `${api}/nothing`, `${api}/sites/%ff`, `${api}/sites/${'x'.repeat(300)}`, '/livez', '/'])
      expect((await test.app.http.inject({ url })).headers, url).toMatchObject({
        'x-api-version': '1',
        'x-request-id': expect.any(String),
        'x-content-type-options': 'nosniff',
        'strict-transport-security': 'max-age=31536000',
        // What is not named in it falls back to `none`, objects and scripts too.
        'content-security-policy': expect.stringMatching(
          /^default-src 'none';.*frame-ancestors 'none'; base-uri 'none'/,
        ),
      });
  });

  it('H-05: what was told to somebody is kept by nobody, under whatever name', async () => {
    for (const url of [me, `${api}/sites`, `${api}/sites?format=csv`, `${api}/sites/${test.cast.site.uuid}`, '/'])
      expect((await test.app.http.inject({ url, headers: { ...sam } })).headers['cache-control'], url).toBe('no-store');
    for (const url of [`${api}/sites/x.css`, `${api}/auth/me/x.js`, `${api}/sites/${test.cast.site.uuid}.json`])
      expect([400, 404], url).toContain((await test.request(sam, 'GET', url)).status);
  });

  it('H-04: no other site reads an answer', async () => {
    for (const origin of ['https://evil.example', 'null', 'https://patchlight.example.evil.example'])
      for (const method of ['GET', 'OPTIONS'] as const) {
        const asked = { ...sam, origin, 'access-control-request-method': 'GET' };
        const { headers } = await test.app.http.inject({ method, url: me, headers: asked });
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
  });

  it('H-07: nothing tells what runs here, and what is for operators is not on this port', async () => {
    const { headers } = await test.app.http.inject({ url: me, headers: { ...sam } });
    expect([headers.server, headers['x-powered-by']]).toEqual([undefined, undefined]);
    for (const url of ['/metrics', '/debug', '/debug/pprof', '/status', '/.git/config', '/package.json'])
      expect([401, 404], url).toContain((await test.request({}, 'GET', url)).status);
  });

  it('H-06: links keep the configured address whatever the request says of the host', async () => {
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
  // A caller without a credential is told of a path what everybody is told of it, whatever trick it plays.
  it.each([
    '//api/v1/sites',
    `${api}/sites/`,
    `${api}//sites`,
    `${api}/SITES`,
    `${api}/sites;x`,
    '/api/v2/sites',
    `${api}/x?x=/auth/login`,
    `${api}/sites?x=/auth/login`,
    `${api}/auth/login/../sites`,
    `${api}/sites%2f`,
    `${api}/%73ites%00`,
    `${api}\\sites`,
    `${api}/sites#/auth/login`,
    `${api}/./sites`,
    '/api',
    '/.env',
  ])('R-08: %s leads nowhere without a credential', async (url) => {
    const answer = await test.request({}, 'GET', url);
    expect([400, 401, 404]).toContain(answer.status);
    expect(answer.text).not.toContain('"data"');
  });

  it('H-02: a method that an address does not take is a 405 that names the others', async () => {
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
      expect(answer.data).toBeUndefined();
    }
  });

  it('R-08: an overriding header changes no method and no path', async () => {
    const answer = await test.request(
      { ...sam, 'x-http-method-override': 'DELETE' },
      'GET',
      `${api}/sites/${test.cast.second.uuid}`,
    );
    expect(answer.status).toBe(200);
    const elsewhere = { 'x-original-url': `${api}/auth/login`, 'x-rewrite-url': `${api}/auth/login` };
    expect((await test.request(elsewhere, 'GET', `${api}/sites`)).status).toBe(401);
  });
});
