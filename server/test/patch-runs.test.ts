import { describe, expect, it } from 'vitest';
import { joinPatchRuns } from '../src/inventory/write-patch-runs.ts';
import { api, hour, useReportingSite } from './reporting.ts';

const { test, site, report, ago, get, patchRuns } = useReportingSite();

const webform = { module: 'webform', from_version: '6.2.2', to_version: '6.2.9' };
const token = { module: 'token', from_version: '8.x-1.13', to_version: '8.x-1.15' };
const path = () => `${api}/sites/${site().uuid}/patch-run`;
const record = (body: object, as = test.as(test.cast.dev)) => test.request(as, 'POST', path(), body);
const runs = (...versions: [webform: string, token: string]) =>
  report([
    { name: 'webform', version: versions[0] },
    { name: 'token', version: versions[1] },
  ]);
const audited = () =>
  test.sql<{ action: string; actor_type: string; data: { after: { updates: object[] } } }>(
    "select action, actor_type, data from audit_logs where site_id = $1 and action = 'patch_run.recorded'",
    [site().id],
  );
/** Its lines: `module to_version`, those that no report showed with a question mark. */
const linesOf = (run: { updates: { module: string; to_version: string; detected: boolean }[] }) =>
  run.updates.map(({ module, to_version, detected }) => `${module} ${to_version}${detected ? '' : '?'}`);

describe('201', () => {
  it('keeps what was said, who said it, and one audit row', async () => {
    await runs('6.2.2', '8.x-1.13');
    const body = {
      run_date: ago(hour),
      source: 'ci',
      url: 'HTTPS://ci.Example.org:443/job/7?step=2#log',
      note: ' Fix ',
    };
    const { status, data } = await record({ ...body, updates: [webform, { ...token, module: 'no_such_module' }] });
    expect(status).toBe(201);
    expect(data).toMatchObject({
      site_id: site().uuid,
      run_date: ago(hour).replace('.000', ''),
      source: 'ci',
      url: 'https://ci.example.org/job/7?step=2#log',
      note: 'Fix',
      detected: false,
      report_id: null,
      report_ids: [],
      recorded_by: { type: 'user', id: test.cast.dev.uuid, name: 'Dev' },
      updates: [
        { ...webform, known: true, security: false, detected: false },
        { module: 'no_such_module', known: false },
      ],
    });
    expect(await patchRuns()).toEqual([data]);
    expect((await audited()).map(({ action, actor_type }) => [action, actor_type])).toEqual([
      ['patch_run.recorded', 'user'],
    ]);
  });

  it('is now, and from a person or a program, where nothing is said', async () => {
    const updates = [{ ...webform, from_version: null }];
    const [byDev, byKey] = [(await record({ updates })).data, (await record({ updates }, test.as(site().key))).data];
    expect([byDev.source, byKey.source]).toEqual(['manual', 'api']);
    expect(byKey).toMatchObject({ run_date: byDev.run_date, recorded_by: { type: 'key', name: 'First key' } });
    expect(new Date(byDev.run_date)).toEqual(test.now());
  });

  it('a custom module is known to its own organization only', async () => {
    const name = `acme_${site().id}`;
    await report([{ name, origin: 'custom', version: '1.0' }]);
    const known = async (to: string, as: Parameters<typeof test.request>[0]) =>
      (await test.request(as, 'POST', `${api}/sites/${to}/patch-run`, { updates: [{ ...webform, module: name }] })).data
        .updates[0].known;
    expect(await known(site().uuid, test.as(test.cast.dev))).toBe(true);
    expect(await known(test.cast.awaySite.uuid, test.as(test.cast.charlie))).toBe(false);
  });
});

describe('400', () => {
  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://user:pw@example.org/',
    'https://example.org/\r\nx: y',
    `https://example.org/${'x'.repeat(2049)}`,
  ])('I-14: %s is no address of a job', async (url) => {
    const { status, body } = await record({ url, updates: [webform] });
    expect([status, body.details[0].path]).toEqual([400, '/url']);
  });

  it('T-05: a body cannot name another site', async () => {
    const before = await test.sql('select from patch_runs where site_id = $1', [test.cast.awaySite.id]);
    for (const extra of [
      { site_id: test.cast.awaySite.uuid },
      { organization_id: test.cast.away.uuid },
      { report_id: test.cast.site.uuid },
      { created_by: 1 },
      { detected: true },
    ]) {
      const answer = await record({ updates: [webform], ...extra });
      expect([answer.status, answer.body.details[0].path]).toEqual([400, `/${Object.keys(extra)[0]}`]);
    }
    const stored = await test.sql('select from patch_runs where site_id = $1', [test.cast.awaySite.id]);
    expect([stored, await patchRuns(), await audited()]).toEqual([before, [], []]);
  });

  it.each([
    ['no updates', {}, '/updates'],
    ['an empty list', { updates: [] }, '/updates'],
    ['501 updates', { updates: Array.from({ length: 501 }, (_, n) => ({ ...webform, module: `m${n}` })) }, '/updates'],
    ['a long name', { updates: [{ ...webform, module: 'x'.repeat(129) }] }, '/updates/0/module'],
    ['a long version', { updates: [{ ...webform, to_version: 'x'.repeat(65) }] }, '/updates/0/to_version'],
    ['a NUL', { updates: [{ ...webform, module: 'a\u0000' }] }, '/updates/0/module'],
    ['the same line twice', { updates: [webform, { ...webform, from_version: null }] }, '/updates/1'],
    ['the word of the server', { updates: [webform], source: 'Detected' }, '/source'],
    ['a long note', { updates: [webform], note: 'x'.repeat(2001) }, '/note'],
    ['no time', { updates: [webform], run_date: 'yesterday' }, '/run_date'],
  ])('%s', async (_name, body, where) => {
    const { status, body: answer } = await record(body);
    expect([status, answer.details?.[0].path ?? where]).toEqual([400, where]);
  });
});

it('422: more than a day ahead', async () => {
  const ahead = (hours: number) => record({ run_date: ago(-hours * hour), updates: [webform] });
  expect([(await ahead(24)).status, (await ahead(24.1)).status]).toEqual([201, 422]);
});

describe('a recorded run and what reports show', () => {
  const recorded = { source: 'ci', url: 'https://ci.example.org/7', note: 'Fix', updates: [webform] };
  const merged = { ...recorded, detected: true, recorded_by: { name: 'Dev' } };

  it('become one, whichever came first', async () => {
    await runs('6.2.2', '8.x-1.13');
    test.pass(hour);
    const { data } = await record({ ...recorded, updates: [{ ...webform, from_version: '6.2.0' }] });
    test.pass(hour);
    const receipt = (await runs('6.2.9', '8.x-1.13')).data;
    const [first, ...others] = await patchRuns();
    expect(others).toEqual([]);
    const seen = { ...webform, known: true, security: false, detected: true };
    expect(first).toMatchObject({ ...merged, id: data.id, run_date: data.run_date, report_id: receipt.report_id });
    expect([first.report_ids, first.updates]).toEqual([[receipt.report_id], [seen]]);
    test.pass(48 * hour);
    const next = (await runs('6.2.10', '8.x-1.13')).data;
    test.pass(hour);
    const update = { module: 'webform', from_version: '6.2.9', to_version: '6.2.10' };
    const answer = (await record({ ...recorded, updates: [update] })).data;
    expect(answer).toMatchObject({ ...merged, report_id: next.report_id, updates: [{ ...update, detected: true }] });
    expect((await patchRuns()).map(({ id }: { id: string }) => id)).toEqual([data.id, answer.id]);
  });

  it('what overlaps in part is one run of all its lines, and counts each once', async () => {
    await runs('6.2.2', '8.x-1.13');
    await record({ ...recorded, updates: [webform, { ...webform, module: 'ctools' }] });
    test.pass(hour);
    await runs('6.2.9', '8.x-1.15');
    const [run, ...others] = await patchRuns();
    expect([others, linesOf(run)]).toEqual([[], ['webform 6.2.9', 'ctools 6.2.9?', 'token 8.x-1.15']]);
    const [counted] = await test.sql('select updates_count, is_open from patch_runs where site_id = $1', [site().id]);
    expect(counted).toEqual({ updates_count: 3, is_open: true });
  });

  it('a run over two deployments absorbs both', async () => {
    await runs('6.2.2', '8.x-1.13');
    await record({ ...recorded, updates: [webform, token] });
    test.pass(hour);
    const ids = [(await runs('6.2.9', '8.x-1.13')).data.report_id];
    expect((await patchRuns()).map(linesOf)).toEqual([['webform 6.2.9', 'token 8.x-1.15?']]);
    test.pass(hour);
    ids.push((await runs('6.2.9', '8.x-1.15')).data.report_id);
    const [run, ...others] = await patchRuns();
    expect([others, linesOf(run), run.report_id, run.report_ids]).toEqual([
      [],
      ['webform 6.2.9', 'token 8.x-1.15'],
      ids[0],
      ids,
    ]);
  });

  it('both deployments may have come first', async () => {
    await runs('6.2.2', '8.x-1.13');
    for (const version of ['8.x-1.13', '8.x-1.15']) {
      test.pass(hour);
      await runs('6.2.9', version);
    }
    expect((await patchRuns()).map(linesOf)).toEqual([['webform 6.2.9'], ['token 8.x-1.15']]);
    const { data } = await record({ ...recorded, updates: [webform, token] });
    expect([linesOf(data), data.report_ids.length]).toEqual([['webform 6.2.9', 'token 8.x-1.15'], 2]);
    expect(await patchRuns()).toEqual([data]);
  });

  it('two runs that reports show stay two, and the nearer one of them is meant', async () => {
    for (const version of ['6.2.2', '6.2.9', '6.2.2', '6.2.9']) {
      test.pass(2 * hour);
      await runs(version, '8.x-1.13');
    }
    const [early] = await patchRuns();
    const { data } = await record({ ...recorded, run_date: ago(3.5 * hour) });
    expect(data.report_id).toBe(early.report_id);
    expect((await patchRuns()).map(({ source }: { source: string }) => source)).toEqual(['ci', 'detected', 'detected']);
  });

  it('another version, another site and another time are another run', async () => {
    await runs('6.2.2', '8.x-1.13');
    await record({ ...recorded, updates: [{ ...webform, to_version: '6.2.8' }] });
    await record({ ...recorded, run_date: ago(37 * hour) });
    await test.request(test.as(test.cast.dev), 'POST', `${api}/sites/${test.cast.second.uuid}/patch-run`, recorded);
    await runs('6.2.9', '8.x-1.13');
    const detected = (await patchRuns()).map((run: { detected: boolean }) => run.detected);
    expect(detected).toEqual([false, false, true]);
    // The one that is too old waits no longer.
    const open = await test.sql('select run_date from patch_runs where site_id = $1 and is_open', [site().id]);
    expect(open).toHaveLength(1);
  });

  it('a site that reports once a week is waited for', async () => {
    const url = `${api}/sites/${site().uuid}`;
    await test.request(test.as(test.cast.dev), 'PUT', url, { expected_interval_hours: 168 });
    await runs('6.2.2', '8.x-1.13');
    await record(recorded);
    test.pass(167 * hour);
    await runs('6.2.9', '8.x-1.13');
    expect(await patchRuns()).toMatchObject([merged]);
  });

  it('said twice is said twice: one of the two has the report', async () => {
    await runs('6.2.2', '8.x-1.13');
    await record(recorded);
    await record(recorded);
    test.pass(hour);
    await runs('6.2.9', '8.x-1.13');
    expect((await patchRuns()).map(({ detected }: { detected: boolean }) => detected).sort()).toEqual([false, true]);
  });

  it('of the same moment are one', async () => {
    for (let round = 1; round <= 15; round += 1) {
      const [from, to] = [`6.2.${round}`, `6.2.${round + 1}`];
      await runs(from, '8.x-1.13');
      test.pass(100 * hour);
      const update = { module: 'webform', from_version: from, to_version: to };
      await Promise.all([runs(to, '8.x-1.13'), record({ ...recorded, updates: [update] })]);
      const all = await patchRuns();
      expect([all.length, all.at(-1)]).toEqual([round, expect.objectContaining({ source: 'ci', detected: true })]);
    }
  });
});

it('lists by source, time and module', async () => {
  await record({ source: 'ci', run_date: ago(2 * hour), updates: [webform] });
  await record({ source: 'person', run_date: ago(hour), updates: [token] });
  const sources = async (query: string) =>
    (await get(`/patch-run?${query}`)).map(({ source }: { source: string }) => source);
  expect(await sources('')).toEqual(['person', 'ci']);
  expect(await sources('sort=run_date')).toEqual(['ci', 'person']);
  expect(await sources('module=webform')).toEqual(['ci']);
  expect(await sources('source=person')).toEqual(['person']);
  expect(await sources(`from=${ago(1.5 * hour)}`)).toEqual(['person']);
  expect(await sources(`to=${ago(1.5 * hour)}`)).toEqual(['ci']);
});

it('a deleted site takes no run', async () => {
  await test.request(test.as(test.cast.alice), 'DELETE', `${api}/sites/${site().uuid}`);
  expect((await record({ updates: [webform] })).status).toBe(404);
});

it('a report that changes versions looks for open runs by their index alone', async () => {
  const plan = await test.database.pipeline.transaction([test.cast.home.id], async (send) => ({
    result: await send<{ 'QUERY PLAN': string }>({ name: 'explain', text: `explain ${joinPatchRuns.text}` }, [
      `{${test.cast.home.id}}`,
      `{${site().id}}`,
    ]),
    last: [],
  }));
  const text = plan.map((line) => line['QUERY PLAN']).join('\n');
  expect(text).toMatch(/Index Only Scan using patch_runs_open[^\n]*\n +Index Cond: [^\n]*organization_id[^\n]*site_id/);
});
