import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContractServer, contractServer, type Routes } from '../../test/contract-server.ts';
import { blogId, shopId, site } from '../../test/fleet.ts';
import { run } from '../../test/run.ts';

const blog = site({ id: blogId, name: '=Blog', url: 'https://blog.example.org', status: 'current', reported_at: null });
const moduleSite = {
  site: { id: shopId, name: 'Shop', url: 'https://shop.example.org' },
  organization: { id: 'o', name: 'Acme' },
  version: '6.2.1',
  status: 'security',
  running_since: '2026-02-03T00:00:00Z',
};
const advisory = {
  id: 'SA-CONTRIB-2026-098',
  title: 'Access bypass',
  link: null,
  aliases: [],
  risk: 16,
  level: 'critical',
  published_at: '2026-08-12T17:00:00Z',
  modified_at: null,
  withdrawn_at: null,
  projects: [
    {
      module: { id: 'm', name: 'webform', title: null, drupal_link: null },
      affected_versions: '<6.2.3',
      fixed_in: ['6.2.3'],
    },
  ],
  sites: { exposed: 101, possible: 0, fixed: 1 },
};
const advisorySite = {
  ...{ site: moduleSite.site, organization: moduleSite.organization, module: 'webform', state: 'exposed' },
  ...{ version: '6.2.1', exposed_since: '2026-08-12T17:00:00Z', fixed_at: null, fixed_with: null, hours: null },
};
const fixedSite = {
  ...{ ...advisorySite, state: 'fixed', exposed_since: null },
  ...{ fixed_at: '2026-08-14T09:00:00Z', fixed_with: null, hours: 40 },
};
const routes: Routes = {
  'GET /api/v1/sites': ({ url }) =>
    url.searchParams.get('cursor') === null
      ? {
          data: [site()],
          total: 2,
          next: '/api/v1/sites?cursor=2',
          headers: { deprecation: '@1760000000', sunset: 'Sun, 01 Nov 2026 00:00:00 GMT' },
        }
      : { data: [blog], total: 2 },
  [`GET /api/v1/sites/${shopId}`]: () => ({ data: site() }),
  'POST /api/v1/sites': () => ({ status: 201, data: { site: site(), api_key: 'pl_site_once' } }),
  [`PUT /api/v1/sites/${shopId}`]: () => ({ data: site() }),
  [`DELETE /api/v1/sites/${shopId}`]: () => ({ data: null }),
  'GET /api/v1/modules/webform/sites': () => ({ data: [moduleSite] }),
  'GET /api/v1/advisories': () => ({ data: [advisory] }),
  'GET /api/v1/advisories/SA-CONTRIB-2026-098': () => ({
    data: {
      ...advisory,
      risk_vector: 'AC:None/A:None/CI:Some/II:Some/E:Theoretical/TD:Uncommon',
      details: null,
      exposed_sites: [advisorySite],
      possible_sites: [],
      fixed_sites: [fixedSite],
    },
  }),
  'GET /api/v1/organizations': () => ({ data: [{ id: 'o', name: 'Acme' }] }),
  'GET /api/v1/unmatched-modules': () => ({
    data: [
      {
        name: 'acme_shop',
        organization: { id: 'o', name: 'Acme' },
        organizations: 1,
        type: 'module',
        versions: ['1.4'],
        sites: 12,
        first_seen_at: '2026-04-08T07:00:00Z',
        reason: 'not_on_drupal_org',
        decision: null,
      },
    ],
  }),
  'PUT /api/v1/module-identities/acme_shop': ({ body }) => ({
    data: { name: 'acme_shop', organization: { name: 'Acme' }, project: null, decided_at: 'x', ...Object(body) },
  }),
  'DELETE /api/v1/module-identities/acme_shop': () => ({ data: null }),
  'GET /api/v1/advisories/SA-CONTRIB-2026-098/sites': () => ({ data: [fixedSite] }),
  'GET /api/v1/modules': () => ({
    status: 400,
    error: {
      code: 'validation_error',
      message: 'The request is not valid.',
      details: [{ path: 'query/q', code: 'too_long', message: 'At most 128 characters.' }],
    },
  }),
};

let server: ContractServer;
beforeEach(async () => {
  server = await contractServer(routes);
});
afterEach(() => server.close());
const go = (...words: string[]) => run([...words, '--url', server.url], { env: { PATCHLIGHT_API_KEY: 'pl_org_a' } });

describe('sites', () => {
  it('walks the pages of a list, links of a proxy included, and says a deprecation once', async () => {
    const { code, out, err } = await go('sites', 'list', '--query', 'tag=prod&sort=-risk', '--status', 'security');
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.split(/ {2,}/)[0])).toEqual(['STATUS', 'security', 'current', '']);
    expect(server.received[0]?.url.search).toBe('?per_page=100&tag=prod&sort=-risk&status=security');
    expect(err.match(/deprecated/g)).toHaveLength(1);
  });

  it('stops at --limit and says so', async () => {
    const { out, err } = await go('sites', 'list', '--limit', '1', '--format', 'ndjson');
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('1 of 2 shown');
    expect(server.received).toHaveLength(1);
  });

  it('prints JSON with everything, and CSV that no spreadsheet runs', async () => {
    expect(JSON.parse((await go('sites', 'list', '--format', 'json')).out)).toMatchObject({
      schema: 'patchlight.list/1',
      total: 2,
      data: [{ id: shopId }, { id: blogId }],
    });
    expect((await go('sites', 'list', '--format', 'csv')).out).toContain("current,'=Blog,https://blog.example.org,");
  });

  it('refuses a filter that does not exist without asking the server', async () => {
    const { code, err } = await go('sites', 'list', '--query', 'colour=red');
    expect(code).toBe(5);
    expect(err).toContain('the filters are page');
    expect(server.received).toEqual([]);
  });

  it('shows, adds and edits', async () => {
    expect((await go('sites', 'show', 'shop.example.org')).out).toMatch(
      /reported +2026-08-21T09:00:00Z \(3 h ago, fresh\)/,
    );
    const added = await go(
      'sites',
      'add',
      'https://shop.example.org',
      '--name',
      'Shop',
      '--tag',
      'a',
      '--tag',
      'b',
      '--env',
      'staging',
    );
    expect(added.out).toMatch(/api key +pl_site_once/);
    expect(server.received.at(-1)?.body).toEqual({
      url: 'https://shop.example.org',
      name: 'Shop',
      environment: 'staging',
      tags: ['a', 'b'],
    });
    await go('sites', 'edit', shopId, '--site-url', 'https://new.example.org');
    expect(server.received.at(-1)?.body).toEqual({ url: 'https://new.example.org' });
    expect((await go('sites', 'edit', shopId)).code).toBe(5);
  });

  it('deletes only when told, without a terminal', async () => {
    expect((await go('sites', 'rm', shopId)).code).toBe(5);
    expect(server.received.some(({ method }) => method === 'DELETE')).toBe(false);
    expect((await go('sites', 'rm', shopId, '--yes')).code).toBe(0);
  });
});

describe('modules and advisories', () => {
  it('says who runs a version', async () => {
    const { out } = await go('modules', 'who', 'webform', '--below', '6.2.3');
    expect(out).toContain('security  6.2.1    Shop  https://shop.example.org  2026-02-03');
    expect(server.received[0]?.url.search).toBe('?per_page=100&below=6.2.3');
    await go('modules', 'who', 'webform', '--above', '6.1.0', '--below', '6.2.3', '--tag', 'prod');
    expect(server.received[1]?.url.search).toBe('?per_page=100&below=6.2.3&above=6.1.0&tag=prod');
    expect((await go('modules', 'who', 'webform', '--version', '6.2.1')).code).toBe(0);
    expect((await go('modules', 'who', 'webform', '--version', '6.2.1', '--below', '7')).code).toBe(5);
  });

  it('lists names that drupal.org does not know', async () => {
    const { out } = await go('modules', 'unmatched', '--query', 'decided=false');
    expect(out.split('\n')[1]).toMatch(/^acme_shop +Acme +12 +1\.4 +2026-04-08 +not on drupal org$/);
  });

  it('says what such a name is, and takes it back', async () => {
    expect((await go('modules', 'identify', 'acme_shop', '--project', 'webform')).out).toMatch(/is +webform/);
    expect(server.received.at(-1)?.body).toEqual({ organization_id: 'o', decision: 'project', project: 'webform' });
    await go('modules', 'identify', 'acme_shop', '--custom', '--organization', 'acme');
    expect(server.received.at(-1)?.body).toEqual({ organization_id: 'o', decision: 'custom' });
    expect((await go('modules', 'identify', 'acme_shop', '--forget')).err).toContain('what the reports say');
    expect(server.received.at(-1)).toMatchObject({ method: 'DELETE', url: { search: '?organization_id=o' } });
    expect((await go('modules', 'identify', 'acme_shop')).code).toBe(5);
    expect((await go('modules', 'identify', 'acme_shop', '--custom', '--forget')).code).toBe(5);
  });

  it('lists advisories, and hands on what narrows them', async () => {
    const line = '2026-08-12  SA-CONTRIB-2026-098  16/25      101      1  webform';
    expect((await go('advisories', 'list', '--state', 'exposed')).out).toContain(line);
    const filters = ['--level', 'critical', '--tag', 'prod', '--min-risk', '15', '--project', 'webform'];
    expect((await go('advisories', 'list', ...filters, '--since', '2d')).out).toContain(line);
    expect(Object.fromEntries(server.received.at(-1)?.url.searchParams ?? [])).toEqual({
      per_page: '100',
      level: 'critical',
      project: 'webform',
      tag: 'prod',
      min_risk: '15',
      published_from: '2026-08-19T12:00:00.000Z',
    });
    await go('advisories', 'list', '--since', '2026-08-01');
    expect(server.received.at(-1)?.url.searchParams.get('published_from')).toBe('2026-08-01T00:00:00.000Z');
  });

  it('shows an advisory with exposed and fixed sites, and says where there are more', async () => {
    const { out, err } = await go('advisories', 'show', 'SA-CONTRIB-2026-098');
    expect(out).toContain('Shop  https://shop.example.org  webform  6.2.1    2026-08-12');
    expect(out).toContain('Shop  https://shop.example.org  webform  6.2.1    2026-08-14  removed     40');
    expect(out).toContain('16/25 critical');
    expect(err).toContain('1 of 101 exposed sites shown');
    const file = await go('advisories', 'sites', 'SA-CONTRIB-2026-098', '--state', 'fixed', '--format', 'csv');
    expect(file.out).toBe(
      'site,url,project,version,fixed_at,fixed_with,hours\r\n' +
        'Shop,https://shop.example.org,webform,6.2.1,2026-08-14T09:00:00Z,,40\r\n',
    );
    expect(server.received.at(-1)?.url.search).toBe('?per_page=100&state=fixed');
  });

  it('says what, why, where and the request id of a refusal', async () => {
    const { code, err } = await go('modules', 'list');
    expect(code).toBe(5);
    expect(err).toBe(
      'error: The request is not valid.\n  why: the server answered 400 validation_error\n' +
        '  - query/q: At most 128 characters.\n  request id: req-7\n',
    );
    expect((await go('modules', 'show', 'nothing')).code).toBe(3);
  });
});
