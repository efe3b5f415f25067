import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ContractServer, contractServer, type Routes } from '../../test/contract-server.ts';
import { run } from '../../test/run.ts';

const purge = {
  name: 'purge',
  cron: '10 3 * * *',
  next_run_at: '2026-08-22T03:10:00Z',
  running: null,
  retry: null,
  runs: [{ started_at: '2026-08-21T03:10:00Z', duration_ms: 412, outcome: 'ok', failure: null }],
};
const failing = {
  ...purge,
  name: 'send-mails',
  next_run_at: '2026-08-21T12:01:00Z',
  retry: { at: '2026-08-21T12:05:00Z', attempts: 3, failure: 'The disk is full.' },
  runs: [],
};
const running = { ...purge, name: 'flag-sites', running: { since: '2026-08-21T11:59:00Z', worker: 'pool-1' } };
const id = '019ab3d0-1f5c-7a20-8c44-6d1e2f3a4b5c';
const letter = {
  id,
  organization: { id, name: 'Harbour Museums' },
  site: { id, name: 'Shop', url: 'https://shop.example.org' },
  report_id: id,
  received_at: '2026-08-21T09:00:00Z',
  dead_at: '2026-08-21T09:00:31Z',
  tries: 5,
  failure: 'value too long',
  bytes: 61,
  request_id: 'burst',
};
const letters = '/api/v1/jobs/dead-letters';
const routes: Routes = {
  'GET /api/v1/jobs': () => ({ data: [running, purge, failing] }),
  'POST /api/v1/jobs/purge/run': () => ({ status: 202, data: purge }),
  'POST /api/v1/jobs/flag-sites/run': () => ({ status: 202, data: running }),
  [`GET ${letters}`]: () => ({ data: [letter] }),
  [`GET ${letters}/${id}`]: () => ({ data: { ...letter, body: '{"a":"\u001b[31m"}', body_is_cut: false } }),
  [`POST ${letters}/${id}/replay`]: () => ({ status: 202, data: { replayed: 1 } }),
  [`POST ${letters}/replay`]: ({ body }) => ({
    status: 202,
    data: { replayed: JSON.stringify(body) === '{}' ? 1000 : 0 },
  }),
  [`DELETE ${letters}/${id}`]: () => ({ data: null }),
};

let server: ContractServer;
beforeEach(async () => {
  server = await contractServer(routes);
});
afterEach(() => server.close());
const go = (...words: string[]) =>
  run(['jobs', ...words, '--url', server.url], { env: { PATCHLIGHT_API_KEY: 'pl_org_a' } });
const cellsOf = (text: string) => text.split('\n').map((line) => line.trim().split(/ {2,}/));

it('lists each job with its next run, what it does, and how the last run ended', async () => {
  const { code, out } = await go();
  expect(code).toBe(0);
  expect(cellsOf(out).slice(1, 4)).toEqual([
    ['flag-sites', 'in 15 h', 'running', '8 h', 'ok', '412', '–'],
    ['purge', 'in 15 h', 'waiting', '8 h', 'ok', '412', '–'],
    ['send-mails', 'in 1 min', 'to be tried again', 'never', '–', '–', 'The disk is full.'],
  ]);
});

it('asks for a job, and says when it runs already', async () => {
  expect((await go('run', 'purge')).out).toMatch(/state +asked for\n/);
  expect((await go('run', 'flag-sites')).out).toContain('it runs already');
  expect((await go('run', 'nothing')).code).not.toBe(0);
});

it('lists dead letters, narrowed by their failure, and shows one without what a terminal would obey', async () => {
  const { out } = await go('dead-letters', '--failure', 'too long');
  expect(cellsOf(out)[1]).toEqual([id, '2 h', 'https://shop.example.org', '5', '61', 'value too long']);
  expect(server.received[0]?.url.search).toBe('?per_page=100&failure=too+long');
  const shown = (await go('dead-letters', 'show', id)).out;
  expect(shown).toContain('Harbour Museums');
  expect(shown).toContain('{"a":"');
  expect(shown).not.toContain('\u001b');
});

it('replays one, or all that are named, and says when there may be more', async () => {
  expect(await go('dead-letters', 'replay', id)).toMatchObject({ code: 0, out: expect.stringContaining('1 report') });
  const all = await go('dead-letters', 'replay', '--all');
  expect([all.code, all.err]).toEqual([0, expect.stringContaining('There may be more')]);
  expect((await go('dead-letters', 'replay', '--all', '--failure', 'x')).code).toBe(3);
  expect(server.received.map(({ body }) => body)).toEqual([null, {}, { failure: 'x' }]);
});

it.each([[[]], [[id, '--all']], [[id, '--failure', 'x']]])('asks for one thing to replay, not %j', async (words) => {
  expect((await go('dead-letters', 'replay', ...words)).code).toBe(5);
  expect(server.received).toEqual([]);
});

it('drops one', async () => {
  expect(await go('dead-letters', 'drop', id)).toMatchObject({ code: 0, err: expect.stringContaining('is deleted') });
  expect(server.received.map(({ method }) => method)).toEqual(['DELETE']);
});
