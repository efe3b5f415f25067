import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordPatchRun } from '@patchlight/contract/patch-runs';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContractServer, contractServer } from '../../test/contract-server.ts';
import { shopId, site } from '../../test/fleet.ts';
import { emptyFolder, run } from '../../test/run.ts';

const contrib = (name: string, version: string) => ({
  name: `drupal/${name}`,
  version,
  type: 'drupal-module',
  extra: { drupal: { version } },
});
const lockOf = (core: string, ...packages: object[]) =>
  JSON.stringify({ packages: [{ name: 'drupal/core', version: core, type: 'drupal-core' }, ...packages] });
const before = lockOf('11.3.5', contrib('webform', '6.2.2'), contrib('token', '8.x-1.17'), contrib('gone', '1.0.0'), {
  name: 'acme/shop_tools',
  version: '1.0.0',
  type: 'drupal-custom-module',
});
const after = lockOf('11.3.6', contrib('token', '8.x-1.17'), contrib('webform', '6.2.9'), contrib('fresh', '2.0.0'), {
  name: 'acme/shop_tools',
  version: '2.0.0',
  type: 'drupal-custom-module',
});
const updates = [
  { module: 'drupal', from_version: '11.3.5', to_version: '11.3.6' },
  { module: 'webform', from_version: '6.2.2', to_version: '6.2.9' },
];
const stored = {
  id: '0192f0c1-7c4e-7b0a-9c55-2f7f6f1d9a40',
  site_id: shopId,
  run_date: '2026-08-21T12:00:00Z',
  source: 'ci',
  url: 'https://ci.example.org/7',
  note: null,
  updates: updates.map((update) => ({
    ...update,
    known: update.module === 'drupal',
    security: false,
    detected: false,
  })),
  detected: false,
  report_id: null,
  report_ids: [],
  recorded_by: { type: 'key', id: null, name: 'CI' },
  created_at: '2026-08-21T12:00:00Z',
};

let server: ContractServer;
let cwd: string;
beforeEach(async () => {
  const me = { type: 'site_key', user: null, key: null, organization: null };
  server = await contractServer({
    [`POST /api/v1/sites/${shopId}/patch-run`]: () => ({ status: 201, data: stored }),
    [`GET /api/v1/sites/${shopId}/patch-run`]: () => ({ data: [stored] }),
    'GET /api/v1/sites': () => ({ data: [site()] }),
    'GET /api/v1/auth/me': () => ({
      data: { ...me, site: { id: shopId, name: 'Shop', url: 'https://shop.example.org' } },
    }),
  });
  cwd = emptyFolder();
  writeFileSync(join(cwd, 'a.lock'), before);
  writeFileSync(join(cwd, 'b.lock'), after);
});
afterEach(() => server.close());

const patchRun = (words: string[], env: Record<string, string> = {}, stdin?: string) =>
  run(['patch-run', ...words], {
    cwd,
    env: { PATCHLIGHT_URL: server.url, PATCHLIGHT_API_KEY: 'pl_org_abc', ...env },
    ...(stdin === undefined ? {} : { stdin }),
  });
const shop = ['--site', 'https://shop.example.org'];
const locks = ['--from', 'a.lock', '--to', 'b.lock'];

describe('patch-run record', () => {
  it('sends what went from one version to another, and the page of the job', async () => {
    const { code, out, err } = await patchRun(
      ['record', ...shop, ...locks, '--url', 'https://ci.example.org/7', '--note', 'Fix'],
      { CI: 'true' },
    );
    expect([code, err]).toEqual([0, 'Not part of it, only installed: fresh.\nNot part of it, only removed: gone.\n']);
    expect(out).toMatch(/^recorded +2 updates\n[\s\S]*webform 6\.2\.2 → 6\.2\.9 \(not a known module\)/);
    const sent = server.received.at(-1);
    expect(sent?.body).toEqual({ updates, source: 'ci', url: 'https://ci.example.org/7', note: 'Fix' });
    expect(Value.Check(recordPatchRun.body, sent?.body)).toBe(true);
  });

  it('lets a site key name the site, and takes a lock from standard input', async () => {
    const { code } = await patchRun(
      ['record', '--from', 'a.lock', '--to', '-', '--format', 'json'],
      { PATCHLIGHT_API_KEY: 'pl_site_abc' },
      after,
    );
    expect(code).toBe(0);
    expect(server.received.at(-1)?.body).toEqual({ updates, source: 'cli' });
  });

  it('ends with 3 where nothing was updated, and with 5 for what is no lock', async () => {
    expect((await patchRun(['record', ...shop, '--from', 'a.lock', '--to', 'a.lock'])).code).toBe(3);
    writeFileSync(join(cwd, 'b.lock'), '{}');
    expect((await patchRun(['record', ...shop, ...locks])).code).toBe(5);
    expect((await patchRun(['record', ...shop, '--from', 'a.lock'])).code).toBe(5);
    expect(server.received.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});

it('patch-run list shows the runs of a site', async () => {
  const { code, out } = await patchRun(['list', ...shop, '--module', 'webform']);
  expect(code).toBe(0);
  expect(out).toContain('drupal 11.3.5 → 11.3.6');
  expect(server.received.at(-1)?.url.searchParams.get('module')).toBe('webform');
});
