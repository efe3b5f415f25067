import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ContractServer, contractServer, type Routes } from '../../test/contract-server.ts';
import { emptyFolder, run, type Surroundings } from '../../test/run.ts';

const feed = {
  key: 'release-history:webform',
  kind: 'release_history',
  host: 'updates.drupal.org',
  project: 'webform',
  as_of: '2026-08-20T10:00:00Z',
  age_seconds: 93_600,
  stale: false,
  outcome: 'ok',
  status: 200,
  detail: null,
  attempted_at: '2026-08-20T10:00:00Z',
  next_fetch_at: '2026-08-21T15:00:00Z',
  failures: 0,
  paused: false,
};
const stale = {
  ...{ ...feed, key: 'advisories:sa', stale: true, as_of: '2026-08-11T12:00:00Z', outcome: 'failed', failures: 3 },
  ...{ detail: 'no answer within 30 s', next_fetch_at: '2026-08-21T11:00:00Z' },
};
const xml = '<project><title>Café</title></project>';
const routes: Routes = {
  'GET /api/v1/feeds': () => ({ data: [feed, stale] }),
  'GET /api/v1/feeds/release-history%3Awebform/fetches': () => ({
    data: [{ fetched_at: feed.as_of, duration_ms: 81, outcome: 'ok', status: 200, bytes: 4096, detail: null }],
  }),
  'POST /api/v1/feeds/refresh': ({ body }) => {
    const unknown = ((body as { projects?: string[] }).projects ?? []).filter((name) => name === 'nobody');
    return { status: 202, data: { feeds: JSON.stringify(body).includes('webform') ? 1 : 0, unknown } };
  },
  'POST /api/v1/feeds/release-history%3Awebform/pause': () => ({
    data: { ...feed, paused: true, next_fetch_at: null },
  }),
  'POST /api/v1/feeds/release-history%3Awebform/resume': () => ({ data: feed }),
  'PUT /api/v1/feeds/release-history/webform': () => ({
    data: { project: 'webform', changed: true, verdicts_changed: 4, sites: 12 },
  }),
  'PUT /api/v1/feeds/release-history/token': () => ({ status: 403, error: { code: 'forbidden', message: 'No.' } }),
};

let server: ContractServer;
beforeEach(async () => {
  server = await contractServer(routes);
});
afterEach(() => server.close());
const go = (words: string[], around: Surroundings = {}) =>
  run(['feeds', ...words, '--url', server.url], { ...around, env: { PATCHLIGHT_API_KEY: 'pl_org_a' } });

it('lists each feed with age, outcome and next fetch, in words that need no colour', async () => {
  const { code, out } = await go(['list']);
  expect(code).toBe(0);
  const lines = out.split('\n').map((line) => line.trim().split(/ {2,}/));
  expect(lines[1]).toEqual(['release-history:webform', '26 h', 'ok', 'in 3 h', '0', '–']);
  expect(lines[2]).toEqual(['advisories:sa', '10 d, stale', 'failed', 'due', '3', 'no answer within 30 s']);
  expect(out).not.toContain('\u001b');
  await go(['list', '--kind', 'advisories_sa', '--outcome', 'failed', '--stale']);
  expect(server.received[1]?.url.search).toBe('?per_page=100&kind=advisories_sa&outcome=failed&stale=true');
});

it('is read by programs as times, not as ages', async () => {
  expect((await go(['list', '--format', 'csv'])).out.split('\r\n')[0]).toBe(
    'feed,as_of,outcome,next_fetch_at,failures,detail',
  );
  expect(JSON.parse((await go(['list', '--format', 'json'])).out)).toMatchObject({ data: [{ key: feed.key }, {}] });
});

it('shows the attempts of one feed', async () => {
  const { code, out } = await go(['log', feed.key]);
  expect([code, out.split('\n')[1]?.split(/ {2,}/)]).toEqual([0, [feed.as_of, 'ok', '200', '4096', '81', '–']]);
});

it.each([
  [['webform'], 0, { projects: ['webform'] }],
  [['--advisories', 'webform'], 0, { projects: ['webform'], advisories: true }],
  [[], 0, {}],
  [['webform', 'nobody'], 6, { projects: ['webform', 'nobody'] }],
  [['nobody'], 3, { projects: ['nobody'] }],
])('refreshes %j and ends with %i', async (words, exitCode, body) => {
  const { code, err } = await go(['refresh', ...words]);
  expect(code).toBe(exitCode);
  expect(server.received[0]?.body).toEqual(body);
  expect(err.includes('not fetched')).toBe(exitCode !== 0);
});

it('pauses and resumes', async () => {
  expect((await go(['pause', feed.key])).out).toMatch(/next +paused/);
  expect((await go(['resume', feed.key])).out).toMatch(/next +in 3 h/);
});

it('uploads a file, or what comes in, byte by byte', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'webform.xml'), xml);
  const { code, out } = await go(['upload', 'webform', 'webform.xml'], { cwd });
  expect(code).toBe(0);
  expect(out).toMatch(/verdicts changed +4\n.* +12\n$/s);
  expect((await go(['upload', 'webform', '-'], { stdin: xml })).code).toBe(0);
  expect(server.received.map(({ body }) => body)).toEqual([xml, xml]);
});

it('ends with 4 for whoever is no superuser', async () => {
  expect((await go(['upload', 'token', '-'], { stdin: xml })).code).toBe(4);
});
