import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ContractServer, contractServer, type Routes } from '../../test/contract-server.ts';
import { run } from '../../test/run.ts';

const site = { id: 's', name: 'Shop', url: 'https://shop.example.org' };
const update = {
  organization: { id: 'o', name: 'Acme' },
  site,
  module: { id: 'm', name: 'webform', title: null, drupal_link: null },
  version: '6.2.1',
  status: 'security',
  recommended: '6.3.0',
  fix: { action: 'update', version: '6.2.3' },
  days_exposed: 9,
  security_updates: ['6.2.3'],
  advisories: [{ id: 'SA-CONTRIB-2026-098', fixed_in: ['6.2.3'] }],
  risk: 16,
};
const nothing = { count: 0, p50_hours: null, p90_hours: null, max_hours: null, by_days: [0, 0, 0, 0, 0, 0] };
const patchRuns = {
  from: '2026-08-01T00:00:00Z',
  to: '2026-09-01T00:00:00Z',
  timezone: 'UTC',
  closed: true,
  late_reports: 2,
  buckets: [
    { start: '2026-08-01T00:00:00Z', end: '2026-09-01T00:00:00Z', runs: 3, updates: 9, security_updates: 4, sites: 2 },
  ],
  lag: {
    security: { count: 4, p50_hours: 14.25, p90_hours: 134, max_hours: 134, by_days: [2, 1, 1, 0, 0, 0] },
    other: nothing,
  },
  open_exposures: { count: 1, oldest_hours: 150 },
  breaches: [
    { site, project: 'token', advisory: null, release: '2.0.1', hours: 150, target_hours: 72, open: true },
    {
      site,
      project: 'webform',
      advisory: 'SA-CONTRIB-2026-098',
      release: null,
      hours: 134,
      target_hours: 72,
      open: false,
    },
  ],
  breach_count: 2,
};
const runway = {
  core: [
    {
      branch: '10.6',
      sites: 3,
      supported: true,
      security_coverage: { state: 'ending', ends_on: '2026-12-09', ends_with: null, update_to: '10.7' },
    },
    {
      branch: null,
      sites: 1,
      supported: null,
      security_coverage: { state: 'unknown', ends_on: null, ends_with: null, update_to: null },
    },
  ],
  php: [{ branch: '8.2', sites: 4, state: 'security', active_until: '2024-12-31', ends_on: '2026-12-31' }],
  as_of: '2026-08-21T06:00:00Z',
};
const routes: Routes = {
  'GET /api/v1/runway': ({ url }) => ({
    data: url.searchParams.get('tag') === 'none' ? { core: [], php: [], as_of: null } : runway,
  }),
  'GET /api/v1/reports/module-updates': () => ({ data: { summary: {}, rows: [update] }, total: 1 }),
  'GET /api/v1/reports/patch-run': () => ({ data: patchRuns }),
};

let server: ContractServer;
beforeEach(async () => {
  server = await contractServer(routes);
});
afterEach(() => server.close());
const go = (...words: string[]) => run([...words, '--url', server.url], { env: { PATCHLIGHT_API_KEY: 'pl_org_a' } });

it('lists what asks for an update, with the nearest safe version', async () => {
  const { code, out } = await go('reports', 'module-updates', '--status', 'security', '--tag', 'shop');
  expect(code).toBe(0);
  expect(out).toMatch(/security +Shop +webform +6\.2\.1 +6\.2\.3 +16\/25 +9 +SA-CONTRIB-2026-098/);
  expect(server.received[0]?.url.search).toBe('?per_page=100&status=security&tag=shop');
  const json = JSON.parse((await go('reports', 'module-updates', '--format', 'json')).out);
  expect(json).toMatchObject({ total: 1, data: [{ module: { name: 'webform' } }] });
});

it('tells what was applied how soon, and which targets were missed', async () => {
  const { code, out } = await go('reports', 'patch-run', '--period', 'monthly', '--from', '2026-08-01');
  expect(code).toBe(0);
  expect(server.received[0]?.url.search).toBe('?period=monthly&from=2026-08-01');
  expect(out).toMatch(/security updates +4; half within 14\.3 h, 90% within 5\.6 d, all within 5\.6 d/);
  expect(out).toMatch(/other updates +none/);
  expect(out).toMatch(/still exposed +1, the oldest for 6\.3 d/);
  expect(out).toMatch(/closed +yes, 2 reports came later/);
  expect(out).toMatch(/2026-08-01T00:00:00Z +3 +9 +4 +2/);
  expect(out).toMatch(/Shop +token +2\.0\.1 +6\.3 d, open +3 d/);
  expect(JSON.parse((await go('reports', 'patch-run', '--format', 'json')).out)).toMatchObject({ breach_count: 2 });
});

it('tells until when core and PHP are looked after', async () => {
  const { code, out } = await go('runway', '--tag', 'shop');
  expect(code).toBe(0);
  expect(server.received[0]?.url.search).toBe('?tag=shop');
  expect(out).toMatch(/10\.6 +3 +ending +2026-12-09 +10\.7 +yes/);
  expect(out).toMatch(/not known +1 +unknown/);
  expect(out).toMatch(/8\.2 +4 +security +2024-12-31 +2026-12-31/);
  expect(JSON.parse((await go('runway', '--format', 'json')).out)).toEqual(runway);
  const { err } = await go('runway', '--tag', 'none');
  expect(err).toContain('No site fits.');
  expect(err).toContain('only announced ends are shown');
});
