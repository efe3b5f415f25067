import { v7 as newId } from 'uuid';
import { expect, inject, it } from 'vitest';
import { answerOf, checkAnswer, useApp } from './app.ts';
import { contradictions } from './consistency.ts';
import { makeSite } from './factories.ts';
import { openOwner, query } from './postgres.ts';

const test = useApp();

it('connections that end under a stream of reports cost no report that was answered, and not the process', async () => {
  const sites = [];
  for (let index = 0; index < 10; index += 1) sites.push(await makeSite(test.ctx, test.cast.home));
  const answered = new Map<string, number>();
  let isOver = false;
  const url = '/api/v1/reports';
  const sender = async (key: string) => {
    for (let round = 0; round < 25; round += 1) {
      test.pass(1);
      const report_id = newId();
      const extensions = [
        { name: 'token', version: `8.x-1.${round % 3}` },
        { name: `m${round}`, version: '1.0.0' },
      ];
      const response = await test.app.http.inject({
        method: 'POST',
        url,
        headers: { ...test.as(key), 'content-type': 'application/json' },
        payload: JSON.stringify({ report_id, extensions }),
      });
      checkAnswer('POST', url, answerOf(response.statusCode, response.headers, response.body));
      answered.set(report_id, response.statusCode);
    }
  };
  const admin = openOwner(inject('postgres'), 'postgres');
  const killer = async () => {
    let killed = 0;
    while (!isOver) {
      // Some work gets done in between.
      if (answered.size < killed * 15) {
        await new Promise(setImmediate);
        continue;
      }
      const rows = await query<{ pid: number }>(
        admin,
        `select pid, pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid() and application_name = 'patchlight'
            and state <> 'idle' limit 1`,
        [test.databaseName],
      );
      killed += rows.length;
    }
    return killed;
  };
  const killing = killer();
  await Promise.all(sites.map(({ key }) => sender(key)));
  isOver = true;
  expect(await killing).toBeGreaterThan(3);
  await admin.destroy();
  expect([...new Set(answered.values())].filter((status) => status !== 202 && status !== 503)).toEqual([]);
  const rows = await test.sql<{ report_id: string; count: number }>(
    "select report_id, count(*) as count from site_reports where status <> 'rejected' group by report_id",
  );
  const kept = new Map(rows.map((row) => [row.report_id, row.count]));
  for (const [id, status] of answered) {
    if (status === 202) expect(kept.get(id)).toBe(1);
    else expect(kept.get(id) ?? 0).toBeLessThanOrEqual(1);
  }
  expect([...answered.values()].filter((status) => status === 202).length).toBeGreaterThan(50);
  expect(await contradictions((text) => test.sql(text))).toEqual([]);
});
