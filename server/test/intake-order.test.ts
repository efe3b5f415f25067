import { describe, expect, it } from 'vitest';
import { api, hour, minute, useReportingSite, warned } from './reporting.ts';

const { test, site, send, report, ago, running, history, reports, siteView } = useReportingSite();

describe('order', () => {
  const at = (minutesAgo: number, version: string | null, rest: object = {}) =>
    report(version === null ? [] : [{ name: 'token', version }], { generated_at: ago(minutesAgo * minute), ...rest });

  it('an older report is history and leaves the present alone', async () => {
    await at(30, '8.x-1.10');
    await at(10, '8.x-1.14');
    const { data } = await at(20, '8.x-1.12');
    expect(data.status).toBe('stale');
    expect(await running()).toEqual(['token 8.x-1.14']);
    expect(await history()).toEqual(['token updated 8.x-1.10 8.x-1.12', 'token updated 8.x-1.12 8.x-1.14']);
    expect(await running(`&at=${ago(15 * minute)}`)).toEqual(['token 8.x-1.12']);
    expect(await running(`&at=${ago(25 * minute)}`)).toEqual(['token 8.x-1.10']);
    expect((await reports()).map((row: { status: string }) => row.status)).toEqual(['applied', 'applied', 'stale']);
  });

  it('one older than the baseline is only listed', async () => {
    await at(10, '8.x-1.14');
    expect((await at(20, '8.x-1.12')).data.status).toBe('stale');
    expect([await history(), await running(`&at=${ago(15 * minute)}`)]).toEqual([[], []]);
  });

  it('one older than the baseline is only listed, though a heartbeat was there before', async () => {
    await send({ kind: 'heartbeat', generated_at: ago(40 * minute) });
    await at(10, '8.x-1.14');
    expect((await at(20, '8.x-1.12')).data.status).toBe('stale');
    expect(await history()).toEqual([]);
  });

  it('a heartbeat that knows nothing ends nothing that a late report says', async () => {
    await at(30, '8.x-1.10');
    await send({ kind: 'heartbeat', generated_at: ago(15 * minute), inventory_hash: `sha256:${'d'.repeat(64)}` });
    await at(10, '8.x-1.14');
    await at(20, '8.x-1.12');
    expect(await history()).toEqual(['token updated 8.x-1.10 8.x-1.12', 'token updated 8.x-1.12 8.x-1.14']);
  });

  it('at one time the sequence decides, and without one what came last', async () => {
    await at(30, '8.x-1.10', { sequence: 1 });
    expect((await at(10, '8.x-1.14', { sequence: 5 })).data.status).toBe('applied');
    expect((await at(10, '8.x-1.12', { sequence: 4 })).data.status).toBe('stale');
    expect((await at(10, '8.x-1.11')).data.status).toBe('stale');
    expect((await at(10, '8.x-1.15', { sequence: 6 })).data.status).toBe('applied');
    expect(await running()).toEqual(['token 8.x-1.15']);
    await at(5, '8.x-1.16');
    // Between two that are known: before the one of the same time with the higher sequence, so it never counted.
    expect((await at(10, '8.x-1.9', { sequence: 2 })).data.status).toBe('stale');
    expect(await running(`&at=${ago(7 * minute)}`)).toEqual(['token 8.x-1.15']);
    // After all of that time, so it did.
    expect((await at(10, '8.x-1.13', { sequence: 9 })).data.status).toBe('stale');
    expect(await running(`&at=${ago(7 * minute)}`)).toEqual(['token 8.x-1.13']);
  });

  it('a sequence that goes back with a later time counts, with a warning', async () => {
    await at(30, '8.x-1.10', { sequence: 900 });
    const answer = await at(10, '8.x-1.11', { sequence: 3 });
    expect([answer.data.status, warned(answer)]).toEqual(['applied', ['/sequence sequence_regressed']]);
  });

  it('a clock that is ahead is warned of, and counts as now', async () => {
    expect(warned(await report([], { generated_at: ago(-9 * minute) }))).toEqual([]);
    test.pass(minute);
    const skewed = await report([{ name: 'token', version: '8.x-1.13' }], { generated_at: ago(-20 * minute) });
    expect([skewed.data.status, warned(skewed)]).toEqual(['applied', ['/generated_at clock_skew']]);
    expect((await siteView()).reported_at).toBe(test.now().toISOString().replace('.000', ''));
    test.pass(minute);
    expect((await report([])).data.status).toBe('applied');
  });

  it('a report from the day after tomorrow is refused', async () => {
    const answer = await report([], { generated_at: ago(-25 * hour) });
    expect([answer.status, answer.error, answer.body.details[0].path]).toEqual([
      422,
      'generated_at_in_future',
      '/generated_at',
    ]);
    expect(await running()).toEqual([]);
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+14:00',
    '2026-01-01T00:00:00+16:00',
    '2026-01-01',
    '1760000000',
    'now',
  ])('the time %s is refused', async (generated_at) => {
    const answer = await report([], { generated_at });
    expect([answer.error, answer.body.details[0].path]).toEqual(['invalid_report', '/generated_at']);
  });

  it.each([
    '2026-01-01t00:00:00z',
    '2026-01-01T00:00:00.123456789Z',
    '2025-12-31T20:00:00-04:00',
    '1999-12-31T23:59:59Z',
  ])('the time %s is taken', async (generated_at) => {
    expect((await report([], { generated_at })).data.status).toBe('applied');
    expect((await reports())[0].effective_at).toMatch(/^(2026-01-01T00:00:00|1999)/);
  });
});

describe('clones', () => {
  it('K-07: a second installation is set aside, and the first one goes on', async () => {
    const from = (instance_id: string | null, version: string) =>
      report([{ name: 'token', version }], { site: { instance_id } });
    await from('one', '8.x-1.13');
    test.pass(hour);
    const clone = await from('two', '8.x-1.1');
    expect([clone.status, clone.data.status]).toEqual([202, 'quarantined']);
    expect(await running()).toEqual(['token 8.x-1.13']);
    expect((await siteView()).last_report_at).toBe(ago(hour).replace('.000', ''));
    expect((await reports())[1]).toMatchObject({ status: 'quarantined', reason: expect.stringContaining('clone') });
    // The same bytes are set aside again, not taken for the site's own.
    expect((await from('two', '8.x-1.1')).data.status).toBe('quarantined');
    expect((await from('one', '8.x-1.14')).data.status).toBe('applied');
    expect((await from(null, '8.x-1.15')).data.status).toBe('applied');
  });
});

describe('a deleted site', () => {
  it('tells its own key so, and nobody else', async () => {
    await report([{ name: 'token', version: '8.x-1.13' }]);
    await test.request(test.as(test.cast.alice), 'DELETE', `${api}/sites/${site().uuid}`);
    const answer = await report([{ name: 'token', version: '8.x-1.13' }]);
    expect([answer.status, answer.error]).toEqual([410, 'site_deleted']);
    for (const actor of [test.cast.alice, test.cast.charlie, test.cast.second.key])
      expect(
        (await test.request(test.as(actor), 'POST', `${api}/sites/${site().uuid}/modules`, { extensions: [] })).status,
      ).toBe(404);
  });

  it('tells so within a batch, when the key was good a moment ago', async () => {
    await report([{ name: 'token', version: '8.x-1.13' }]);
    await test.sql('update sites set is_deleted = true where id = $1', [site().id]);
    expect((await report([{ name: 'token', version: '8.x-1.13' }])).error).toBe('site_deleted');
    expect((await report([{ name: 'token', version: '8.x-1.14' }])).error).toBe('site_deleted');
  });
});
