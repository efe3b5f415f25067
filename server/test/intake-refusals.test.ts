import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { api, hour, minute, useReportingSite, warned } from './reporting.ts';

const { test, site, send, sendTo, report, get, running, reports } = useReportingSite();

describe('rows that cannot be read', () => {
  const good = { name: 'ctools', version: '4.1.0' };
  it.each([
    ['a long version', { name: 'token', version: 'x'.repeat(65) }, '/version too_long'],
    ['a version of another type', { name: 'token', version: 8 }, '/version wrong_type'],
    ['a name of another form', { name: 'To ken', version: '1.0.0' }, '/name bad_format'],
    ['no name', { version: '1.0.0' }, '/name required'],
    ['an unknown type', { name: 'token', type: 'library' }, '/type not_allowed'],
    ['a project of another form', { name: 'token', project: 'no project!' }, '/project bad_format'],
    ['a text for a boolean', { name: 'token', installed: 'yes' }, '/installed wrong_type'],
    ['no object', 'token', ' wrong_type'],
    ['null', null, ' wrong_type'],
    ['a list', [['token']], ' wrong_type'],
  ])('%s is left out with a warning that names row, field and reason', async (_name, bad, warning) => {
    const answer = await send({ extensions: [good, bad] });
    expect(answer.data.status).toBe('applied');
    expect(warned(answer)).toContain(`/extensions/1${warning}`);
    expect(await running()).toEqual(['ctools 4.1.0']);
    expect((await reports())[0].warnings).toEqual(answer.data.warnings);
  });

  it.each([
    ['its version', { name: 'token', version: 1 }],
    ['its project', { name: 'token', project: 'no project!', version: '8.x-1.15' }],
    ['a submodule', { name: 'Token UI', project: 'token' }],
    ['a part of core', { name: 'block', path: 'core/modules/block', version: 7 }],
  ])('%s: the project stays as it was', async (_name, bad) => {
    const core = { name: 'node', path: 'core/modules/node', version: '10.6.12' };
    await send({ extensions: [good, { name: 'token', version: '8.x-1.13' }, core] });
    test.pass(hour);
    const rest = 'path' in bad ? [{ name: 'token', version: '8.x-1.13' }] : [core];
    const { data } = await send({ extensions: [{ ...good, version: '4.1.1' }, bad, ...rest] });
    expect(data.status).toBe('applied');
    expect(await running()).toEqual(['ctools 4.1.1', 'drupal 10.6.12', 'token 8.x-1.13']);
    // The same for another replica, which has to read the site first.
    test.pass(hour);
    await sendTo(test.replica(), { extensions: [{ ...good, version: '4.1.2' }, bad, ...rest] });
    expect(await running()).toEqual(['ctools 4.1.2', 'drupal 10.6.12', 'token 8.x-1.13']);
  });

  it('I-05: a row that comes twice counts once', async () => {
    const answer = await report([
      { name: 'token', version: '8.x-1.13' },
      { name: 'token', version: '8.x-1.14' },
      { name: 'token', type: 'theme', version: '8.x-1.13' },
    ]);
    expect(warned(answer)).toEqual(['/extensions/1/name repeated']);
    expect(await running()).toEqual(['token 8.x-1.13']);
  });

  it('unknown fields are counted', async () => {
    const answer = await send({ novelty: 1, extensions: [{ ...good, color: 'red', size: 2 }] });
    expect(answer.data.warnings).toEqual([
      { path: '', code: 'unknown_fields', message: '3 unknown fields were ignored.' },
    ]);
  });

  it('I-07, I-18: three thousand rows are taken, with versions of 64 hostile characters, and no more', async () => {
    const hostile = [
      '.'.repeat(64),
      '-'.repeat(64),
      '1.'.repeat(32),
      '9'.repeat(64),
      `8.x-${'1'.repeat(60)}`,
      "'".repeat(64),
      '\u{1f600}'.repeat(16),
      '"\\'.repeat(32),
      `1.0.0-${'alpha'.repeat(11)}`,
      '{},null'.repeat(9),
    ];
    const extensions = Array.from({ length: 3000 }, (_, index) => ({
      name: `m${index}`,
      version: hostile[index % hostile.length],
    }));
    expect((await report(extensions)).data).toMatchObject({ status: 'applied', warnings: [] });
    const [row] = await test.sql<{ count: number }>('select count(*) as count from site_modules where site_id = $1', [
      site().id,
    ]);
    expect(row?.count).toBe(3000);
    const many = await report([...extensions, good]);
    expect([many.status, many.error, many.body.details[0].path]).toEqual([413, 'too_large', '/extensions']);
    test.pass(hour);
    const bad = await report(extensions.map((each) => ({ ...each, version: 1 })));
    expect(bad.data.warnings).toHaveLength(100);
    expect(bad.data.status).toBe('unchanged');
  });
});

describe('a refused report', () => {
  it.each([
    ['a header of the wrong type', { kind: 'partial', extensions: [] }, '/kind'],
    ['another schema', { schema: 'site-report/2', extensions: [] }, '/schema'],
    ['an id that is none', { report_id: '1', extensions: [] }, '/report_id'],
    ['a sequence of zero', { sequence: 0, extensions: [] }, '/sequence'],
    ['a platform that is a list', { platform: [], extensions: [] }, '/platform'],
    ['no extensions', { kind: 'full' }, '/extensions'],
    ['extensions that are a map', { extensions: { token: '1' } }, '/extensions'],
    ['a hash in another form', { inventory_hash: 'md5:1', extensions: [] }, '/inventory_hash'],
  ])('%s changes nothing and names the field', async (_name, body, at) => {
    await report([{ name: 'token', version: '8.x-1.13' }]);
    const answer = await send(body);
    expect([answer.status, answer.error, answer.body.details[0].path]).toEqual([422, 'invalid_report', at]);
    expect(await running()).toEqual(['token 8.x-1.13']);
  });

  it('stands in the list of the site with its reason, and never shows the key', async () => {
    const url = `${api}/sites/${site().uuid}/modules`;
    await test.request({}, 'POST', url, { extensions: [] });
    await test.request(test.as(test.cast.keys.revoked.secret), 'POST', url, { extensions: [] });
    await test.request(test.as(site().key), 'POST', url, `{"key":"${site().key}`);
    await test.request(test.as(site().key), 'POST', url, '\u0000');
    await test.request(test.as(test.cast.vic), 'POST', url, { extensions: [] });
    await send({ extensions: 7 });
    const rows = await reports();
    expect(rows.map((row: { status: string; reason: string }) => [row.status, row.reason.split(':')[0]])).toEqual(
      ['unauthenticated', 'invalid_key', 'malformed_json', 'malformed_json', 'forbidden', 'invalid_report'].map(
        (reason) => ['rejected', reason],
      ),
    );
    const text = JSON.stringify(rows);
    for (const secret of [site().key, test.cast.keys.revoked.secret]) expect(text).not.toContain(secret.slice(8, 20));
    const [row] = await test.sql<{ audit: number }>(
      'select count(*) as audit from audit_logs where site_id = $1 and action like $2',
      [site().id, 'inventory%'],
    );
    expect(row?.audit).toBe(0);
  });

  it('stands there also when it was refused before anybody asked who sent it', async () => {
    for (const headers of [{ 'x-api-version': '2' }, { 'x-api-key': 'pl_site_other' }])
      await send({ extensions: [] }, headers);
    const reasons = (await reports()).map(({ reason }: { reason: string }) => reason.split(':')[0]);
    expect(reasons).toEqual(['unsupported_api_version', 'ambiguous_credentials']);
  });

  it('is kept fifty times an hour at most', async () => {
    for (let index = 0; index < 55; index += 1)
      await test.request({}, 'POST', `${api}/sites/${site().uuid}/modules`, {});
    const count = async () =>
      (await test.request(test.as(test.cast.vic), 'GET', `${api}/sites/${site().uuid}/reports?status=rejected`)).body
        .meta.total;
    expect(await count()).toBe(50);
    test.pass(hour + minute);
    await test.request({}, 'POST', `${api}/sites/${site().uuid}/modules`, {});
    expect(await count()).toBe(51);
  });

  it('is found by its id only while no accepted one has it', async () => {
    const report_id = newId();
    await report([{ name: 'token', version: '8.x-1.13' }], { report_id });
    await send({ report_id, extensions: [] });
    expect(await get(`/reports/${report_id}`)).toMatchObject({ status: 'applied' });
  });
});
