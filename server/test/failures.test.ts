import { expect, it } from 'vitest';
import { answerOf, useApp } from './app.ts';

const test = useApp();
const api = '/api/v1';

it('H-01: a failure of ours is a general sentence and an id, which the log explains', async () => {
  await test.sql('alter table advisories rename column title to heading');
  const headers = { ...test.as(test.cast.alice), 'x-request-id': 'broken-1' };
  const response = await test.app.http.inject({ url: `${api}/advisories`, headers });
  await test.sql('alter table advisories rename column heading to title');
  const { status, body, text, headers: answered } = answerOf(response.statusCode, response.headers, response.body);
  expect([status, answered['content-type']]).toEqual([500, 'application/problem+json']);
  expect(body).toEqual({
    status_code: 500,
    error: 'internal_error',
    message: expect.any(String),
    details: null,
    timestamp: expect.any(String),
    type: expect.stringContaining('/docs/errors#internal_error'),
    title: 'Internal Server Error',
    status: 500,
    detail: body.message,
    request_id: 'broken-1',
  });
  expect(text).not.toMatch(/title["\s]*does|column|select|advisor|42703|node_modules|\.ts|\bat \//i);
  const [line = ''] = test.logged.filter((each) => each.includes('broken-1'));
  expect(JSON.parse(line)).toMatchObject({ level: 50, err: { message: expect.stringContaining('title') } });
});

it('G-05: one id is in the answer, the list of reports and the record', async () => {
  const { alice, site } = test.cast;
  const headers = { ...test.as(site.key), 'x-request-id': 'one.thread-1' };
  const answer = await test.request(headers, 'POST', `${api}/reports`, { extensions: [] });
  expect(answer.headers['x-request-id']).toBe('one.thread-1');
  const [received] = await test.sql<{ request_id: string }>(
    'select request_id from site_reports where report_id = $1',
    [answer.data.report_id],
  );
  expect(received?.request_id).toBe('one.thread-1');
  const { data } = await test.request(test.as(alice), 'GET', `${api}/audit-logs?request_id=one.thread-1`);
  expect(data.map(({ action }: { action: string }) => action)).toContain('inventory.recorded');
  const refused = await test.request({ ...headers, 'x-request-id': 'one.thread-2' }, 'POST', `${api}/reports`, '{');
  expect(refused.body.request_id).toBe('one.thread-2');
});
