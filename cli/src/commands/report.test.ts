import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SiteReport } from '@patchlight/contract/site-report';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContractServer, contractServer, type Routes } from '../../test/contract-server.ts';
import { receipt, shopId, site } from '../../test/fleet.ts';
import { emptyFolder, run } from '../../test/run.ts';

const lock = {
  'content-hash': 'abc',
  packages: [
    { name: 'drupal/core', version: '11.3.5', type: 'drupal-core' },
    { name: 'acme/shop_tools', version: '1.0.0', type: 'drupal-custom-module' },
    {
      name: 'drupal/token',
      version: '1.17.0',
      type: 'drupal-module',
      extra: { drupal: { version: '8.x-1.17', datestamp: '1768037032' } },
    },
  ],
  'packages-dev': [
    { name: 'drupal/devel', version: '5.3.3', type: 'drupal-module', extra: { drupal: { version: '5.3.3' } } },
  ],
};
const routes: Routes = {
  'POST /api/v1/reports': () => ({ status: 202, data: receipt() }),
  [`POST /api/v1/sites/${shopId}/modules`]: () => ({ status: 202, data: receipt() }),
  'GET /api/v1/sites': () => ({
    data: [site(), site({ id: 'x', url: 'https://shop.example.org/de', name: 'Shop DE' })],
  }),
  'GET /api/v1/auth/me': () => ({
    data: {
      type: 'site_key',
      user: null,
      key: null,
      site: { id: shopId, name: 'Shop', url: 'https://shop.example.org' },
      organization: null,
    },
  }),
};

let server: ContractServer;
let cwd: string;
beforeEach(async () => {
  server = await contractServer(routes);
  cwd = emptyFolder();
  writeFileSync(join(cwd, 'composer.lock'), JSON.stringify(lock));
});
afterEach(() => server.close());

const report = (words: string[], key = 'pl_org_abc', stdin?: string) =>
  run(['report', ...words, '--url', server.url], {
    cwd,
    env: { PATCHLIGHT_API_KEY: key },
    ...(stdin === undefined ? {} : { stdin }),
  });

describe('report', () => {
  it('finds the composer.lock, resolves the URL and sends a compressed report under its id', async () => {
    const { code, out, err } = await report(['--site', 'https://SHOP.example.org/']);
    expect(err).toBe('');
    expect(out).toMatch(/^Report applied: 2 projects and 1 custom, no warnings/);
    expect(code).toBe(0);
    const sent = server.received.at(-1);
    expect(sent?.url.pathname).toBe(`/api/v1/sites/${shopId}/modules`);
    expect(sent?.headers).toMatchObject({ 'content-encoding': 'gzip', authorization: 'Bearer pl_org_abc' });
    const body = sent?.body as SiteReport;
    expect(sent?.headers['idempotency-key']).toBe(body.report_id);
    expect(body.report_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/);
    expect(Value.Check(SiteReport, body)).toBe(true);
    expect(body).toMatchObject({ trigger: 'ci', platform: { drupal: '11.3.5' }, generated_at: '2026-08-21T12:00:00Z' });
    expect(body.extensions).toEqual([
      { name: 'shop_tools', type: 'module', version: '1.0.0', origin: 'custom', composer: 'acme/shop_tools' },
      {
        name: 'token',
        type: 'module',
        version: '8.x-1.17',
        origin: 'contrib',
        datestamp: 1768037032,
        composer: 'drupal/token',
      },
    ]);
  });

  it('lets a site key name the site', async () => {
    expect((await report([], 'pl_site_abc')).code).toBe(0);
    expect(server.received.map(({ url }) => url.pathname)).toEqual(['/api/v1/reports']);
  });

  it('refuses to send with the key of another site', async () => {
    const { code, err } = await report(['--site', 'https://other.example.org'], 'pl_site_abc');
    expect(code).toBe(4);
    expect(err).toContain('it is the key of https://shop.example.org');
    expect(server.received.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('says which sites are similar when none is meant', async () => {
    const { code, err } = await report(['--site', 'https://shop.example.net']);
    expect(code).toBe(3);
    expect(err).toContain('similar: https://shop.example.org (Shop)');
  });

  it('takes packages-dev only with --dev', async () => {
    const names = async (words: string[]) =>
      (JSON.parse((await report(['--dry-run', ...words])).out) as SiteReport).extensions?.map(({ name }) => name);
    expect(await names([])).not.toContain('devel');
    expect(await names(['--dev'])).toContain('devel');
  });

  it('sends nothing in a dry run', async () => {
    const { code, err } = await report([
      '--dry-run',
      '--sequence',
      '4',
      '--generated-at',
      '2026-08-01T02:00:00+02:00',
      '--env',
      'staging',
    ]);
    expect([code, server.received.length]).toEqual([0, 0]);
    expect(err).toContain('Not sent: 2 projects');
  });

  it('reads Drush with the platform of drush status and nothing of the database', async () => {
    const list = {
      token: {
        project: 'token',
        name: 'token',
        type: 'module',
        path: 'modules/contrib/token',
        status: 'Enabled',
        version: '8.x-1.17',
      },
      old: {
        project: 'old',
        name: 'old',
        type: 'module',
        path: 'modules/contrib/old',
        status: 'Disabled',
        version: '1.0.0',
      },
    };
    writeFileSync(
      join(cwd, 'status.json'),
      JSON.stringify({
        'drupal-version': '10.6.12',
        'php-version': '8.3.1',
        'db-driver': 'mysql',
        'db-name': 'secret',
      }),
    );
    const { out } = await report(
      ['--drush', '-', '--drush-status', 'status.json', '--dry-run'],
      'pl_site_abc',
      JSON.stringify(list),
    );
    const body = JSON.parse(out) as SiteReport;
    expect(body).toMatchObject({
      trigger: 'drush',
      platform: { drupal: '10.6.12', php: '8.3.1', db: { driver: 'mysql' } },
    });
    expect(body.extensions).toEqual([
      { name: 'old', type: 'module', version: '1.0.0', installed: false, origin: 'contrib' },
      { name: 'token', type: 'module', version: '8.x-1.17', origin: 'contrib' },
    ]);
    expect(out).not.toContain('secret');
  });

  it('says what a list of an old Drush leaves open', async () => {
    const list = { token: { display_name: 'Token (token)', status: 'Enabled', version: '8.x-1.17' } };
    const { code, err } = await report(['--drush', '-', '--dry-run'], 'pl_site_abc', JSON.stringify(list));
    expect(code).toBe(0);
    expect(err).toContain('Drush listed no core');
    expect(err).toContain('Drush named no projects');
  });

  it('says that a version of composer show is Composer’s', async () => {
    const shown = {
      locked: [{ name: 'drupal/ctools', version: '3.15.0', source: 'https://git.drupalcode.org/project/ctools' }],
    };
    const { out } = await report(['--composer-show', '-', '--dry-run'], 'pl_site_abc', JSON.stringify(shown));
    expect((JSON.parse(out) as SiteReport).extensions).toMatchObject([
      { name: 'ctools', version: '3.15.0', version_source: 'composer' },
    ]);
  });

  it('keeps the id of a ready report, so that a repeat is a duplicate', async () => {
    const ready = {
      report_id: '0192f0c1-7c4e-7b0a-9c55-2f7f6f1d9a99',
      extensions: [{ name: 'token', version: '8.x-1.17' }],
    };
    expect((await report(['--stdin'], 'pl_site_abc', JSON.stringify(ready))).code).toBe(0);
    expect(server.received[0]?.headers['idempotency-key']).toBe(ready.report_id);
  });

  it.each([
    [['--composer-lock', 'none.lock'], 'none.lock cannot be read'],
    [['--composer-lock', 'a', '--drush', 'b'], 'Name one source'],
    [['--drush-status', 'a'], '--drush-status goes with --drush'],
    [['--generated-at', 'yesterday'], 'Use a time with its zone'],
    [['--sequence', '0'], 'Use a whole number'],
  ])('ends with 5 for %j', async (words, message) => {
    const { code, err } = await report(words);
    expect(code).toBe(5);
    expect(err).toContain(message);
  });

  it('ends with 3 when the lock holds nothing of Drupal', async () => {
    writeFileSync(
      join(cwd, 'composer.lock'),
      JSON.stringify({ packages: [{ name: 'monolog/monolog', version: '3.0.0' }] }),
    );
    expect((await report([], 'pl_site_abc')).code).toBe(3);
  });

  it('lists the warnings of the server on standard error', async () => {
    await server.close();
    const warnings = [{ path: '/extensions/3/version', code: 'too_long', message: 'At most 64 characters.' }];
    server = await contractServer({
      ...routes,
      'POST /api/v1/reports': () => ({ status: 202, data: receipt({ status: 'quarantined', warnings }) }),
    });
    const { code, out, err } = await report([], 'pl_site_abc');
    expect(code).toBe(0);
    expect(out).toContain('Report quarantined: 2 projects and 1 custom, 1 warning');
    expect(err).toContain('/extensions/3/version: At most 64 characters.');
  });
});
