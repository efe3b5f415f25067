import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { api, hour, useReportingSite } from './reporting.ts';

const { test, site, send, sendTo, report, ago, get, running, history, patchRuns, reports, siteView } =
  useReportingSite();

describe('a first report', () => {
  it('is the baseline: it opens the intervals, lists no changes and is no patch run', async () => {
    const answer = await report([
      { name: 'token', version: '8.x-1.13' },
      { name: 'acme', origin: 'custom', version: '1.0' },
    ]);
    expect(answer.status).toBe(202);
    expect(answer.data).toMatchObject({
      status: 'applied',
      want: null,
      next_report_after_s: 86_400,
      warnings: [],
      received_at: test.now().toISOString(),
    });
    expect(await running()).toEqual(['acme 1.0 *', 'token 8.x-1.13']);
    expect([await history(), await patchRuns()]).toEqual([[], []]);
    const [listed] = await reports();
    expect(listed).toMatchObject({
      report_id: answer.data.report_id,
      status: 'applied',
      baseline: true,
      changes: 0,
      source: 'site',
    });
    expect(await siteView()).toMatchObject({
      counts: { modules: 1, unknown: 1, custom: 1 },
      status: 'unknown',
      freshness: 'fresh',
      core_version: null,
    });
  });

  it('leaves one audit row that names who sent it', async () => {
    await report([{ name: 'token', version: '8.x-1.13' }]);
    const rows = await test.sql<{ action: string; actor_type: string; data: object }>(
      "select action, actor_type, data->'after' as data from audit_logs where site_id = $1 and action like 'inventory%'",
      [site().id],
    );
    expect(rows).toEqual([
      {
        action: 'inventory.recorded',
        actor_type: 'key',
        data: expect.objectContaining({ baseline: true, modules: 1 }),
      },
    ]);
  });

  it('may be all defaults, and takes core from the platform', async () => {
    const answer = await send({
      platform: { drupal: '10.6.12', php: '8.3.14' },
      extensions: [
        { name: 'webform', version: '6.2.9' },
        { name: 'acme_shop', type: 'module', origin: 'custom' },
      ],
    });
    expect(answer.data.status).toBe('applied');
    expect(await running()).toEqual(['acme_shop null *', 'drupal 10.6.12', 'webform 6.2.9']);
    expect(await siteView()).toMatchObject({ core_version: '10.6.12', php_version: '8.3.14' });
  });

  it('comes without the site in the path, compressed, and from a person', async () => {
    const body = JSON.stringify({ extensions: [{ name: 'token', version: '8.x-1.13' }] });
    const zipped = await test.request(
      { ...test.as(site().key), 'content-encoding': 'gzip' },
      'POST',
      `${api}/reports`,
      gzipSync(body),
    );
    expect(zipped.data.status).toBe('applied');
    // The bytes that count are those inside.
    expect((await send(body)).data.status).toBe('unchanged');
    const byDev = await test.request(test.as(test.cast.dev), 'POST', `${api}/sites/${site().uuid}/modules`, {
      extensions: [],
    });
    expect(byDev.data.status).toBe('applied');
    expect(await running()).toEqual([]);
  });
});

describe('changes', () => {
  it.each([
    ['an update', '8.x-1.13', '8.x-1.15', 'updated', 1],
    ['a downgrade', '8.x-1.15', '8.x-1.13', 'downgraded', 1],
    ['a version that is lost', '8.x-1.13', null, 'changed', 1],
    ['a development build', '8.x-1.13', '8.x-1.x-dev', 'changed', 1],
  ])('%s', async (_name, from, to, change, runs) => {
    await report([
      { name: 'token', version: from },
      { name: 'ctools', version: '4.1.0' },
    ]);
    test.pass(hour);
    const { data } = await report([
      { name: 'token', version: to },
      { name: 'ctools', version: '4.1.0' },
    ]);
    expect(data.status).toBe('applied');
    expect(await running()).toEqual(['ctools 4.1.0', `token ${to}`]);
    expect(await history()).toEqual([`token ${change} ${from} ${to}`]);
    const [row] = await get('/history');
    expect(row).toMatchObject({ changed_at: test.now().toISOString().replace('.000', ''), report_id: data.report_id });
    const found = await patchRuns();
    expect(found).toHaveLength(runs);
    expect(found[0]).toMatchObject({
      source: 'detected',
      report_id: data.report_id,
      updates: [{ module: 'token', from_version: from, to_version: to ?? 'Unknown' }],
    });
  });

  it('removal and re-installation are history, and no patch run', async () => {
    await report([
      { name: 'token', version: '8.x-1.13' },
      { name: 'ctools', version: '4.1.0' },
    ]);
    test.pass(hour);
    await report([{ name: 'ctools', version: '4.1.0' }]);
    test.pass(hour);
    await report([
      { name: 'ctools', version: '4.1.0' },
      { name: 'token', version: '8.x-1.15' },
    ]);
    expect(await history()).toEqual(['token removed 8.x-1.13 null', 'token installed null 8.x-1.15']);
    expect(await patchRuns()).toEqual([]);
    const at = (hours: number) => running(`&at=${ago(hours * hour)}`);
    expect(await at(2.5)).toEqual([]);
    expect(await at(1.5)).toEqual(['ctools 4.1.0', 'token 8.x-1.13']);
    expect(await at(0.5)).toEqual(['ctools 4.1.0']);
    expect(await at(0)).toEqual(['ctools 4.1.0', 'token 8.x-1.15']);
  });

  it('two builds of one development branch are two versions, told apart by their time only', async () => {
    const dev = (datestamp: number | string) => report([{ name: 'token', version: '8.x-1.x-dev', datestamp }]);
    await dev(1_760_000_000);
    test.pass(hour);
    expect((await dev('1760000000')).data.status).toBe('unchanged');
    test.pass(hour);
    expect((await dev(1_760_086_400)).data.status).toBe('applied');
    expect(await history()).toEqual(['token changed 8.x-1.x-dev 8.x-1.x-dev']);
    expect((await get('/modules'))[0].datestamp).toBe(1_760_086_400);
    // The time of a release is no part of what it is.
    test.pass(hour);
    await report([{ name: 'token', version: '8.x-1.15', datestamp: 1 }]);
    test.pass(hour);
    expect((await report([{ name: 'token', version: '8.x-1.15', datestamp: 2 }])).data.status).toBe('unchanged');
  });

  it('a missing version and an empty one are different things, and neither is a version', async () => {
    await report([
      { name: 'token', version: null },
      { name: 'ctools', version: '' },
    ]);
    const rows = await get('/modules?sort=name');
    expect(rows.map((row: { version: string | null; status: string }) => [row.version, row.status])).toEqual([
      ['', 'unknown'],
      [null, 'unknown'],
    ]);
    test.pass(hour);
    expect((await report([{ name: 'token' }, { name: 'ctools', version: '' }])).data.status).toBe('unchanged');
  });

  it('extensions of a project are a detail: no history, no patch run', async () => {
    const rows = (installed: boolean) => [
      { name: 'slick', project: 'slick', version: '3.0.7' },
      { name: 'slick_ui', project: 'slick', version: '3.0.7', installed },
    ];
    await report(rows(false));
    test.pass(hour);
    expect((await report(rows(true))).data.status).toBe('applied');
    const [row] = await get('/modules');
    expect(row.extensions).toEqual([
      { name: 'slick', type: 'module', installed: true },
      { name: 'slick_ui', type: 'module', installed: true },
    ]);
    expect(row.running_since).toBe(ago(hour).replace('.000', ''));
    expect([await history(), await patchRuns()]).toEqual([[], []]);
    // Read back from the database by another replica it is still the same.
    test.pass(hour);
    expect((await sendTo(test.replica(), { extensions: rows(true) })).data.status).toBe('unchanged');
  });

  it('patches are kept without credentials and cut where they are long, between characters', async () => {
    const description = `${'x'.repeat(511)}\u{1f600}${'y'.repeat(100)}`;
    const patches = [
      { package: 'drupal/token', description, url: 'https://me:secret@example.org/x.patch' },
      { package: 'drupal/core', url: 'core.patch' },
    ];
    const body = { platform: { drupal: '10.6.12' }, extensions: [{ name: 'token', version: '8.x-1.15' }], patches };
    expect((await send(body)).status).toBe(202);
    const rows = await get('/modules?sort=name');
    expect(rows.map((row: { patches: object[] }) => row.patches)).toEqual([
      [{ url: 'core.patch', description: null }],
      [{ url: 'https://example.org/x.patch', description: 'x'.repeat(511) }],
    ]);
    test.pass(hour);
    expect((await sendTo(test.replica(), { ...body, sequence: 5 })).data.status).toBe('unchanged');
  });

  it('the platform is kept without what nobody knows', async () => {
    await send({
      platform: { drupal: '10.6.12', secret: 'x'.repeat(1000), db: { driver: 'mysql', password: 'x' } },
      extensions: [],
    });
    const [row] = await test.sql<{ platform: object }>('select platform from sites where id = $1', [site().id]);
    expect(row?.platform).toEqual({ drupal: '10.6.12', db: { driver: 'mysql' } });
  });
});

describe('what a site says of others', () => {
  it('a version nobody released is unknown to nobody else, and changes no verdict', async () => {
    await report([{ name: 'token', version: '8.x-1.15' }], {});
    const before = await get('/modules');
    await report([{ name: 'token', version: '99.9.9' }], {});
    await send(
      { extensions: [{ name: 'token', version: '99.9.9', security_update: false, release_date: '2030-01-01' }] },
      {},
      test.cast.awaySite,
    );
    test.pass(hour);
    await report([{ name: 'token', version: '8.x-1.15' }]);
    const [row] = await get('/modules');
    expect({ ...row, running_since: null, reported_at: null }).toEqual({
      ...before[0],
      running_since: null,
      reported_at: null,
    });
  });

  it('a custom module is another in every organization', async () => {
    for (const to of [site(), test.cast.awaySite])
      await send({ extensions: [{ name: 'acme', origin: 'custom', version: '1.0' }] }, {}, to);
    const rows = await test.sql<{ organization_id: number }>(
      "select organization_id from modules where module_name = 'acme' order by 1",
    );
    expect(new Set(rows.map((row) => row.organization_id)).size).toBe(rows.length);
    expect(rows).toHaveLength(2);
  });
});
