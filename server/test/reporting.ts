import { afterEach, beforeEach, expect } from 'vitest';
import { type Answer, type App, answerOf, checkAnswer, type TestApp, useApp } from './app.ts';
import { contradictions } from './consistency.ts';
import { makeSite, type SiteRow } from './factories.ts';

export const api = '/api/v1';
export const minute = 60_000;
export const hour = 60 * minute;

type Body = object | string | Buffer;
type ModuleRow = { module: { name: string }; version: string | null; custom: boolean };
type HistoryRow = { module: { name: string }; change: string; from_version: string | null; to_version: string | null };

/** The application, and a new site an hour later for each test, with what tests of its reports send and look at. */
export function useReportingSite() {
  const test = useApp();
  let current: SiteRow | undefined;
  const site = (): SiteRow => {
    if (current === undefined) throw new Error('The site is ready in tests only.');
    return current;
  };
  beforeEach(async () => {
    test.pass(hour);
    current = await makeSite(test.ctx, test.cast.home);
  });
  // Whatever happened: counters are counts, flags are verdicts, and the history has no gap.
  afterEach(async () => expect(await contradictions((text) => test.sql(text))).toEqual([]));
  const send = (body: Body, headers: Record<string, string> = {}, to = site()) =>
    test.request({ ...test.as(to.key), ...headers }, 'POST', `${api}/sites/${to.uuid}/modules`, body);
  return {
    test,
    site,
    send,
    sendTo: (app: App, body: object, to = site()) => sendTo(app, body, to),
    report: (extensions: readonly object[], rest: object = {}) => send({ ...rest, extensions }),
    ago: (milliseconds: number) => new Date(test.now().getTime() - milliseconds).toISOString(),
    ...viewsOf(test, site),
  };
}

function viewsOf(test: TestApp, site: () => SiteRow) {
  const get = async (path: string) =>
    (await test.request(test.as(test.cast.vic), 'GET', `${api}/sites/${site().uuid}${path}`)).data;
  return {
    get,
    /** What the site runs: `name version`, custom modules with a star. */
    async running(query = ''): Promise<string[]> {
      const rows: ModuleRow[] = await get(`/modules?include=custom&sort=name&per_page=100${query}`);
      return rows.map(({ module, version, custom }) => `${module.name} ${version}${custom ? ' *' : ''}`);
    },
    /** The history, oldest first: `name change from to`. */
    async history(): Promise<string[]> {
      const rows: HistoryRow[] = await get('/history?sort=changed_at&per_page=100');
      return rows.map((row) => `${row.module.name} ${row.change} ${row.from_version} ${row.to_version}`);
    },
    patchRuns: () => get('/patch-run?sort=run_date'),
    reports: () => get('/reports?sort=received_at&per_page=100'),
    siteView: () => get(''),
  };
}

/** The warnings of an answer: `path code`. */
export function warned({ data }: Answer): string[] {
  return data.warnings.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`);
}

// By another replica, which the harness of requests does not know.
async function sendTo(app: App, body: object, to: SiteRow): Promise<Answer> {
  const url = `${api}/sites/${to.uuid}/modules`;
  const response = await app.http.inject({
    method: 'POST',
    url,
    headers: { authorization: `Bearer ${to.key}`, 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  });
  const answer = answerOf(response.statusCode, response.headers, response.body);
  checkAnswer('POST', url, answer);
  return answer;
}
