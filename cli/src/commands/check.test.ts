import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ContractServer, contractServer, type Routes } from '../../test/contract-server.ts';
import { blogId, fixTo, shopId, site, siteModule, toRemove } from '../../test/fleet.ts';
import { emptyFolder, run, type Surroundings } from '../../test/run.ts';

let server: ContractServer | undefined;
afterEach(() => server?.close());

const hushed = { mute_id: shopId, reason: 'It is switched off.', ends_at: null, until_newer_release: true };
const shop = `GET /api/v1/sites/${shopId}`;
const quiet = { status: 'current', counts: { ...site().counts, security: 0 } } as const;
const fleet: Routes = {
  [shop]: () => ({ data: site() }),
  [`${shop}/modules`]: () => ({
    data: [
      siteModule('externalauth'),
      siteModule('slick', {
        status: 'unsupported',
        core_status: 'not_supported',
        advisories: [],
        risk: null,
        recommended: null,
        security_updates: [],
        fix: toRemove,
      }),
      siteModule('stuck', { status: 'unsupported', advisories: [], risk: null, fix: { ...toRemove, action: 'wait' } }),
      siteModule('ahead', {
        status: 'unsupported',
        advisories: [],
        risk: null,
        fix: { ...fixTo('3.0.0'), same_branch: false, fits_core: false },
      }),
      siteModule('hushed', { muted: hushed }),
      siteModule('acme', { custom: true, status: null, core_status: null }),
    ],
  }),
};

async function check(routes: Routes, words: string[], around: Surroundings = {}) {
  server = await contractServer(routes);
  return run(['check', '--url', server.url, ...words], {
    ...around,
    env: { PATCHLIGHT_API_KEY: 'pl_org_a', ...around.env },
  });
}

describe('check on a server', () => {
  it('fails with the verdict first, then the table, then the line to copy', async () => {
    const { code, out } = await check(fleet, ['--site', shopId]);
    expect(code).toBe(1);
    expect(out).toBe(
      'FAIL 1 security update (exit 1)\n\n' +
        'PROJECT       INSTALLED  FIX      RISK  AGE  ADVISORIES\n' +
        'externalauth  2.0.11     2.0.13  16/25  8 d  SA-CONTRIB-2026-098\n\n' +
        "composer require 'drupal/externalauth:^2.0.13' --with-all-dependencies\n",
    );
  });

  it('counts worse states with --fail-on and says what no update repairs', async () => {
    const { out } = await check(fleet, ['--site', shopId, '--fail-on', 'unsupported']);
    expect(out).toContain('FAIL 1 security update, 3 unsupported projects (exit 1)');
    expect(out).toContain('No release is safe, to be removed: slick.');
    expect(out).toContain('No fix to install for stuck.');
    expect(out).toContain('The fix needs another core than the site runs: ahead.');
    expect(out).toContain("'drupal/externalauth:^2.0.13' 'drupal/ahead:^3.0.0'");
  });

  it.each([
    [['--soft-fail'], 0],
    [['--min-risk', '16'], 1],
    [['--min-risk', '17'], 0],
    [['--min-risk', '15', '--fail-on', 'unsupported'], 1],
  ])('ends %j with %i', async (words, code) => {
    expect((await check(fleet, ['--site', shopId, ...words])).code).toBe(code);
  });

  it('treats an unknown risk as 15', async () => {
    const rows = [siteModule('a', { risk: null })];
    const routes = { ...fleet, [`${shop}/modules`]: () => ({ data: rows }) };
    expect((await check(routes, ['--site', shopId, '--min-risk', '15'])).code).toBe(1);
    await server?.close();
    expect((await check(routes, ['--site', shopId, '--min-risk', '16'])).code).toBe(0);
  });

  it('counts muted projects only when asked', async () => {
    const { out } = await check(fleet, ['--site', shopId, '--include-muted']);
    expect(out).toContain('FAIL 2 security updates');
  });

  it('passes and still says what is unknown', async () => {
    const counts = { ...site().counts, security: 0, unknown: 3 };
    const { code, out } = await check({ [shop]: () => ({ data: site({ status: 'unknown', counts }) }) }, [
      '--site',
      shopId,
    ]);
    expect(code).toBe(0);
    expect(out).toBe('PASS no security updates in 11 projects, 3 unknown (exit 0)\n');
    expect(server?.received.map(({ url }) => url.pathname)).toEqual([`/api/v1/sites/${shopId}`]);
  });

  it('never passes a site that has not reported', async () => {
    const never = site({ status: 'unknown', freshness: 'never', reported_at: null });
    const { code, out } = await check({ [shop]: () => ({ data: never }) }, ['--site', shopId]);
    expect(code).toBe(3);
    expect(out).toContain('NOTHING 1 site without usable data (exit 3)');
  });

  it('ends with 2 when the data is older than --max-age, and with 1 when old data holds a finding', async () => {
    const old = { reported_at: '2026-08-19T00:00:00Z' };
    expect(
      (await check({ [shop]: () => ({ data: site({ ...quiet, ...old }) }) }, ['--site', shopId, '--max-age', '26h']))
        .code,
    ).toBe(2);
    await server?.close();
    expect(
      (await check({ ...fleet, [shop]: () => ({ data: site(old) }) }, ['--site', shopId, '--max-age', '26h'])).code,
    ).toBe(1);
  });

  it('walks the pages of a tag and ends with 6 when a part could not be judged', async () => {
    const never = site({ id: blogId, name: 'Blog', status: 'unknown', reported_at: null });
    const routes: Routes = {
      'GET /api/v1/sites': ({ url }) =>
        url.searchParams.get('cursor') === null
          ? { data: [site(quiet)], total: 2, next: '/api/v1/sites?tag=prod&cursor=2' }
          : { data: [never], total: 2 },
    };
    const { code, out } = await check(routes, ['--tag', 'prod']);
    expect(code).toBe(6);
    expect(out).toContain('PARTIAL no security updates in 11 projects on 1 site, 1 site not checked (exit 6)');
    expect(out).toContain('Not checked: Blog, never reported.');
  });

  it('waits until the newest report is applied', async () => {
    const states = ['pending', 'pending'];
    const routes: Routes = {
      ...fleet,
      [`${shop}/reports`]: () => ({
        data: [
          { report_id: shopId, status: states.shift() ?? 'applied', reason: null, received_at: '2026-08-21T09:00:00Z' },
        ],
      }),
    };
    expect((await check(routes, ['--site', shopId, '--wait', '20s'], { now: new Date() })).code).toBe(1);
    expect(server?.received.filter(({ url }) => url.pathname.endsWith('/reports'))).toHaveLength(3);
  });

  it('ends with 7 when the report does not come in time', async () => {
    const routes = { ...fleet, [`${shop}/reports`]: () => ({ data: [] }) };
    const { code, err } = await check(routes, ['--site', shopId, '--wait', '0s']);
    expect(code).toBe(7);
    expect(err).toContain('No report arrived in time.');
  });

  it('waits for a report that is young enough, not for any', async () => {
    const now = new Date('2026-08-21T12:00:00Z');
    const times = ['2026-08-21T09:00:00Z', '2026-08-21T11:59:00Z'];
    const routes: Routes = {
      ...fleet,
      [shop]: () => ({ data: site({ ...quiet, reported_at: '2026-08-21T11:59:00Z' }) }),
      [`${shop}/reports`]: () => ({ data: [{ status: 'applied', reason: null, received_at: times.shift() }] }),
    };
    const words = ['--site', shopId, '--max-age', '5m', '--wait'];
    expect((await check(routes, [...words, '20s'], { now })).code).toBe(0);
    expect(times).toEqual([]);
    await server?.close();
    times.push('2026-08-21T09:00:00Z');
    const late = await check(routes, [...words, '0s'], { now });
    expect(late.code).toBe(7);
    expect(late.err).toContain('the newest one came 3 h ago');
  });

  it('says at once that a site key cannot check', async () => {
    const { code, err } = await check(fleet, ['--site', shopId], { env: { PATCHLIGHT_API_KEY: 'pl_site_a' } });
    expect(code).toBe(4);
    expect(err).toContain('organization key with the scope read');
    expect(server?.received).toEqual([]);
  });

  it('takes the site of .patchlight.json in a folder above', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, '.patchlight.json'), JSON.stringify({ site: shopId }));
    expect((await check(fleet, [], { cwd })).code).toBe(1);
  });

  it('strips escape sequences from what the server says', async () => {
    const evil = siteModule('evil', { version: '1.0\u001b[2J\u009b31m' });
    const routes = { ...fleet, [`${shop}/modules`]: () => ({ data: [evil] }) };
    const { out } = await check(routes, ['--site', shopId]);
    expect(out).toContain('1.0[2J31m');
    await server?.close();
    const json = (await check(routes, ['--site', shopId, '--format', 'json'])).out;
    expect(json).toContain('\\u001b[2J\\u009b31m');
  });

  it('never puts a version into the line to copy that a shell could run', async () => {
    const evil = siteModule('evil', { fix: fixTo("1.0.0'; rm -rf ~ #"), version: null, advisories: [] });
    const { out } = await check({ ...fleet, [`${shop}/modules`]: () => ({ data: [evil] }) }, ['--site', shopId]);
    expect(out).toContain('rm -rf ~');
    expect(out).not.toContain('composer require');
  });

  it.each([
    [
      'json',
      (text: string) =>
        expect(JSON.parse(text)).toMatchObject({
          schema: 'patchlight.check/1',
          exit_code: 1,
          findings: [{ project: 'externalauth', fix: '2.0.13' }],
        }),
    ],
    ['ndjson', (text: string) => expect(JSON.parse(text)).toMatchObject({ project: 'externalauth', age_days: 8 })],
    [
      'csv',
      (text: string) => expect(text).toContain('Shop,externalauth,2.0.11,2.0.13,16,8,security,SA-CONTRIB-2026-098\r\n'),
    ],
    [
      'sarif',
      (text: string) =>
        expect(JSON.parse(text)).toMatchObject({
          version: '2.1.0',
          runs: [{ results: [{ ruleId: 'SA-CONTRIB-2026-098', level: 'error' }] }],
        }),
    ],
    [
      'junit',
      (text: string) =>
        expect(text).toContain('<testsuite name="https://shop.example.org" tests="1" failures="1" errors="0">'),
    ],
    [
      'markdown',
      (text: string) =>
        expect(text).toContain('| security | externalauth | 2.0.11 | 2.0.13 | 16/25 | SA-CONTRIB-2026-098 |'),
    ],
  ])('prints %s', async (format, expectText) => {
    const { code, out } = await check(fleet, ['--site', shopId, '--format', format]);
    expect(code).toBe(1);
    expectText(out);
  });

  it('appends the summary of a GitHub job', async () => {
    const file = join(emptyFolder(), 'summary.md');
    await check(fleet, ['--site', shopId], { env: { GITHUB_STEP_SUMMARY: file } });
    expect(readFileSync(file, 'utf8')).toContain('### Patchlight: FAIL 1 security update');
  });

  it('fits a terminal of 80 columns, with symbols, words and colours', async () => {
    const long = siteModule('a_module_with_quite_a_long_machine_name_indeed', { status: 'security' });
    const routes = {
      ...fleet,
      [`${shop}/modules`]: () => ({ data: [long, siteModule('b', { status: 'unsupported' })] }),
    };
    const { out } = await check(routes, ['--site', shopId, '--fail-on', 'unsupported'], { isTTY: true, columns: 80 });
    expect(out).toContain('\u001b[31;1m⬣ FAIL\u001b[0m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is taken away
    const bare = out.replace(/\u001b\[[0-9;]*m/g, '');
    expect(Math.max(...bare.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    await server?.close();
    const plain = await check(routes, ['--site', shopId], { isTTY: true, columns: 80, env: { NO_COLOR: '1' } });
    expect(plain.out).not.toContain('\u001b');
  });

  it.each([
    [[], 'Say what to check.'],
    [['--site', shopId, '--tag', 'x'], 'Name sites, or a tag'],
    [['--advisories', 'x'], 'go with --composer-lock'],
    [['--composer-lock', 'x'], 'nothing to compare'],
    [['--composer-lock', 'x', '--tag', 'y'], 'does not go with'],
    [['--max-age', 'soon', '--tag', 'y'], '60s, 15m, 26h'],
  ])('ends with 5 for %j', async (words, message) => {
    const { code, err } = await check(fleet, words);
    expect(code).toBe(5);
    expect(err).toContain(message);
  });
});

const data = resolve(import.meta.dirname, '../../../../shared/data');

describe.skipIf(!existsSync(data))('check of a composer.lock of a real site (skipped without ../shared/data)', () => {
  const lock = (day: string) => join(data, `locks/helfi-etusivu/${day}.composer.lock`);
  const feeds = [
    '--advisories',
    join(data, 'drupal-advisories.osv.jsonl'),
    '--release-history',
    join(data, 'release-history'),
  ];

  it('finds what was insecure and names a fix that is not', async () => {
    const { code, out } = await run(['check', '--composer-lock', lock('2026-04-01'), ...feeds, '--format', 'json']);
    expect(code).toBe(1);
    const { findings } = JSON.parse(out) as {
      findings: { project: string; installed: string; fix: string; status: string }[];
    };
    expect(findings.map(({ project }) => project)).toEqual([
      'diff',
      'drupal',
      'entity_browser',
      'externalauth',
      'paragraphs',
    ]);
    expect(findings.find(({ project }) => project === 'externalauth')).toMatchObject({
      installed: '2.0.11',
      fix: '2.0.13',
      status: 'security',
    });
    const core = findings.find(({ project }) => project === 'drupal');
    expect(core).toMatchObject({ installed: '11.3.5', status: 'security', fix: '11.3.14' });
  });

  it('requires core by the packages that the lock holds', async () => {
    const { out } = await run(['check', '--composer-lock', lock('2026-04-01'), ...feeds]);
    expect(out).toMatch(/composer require .*'drupal\/core:~11\.3\.\d+' 'drupal\/core-composer-scaffold:~11\.3\.\d+'/);
  });

  it('points SARIF at the line of the package', async () => {
    const full = lock('full-sample');
    const { out } = await run([
      'check',
      '--composer-lock',
      full,
      ...feeds,
      '--fail-on',
      'unknown',
      '--format',
      'sarif',
    ]);
    const [run1] = (
      JSON.parse(out) as {
        runs: { results: { locations: { physicalLocation: { region: { startLine: number } } }[] }[] }[];
      }
    ).runs;
    const lines = run1?.results.map((result) => result.locations[0]?.physicalLocation.region.startLine ?? 0) ?? [];
    expect(lines.length).toBeGreaterThan(10);
    expect(Math.min(...lines)).toBeGreaterThan(1);
  });

  it('refuses a file without advisories, which would pass everything', async () => {
    const { code, err } = await run([
      'check',
      '--composer-lock',
      lock('2026-04-01'),
      '--advisories',
      lock('2026-04-01'),
    ]);
    expect(code).toBe(5);
    expect(err).toContain('holds no Drupal advisory');
  });
});
