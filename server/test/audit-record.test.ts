import { CompiledQuery } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { sealAuditLog } from '../src/audit/seal-audit-log.ts';
import { verifyAudit } from '../src/verify-audit.ts';
import { useApp } from './app.ts';
import { password } from './factories.ts';

const test = useApp();
const api = '/api/v1';

describe('the application may add to the record and no more', () => {
  it.each([
    'update audit_logs set status = status',
    'delete from audit_logs',
    'truncate audit_logs',
    'update audit_seals set row_count = 0',
    'delete from audit_seals',
    'truncate audit_seals',
  ])('%s', async (statement) => {
    const run = test.database.db.transaction().execute((tx) => tx.executeQuery(CompiledQuery.raw(statement)));
    await expect(run).rejects.toThrow(/permission denied for table audit_/);
  });
});

describe('without a record there is no change', () => {
  afterEach(() => test.sql('grant insert on audit_logs to patchlight_app'));

  const watched = [
    'sites',
    'api_keys',
    'organizations',
    'organization_revisions',
    'users',
    'site_modules',
    'site_reports',
  ];
  // The names of projects in the shared catalogue are nobody's: a report may leave one behind.
  const state = async () => {
    const tables = ['site_activity', 'patch_runs', 'audit_logs', ...watched].map(
      (table) => `(select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) from ${table} t)`,
    );
    return test.sql(`select ${tables.map((each, index) => `${each} as t${index}`).join(', ')}`);
  };
  const site = () => test.cast.site.uuid;
  const report = { extensions: [{ name: 'token', version: '8.x-1.13' }] };

  it.each<[string, string, () => string, object | undefined, () => Parameters<typeof test.as>[0]]>([
    ['createSite', 'POST', () => '/sites', { url: 'https://x.example', name: 'X' }, () => test.cast.dev],
    ['updateSite', 'PUT', () => `/sites/${site()}`, { name: 'Y' }, () => test.cast.dev],
    ['deleteSite', 'DELETE', () => `/sites/${site()}`, undefined, () => test.cast.alice],
    ['login', 'POST', () => '/auth/login', { email: 'alice@example.org', password }, () => test.cast.alice],
    ['createOrganization', 'POST', () => '/organizations', { name: 'New' }, () => test.cast.sam],
    ['updateOrganization', 'PUT', () => `/organizations/${test.cast.home.uuid}`, { name: 'N' }, () => test.cast.alice],
    ['revokeApiKey', 'DELETE', () => `/api-keys/${test.cast.keys.read.uuid}`, undefined, () => test.cast.alice],
    ['sendReport', 'POST', () => '/reports', report, () => test.cast.site.key],
  ])('%s', async (_name, method, url, body, actor) => {
    await test.sql('revoke insert on audit_logs from patchlight_app');
    const before = await state();
    const response = await test.app.http.inject({
      method: method as 'POST',
      url: api + url(),
      headers: { ...test.as(actor()), ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });
    expect(response.statusCode).toBeGreaterThanOrEqual(500);
    expect(await state()).toEqual(before);
  });
});

it('audit verify says what it found and how it ends', async () => {
  const verify = async () => {
    const said: string[] = [];
    const code = await verifyAudit(test.ctx, { print: (line) => said.push(line), warn: () => undefined });
    return { code, said };
  };
  const unsealed = await verify();
  expect([unsealed.code, unsealed.said.length]).toEqual([0, 2]);
  expect(unsealed.said[0]).toMatch(/^\d+ rows are not sealed yet, the oldest of 2026-11-22T12:00:00Z\.$/);
  await sealAuditLog(test.ctx);
  const intact = await verify();
  expect([intact.code, intact.said.at(-1)]).toEqual([
    0,
    expect.stringMatching(/^The audit log is intact: \d+ rows in 1 seals/),
  ]);
  await test.sql("update audit_logs set actor_name = 'Somebody' where action = 'site.created' and site_id = $1", [
    test.cast.site.id,
  ]);
  const changed = await verify();
  expect([changed.code, changed.said[0]]).toEqual([
    1,
    expect.stringMatching(/^Row \d+ was changed: site\.created at 2026/),
  ]);
});
