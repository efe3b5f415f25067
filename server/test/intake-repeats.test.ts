import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { makeSite } from './factories.ts';
import { hour, minute, useReportingSite } from './reporting.ts';

const { test, site, send, sendTo, report, ago, running, history, reports, siteView } = useReportingSite();

describe('the same again', () => {
  it('the same bytes touch the site and stand in the list', async () => {
    const body = { extensions: [{ name: 'token', version: '8.x-1.13' }, { name: 'Bad' }] };
    const first = await send(body);
    test.pass(hour);
    const second = await send(body);
    expect(second.data).toMatchObject({ status: 'unchanged', warnings: first.data.warnings });
    expect(second.data.report_id).not.toBe(first.data.report_id);
    expect(await siteView()).toMatchObject({
      last_report_at: test.now().toISOString().replace('.000', ''),
      freshness: 'fresh',
    });
    expect((await reports()).map((row: { status: string }) => row.status)).toEqual(['applied', 'unchanged']);
  });

  it('L-10: the same id and bytes are a duplicate with the first answer; other bytes are a conflict', async () => {
    const body = {
      report_id: newId(),
      generated_at: ago(minute),
      extensions: [{ name: 'token', version: '8.x-1.13' }, { name: 'token' }],
    };
    const first = await send(body);
    test.pass(hour);
    const again = await send(body);
    expect(again.status).toBe(200);
    expect(again.data).toEqual({ ...first.data, status: 'duplicate' });
    const other = await send({ ...body, extensions: [] });
    expect([other.status, other.error]).toEqual([409, 'report_id_conflict']);
    expect(await running()).toEqual(['token 8.x-1.13']);
    // Another replica knows it too, and another site may use the id.
    expect((await sendTo(test.replica(), body)).status).toBe(200);
    expect((await send(body, {}, test.cast.second)).status).toBe(202);
  });

  it('the Idempotency-Key is the id of a report that has none', async () => {
    const key = { 'idempotency-key': newId() };
    const body = { extensions: [{ name: 'token', version: '8.x-1.13' }] };
    const first = await send(body, key);
    expect(first.data.report_id).toBe(key['idempotency-key']);
    expect((await send(body, key)).data.status).toBe('duplicate');
    expect((await send({ extensions: [] }, key)).error).toBe('report_id_conflict');
    expect((await send(body, { 'idempotency-key': 'no uuid' })).data.status).toBe('unchanged');
  });

  it('L-10: a hundred at once are one row, with one id, and every answer is good', async () => {
    const body = { report_id: newId(), extensions: [{ name: 'token', version: '8.x-1.13' }] };
    const replica = test.replica();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => sendTo(index % 2 ? replica : test.app, body)),
    );
    const statuses = answers.map(({ data }) => data.status).sort();
    expect([
      statuses.filter((each) => each === 'applied').length,
      statuses.filter((each) => each === 'duplicate').length,
    ]).toEqual([1, 99]);
    expect(new Set(answers.map(({ data }) => data.report_id)).size).toBe(1);
    expect(await reports()).toHaveLength(1);
  });

  it('a hundred without an id are each in the list, and the site changed once', async () => {
    await report([]);
    test.pass(minute);
    const body = { extensions: [{ name: 'token', version: '8.x-1.13' }] };
    const answers = await Promise.all(Array.from({ length: 100 }, () => sendTo(test.app, body)));
    expect(answers.filter(({ data }) => data.status === 'applied')).toHaveLength(1);
    expect(new Set(answers.map(({ data }) => data.report_id)).size).toBe(100);
    const [row] = await test.sql<{ count: number }>('select count(*) as count from site_reports where site_id = $1', [
      site().id,
    ]);
    expect(row?.count).toBe(101);
    expect(await history()).toEqual(['token installed null 8.x-1.13']);
  });
});

describe('two replicas', () => {
  it('write one site in turns and never compare with an old state', async () => {
    const replica = test.replica();
    const versions = ['8.x-1.10', '8.x-1.11', '8.x-1.12', '8.x-1.13', '8.x-1.12', '8.x-1.11'];
    for (const [index, version] of versions.entries()) {
      test.pass(minute);
      await sendTo(index % 2 ? replica : test.app, { extensions: [{ name: 'token', version }] });
    }
    const steps = versions.slice(1).map((to, index) => `${versions[index]} ${to}`);
    expect((await history()).map((row) => row.split(' ').slice(2).join(' '))).toEqual(steps);
    // The same bytes as this process's newest, but no longer as the site's: not a touch.
    test.pass(minute);
    const body = { extensions: [{ name: 'token', version: '8.x-1.12' }] };
    expect((await sendTo(test.app, body)).data.status).toBe('applied');
    expect(await running()).toEqual(['token 8.x-1.12']);
  });

  it('learn the same new versions at the same time', async () => {
    const replica = test.replica();
    const sites = await Promise.all(Array.from({ length: 8 }, () => makeSite(test.ctx, test.cast.home)));
    const extensions = Array.from({ length: 60 }, (_, index) => ({ name: `fresh_${index}`, version: '1.0.0' }));
    const answers = await Promise.all(
      sites.flatMap((to, index) => [
        sendTo(index % 2 ? replica : test.app, { extensions }, to),
        sendTo(index % 2 ? test.app : replica, { extensions: [...extensions].reverse() }, to),
      ]),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    const [row] = await test.sql<{ count: number }>(
      "select count(*) as count from modules where module_name like 'fresh_%'",
    );
    expect(row?.count).toBe(60);
  });
});

describe('coverage and heartbeats', () => {
  it('a report that leaves the extensions out removes nothing', async () => {
    await report([{ name: 'token', version: '8.x-1.13' }]);
    test.pass(hour);
    const { data } = await report([], { coverage: { extensions: 'none' }, platform: { php: '8.4.1' } });
    expect(data.status).toBe('unchanged');
    expect(await running()).toEqual(['token 8.x-1.13']);
    expect((await siteView()).php_version).toBe('8.4.1');
  });

  it('a heartbeat with the known hash is enough, with another the answer wants it all', async () => {
    const hash = (digit: string) => `sha256:${digit.repeat(64)}`;
    const beat = (digit: string) => send({ kind: 'heartbeat', inventory_hash: hash(digit) });
    expect((await beat('a')).data).toMatchObject({ status: 'unchanged', want: 'full' });
    expect((await send({ kind: 'heartbeat' })).data.want).toBe('full');
    test.pass(minute);
    expect((await report([{ name: 'token', version: '8.x-1.13' }], { inventory_hash: hash('a') })).data.status).toBe(
      'applied',
    );
    test.pass(minute);
    expect((await beat('a')).data).toMatchObject({ status: 'unchanged', want: null });
    expect((await beat('b')).data).toMatchObject({ status: 'unchanged', want: 'full' });
    expect(await siteView()).toMatchObject({
      freshness: 'fresh',
      last_report_at: test.now().toISOString().replace('.000', ''),
    });
    expect((await reports()).find((row: { baseline: boolean }) => row.baseline).status).toBe('applied');
  });

  it('a heartbeat that overtakes a full report does not make it old', async () => {
    await report([{ name: 'token', version: '8.x-1.13' }], { generated_at: ago(3 * minute) });
    await send({ kind: 'heartbeat', inventory_hash: `sha256:${'c'.repeat(64)}`, generated_at: ago(minute) });
    const { data } = await report([{ name: 'token', version: '8.x-1.15' }], { generated_at: ago(2 * minute) });
    expect(data.status).toBe('applied');
    expect(await running()).toEqual(['token 8.x-1.15']);
    expect((await siteView()).reported_at).toBe(ago(minute).replace('.000', ''));
  });

  it('an empty map is an empty list', async () => {
    expect((await send('{"extensions":{},"packages":{},"patches":{}}')).data.status).toBe('applied');
  });
});
