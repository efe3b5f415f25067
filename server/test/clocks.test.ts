import { beforeAll, expect, it } from 'vitest';
import { newId } from '../src/ids.ts';
import { createInbox } from '../src/inventory/inbox.ts';
import { type App, answerOf, checkAnswer, type Headers, useApp } from './app.ts';
import { contradictions, unevenReports } from './consistency.ts';
import { makeSite, password, type SiteRow } from './factories.ts';
import { until } from './fetching.ts';
import { keepReport, saysToken, startDrain } from './inbox.ts';

// Three servers on one database, whose clocks are ten minutes behind, right, and ten minutes ahead.
const test = useApp({ start: new Date().toISOString() });
const minute = 60_000;
const aheadMinutes = [-10, 0, 10];
let servers: App[];

beforeAll(() => {
  servers = aheadMinutes.map((ahead) => test.replica({ now: () => new Date(test.now().getTime() + ahead * minute) }));
});

async function send(app: App, method: 'GET' | 'POST', path: string, headers: Headers, body?: object) {
  const url = `/api/v1${path}`;
  const response = await app.http.inject({ method, url, headers, ...(body !== undefined && { payload: body }) });
  const answer = answerOf(response.statusCode, response.headers, response.body);
  checkAnswer(method, url, answer);
  return answer;
}

function report(app: App, site: SiteRow, sequence: number, version: string) {
  const extensions = [{ name: 'token', version }];
  const body = { report_id: newId(), generated_at: test.now().toISOString(), sequence, extensions };
  return send(app, 'POST', '/reports', test.as(site.key), body);
}

const runs = async ({ id }: SiteRow) =>
  (
    await test.sql<{ version: string }>(
      'select v.version_number as version from site_modules m join module_versions v on v.id = m.current_version_id where m.site_id = $1',
      [id],
    )
  )[0]?.version;

async function expectWhole(): Promise<void> {
  expect(await unevenReports((text) => test.sql(text))).toEqual([]);
  expect(await contradictions((text) => test.sql(text))).toEqual([]);
}

it('F-16: each report is taken once by whichever server, and the first one after the difference has passed counts', async () => {
  const site = await makeSite(test.ctx, test.cast.home);
  const statuses: string[] = [];
  for (let number = 1; number <= 12; number += 1) {
    test.pass(minute);
    const { status, data } = await report(servers[number % 3] as App, site, number, `8.x-1.${number}`);
    expect(status).toBe(202);
    statuses.push(data.status);
  }
  // By the clock that is behind they are older than what the others took.
  expect(statuses.filter((status) => status === 'stale')).toHaveLength(4);
  expect(statuses.filter((status) => status === 'applied')).toHaveLength(8);
  for (const [index, server] of servers.entries()) {
    test.pass(11 * minute);
    await report(server, site, 20 + index, `8.x-2.${index}`);
    expect(await runs(site)).toBe(`8.x-2.${index}`);
  }
  expect(await test.sql('select from site_reports where site_id = $1', [site.id])).toHaveLength(15);
  await expectWhole();
});

it('F-16: what waits in the inbox is applied once and in its order, however soon each thinks that the others are dead', async () => {
  const sites = await Promise.all(Array.from({ length: 20 }, () => makeSite(test.ctx, test.cast.home)));
  const inbox = createInbox(test.database);
  for (const number of [1, 2, 3]) {
    const receivedAt = test.pass(1_000);
    const body = saysToken(`8.x-3.${number}`);
    await Promise.all(sites.map((site) => keepReport(inbox, site, { body, receivedAt })));
  }
  const stops = servers.map((engine, index) =>
    startDrain({
      ...{ ctx: test.ctx, engine },
      now: () => new Date(Date.now() + (aheadMinutes[index] ?? 0) * minute),
    }),
  );
  await until(async () => (await test.sql('select from report_inbox')).length === 0).finally(() =>
    Promise.all(stops.map((stop) => stop())),
  );
  expect(new Set(await Promise.all(sites.map(runs)))).toEqual(new Set(['8.x-3.3']));
  const ids = sites.map(({ id }) => id);
  expect(await test.sql('select from site_reports where site_id = any($1)', [ids])).toHaveLength(60);
  await expectWhole();
});

it('F-16: nobody is signed out: what one server gives out is good on the others, and can be renewed there', async () => {
  const { email } = test.cast.dev;
  const [behind, right, ahead] = servers as [App, App, App];
  for (const [server, other] of [
    [behind, right],
    [right, behind],
    [ahead, right],
    [right, ahead],
  ] as const) {
    const { data } = await send(server, 'POST', '/auth/login', {}, { email, password, cookie: false });
    for (const each of [server, other])
      expect((await send(each, 'GET', '/auth/me', test.as(data.access_token))).status).toBe(200);
    const renewed = await send(other, 'POST', '/auth/refresh', {}, { refresh_token: data.refresh_token });
    expect(renewed.status).toBe(200);
  }
});
