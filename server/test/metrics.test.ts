import { describe, expect, it } from 'vitest';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { sendMails } from '../src/mail/send-mails.ts';
import { createSmtp } from '../src/mail/transport.ts';
import { storeFeed } from '../src/modules/store-feed.ts';
import { useApp } from './app.ts';
import { makeSite, password, releaseHistory } from './factories.ts';
import { until } from './fetching.ts';
import { useMailServer } from './mail-server.ts';
import { told } from './metric-labels.ts';

const test = useApp();
const mailServer = useMailServer();
const api = '/api/v1';
const read = (series: string, labels?: Record<string, string>) => told(test.app.metrics, series, labels);

/** By how much a number grows while something is done. */
async function growth(series: string, labels: Record<string, string>, work: () => Promise<unknown>): Promise<number> {
  const before = (await read(series, labels)) ?? 0;
  await work();
  return ((await read(series, labels)) ?? 0) - before;
}

const outcome = (is: string, work: () => Promise<unknown>) => growth('patchlight_reports_total', { outcome: is }, work);

describe('reports', () => {
  const report = (body: object, key = test.cast.site.key) => test.request(test.as(key), 'POST', `${api}/reports`, body);
  const body = { extensions: [{ name: 'token', version: '8.x-1.1' }] };

  it('are counted by what became of them, and so are commits', async () => {
    const commits = await growth('patchlight_commit_batch_size_count', {}, async () => {
      expect(await outcome('applied', () => report(body))).toBe(1);
    });
    expect(commits).toBe(1);
    expect(await outcome('unchanged', () => report(body))).toBe(1);
    expect(await outcome('rejected', () => report({ extensions: 'none' }))).toBe(1);
    expect(await outcome('denied', () => report(body, test.cast.keys.revoked.secret))).toBe(1);
    expect(await outcome('denied', () => report(body, test.cast.keys.read.secret))).toBe(1);
  });
});

it('requests are counted by route, and those that lead nowhere under one name', async () => {
  const series = 'http_request_duration_seconds_count';
  const get = (path: string) => test.request(test.as(test.cast.vic), 'GET', path);
  const route = { method: 'GET', route: `${api}/sites/{site_id}` };
  const { uuid } = test.cast.site;
  const twice = async () => {
    await get(`${api}/sites/${uuid}`);
    await get(`${api}/sites/${uuid}`);
  };
  expect(await growth(series, { ...route, status: '200' }, twice)).toBe(2);
  expect(await growth(series, { ...route, status: '404' }, () => get(`${api}/sites/${test.cast.awaySite.uuid}`))).toBe(
    1,
  );
  expect(await growth(series, { ...route, status: '401' }, () => test.request({}, 'GET', `${api}/sites/${uuid}`))).toBe(
    1,
  );
  const nowhere = { method: 'none', route: 'none', status: '404' };
  expect(await growth(series, nowhere, () => get('/nowhere'))).toBe(1);
  const { values = [] } = (await test.app.metrics.getSingleMetric('http_request_duration_seconds')?.get()) ?? {};
  expect(values.every(({ value }) => value >= 0)).toBe(true);
});

it('sign-ins are counted by whether they were good', async () => {
  const series = 'patchlight_logins_total';
  const login = (word: string) =>
    test.request({}, 'POST', `${api}/auth/login`, { email: test.cast.dev.email, password: word });
  expect(await growth(series, { outcome: 'refused' }, () => login('not the password of Dev'))).toBe(1);
  expect(await growth(series, { outcome: 'ok' }, () => login(password))).toBe(1);
});

it('mails are told as long as they wait, and counted when they leave', async () => {
  const { alice, home } = test.cast;
  const invited = { email: 'new@example.org', name: 'New', role: 'viewer', organization_id: home.uuid };
  expect(await read('patchlight_mail_queue')).toBe(0);
  await test.request(test.as(alice), 'POST', `${api}/users/add`, invited);
  expect(await read('patchlight_mail_queue')).toBe(1);
  const smtp = createSmtp(mailServer.url, 'patchlight@example.org');
  const { telemetry } = test.app;
  const { signal } = new AbortController();
  const sent = await growth('patchlight_mails_total', { kind: 'invitation', outcome: 'sent' }, () =>
    sendMails(test.ctx, { smtp, telemetry, signal }),
  );
  expect([sent, await read('patchlight_mail_queue')]).toEqual([1, 0]);
});

it('a verdict is late from its judgement until all of its sites carry it', async () => {
  await test.request(test.as(test.cast.site.key), 'POST', `${api}/reports`, {
    extensions: [{ name: 'pathauto', version: '1.0.0' }],
  });
  expect(await read('patchlight_verdict_lag_seconds')).toBe(0);
  await storeFeed(test.ctx, 'pathauto', releaseHistory('pathauto', [{ version: '1.1.0' }, { version: '1.0.0' }]));
  await test.sql("update module_versions set verdict_at = now() - interval '90 seconds'");
  expect(await read('patchlight_verdict_lag_seconds')).toBeGreaterThanOrEqual(90);
  await flagChangedSites(test.ctx);
  expect(await read('patchlight_verdict_lag_seconds')).toBe(0);
});

it('each part is told as /readyz tells it', async () => {
  const { body } = await test.request({}, 'GET', '/readyz');
  const numbers: Record<string, number> = { ok: 0, degraded: 1, down: 2 };
  const checks: [string, { status: string }][] = Object.entries(body.checks);
  expect(checks.length).toBeGreaterThan(4);
  for (const [check, { status }] of checks)
    expect(await read('patchlight_check_status', { check }), check).toBe(numbers[status]);
});

describe('what cannot be looked up', () => {
  const lookedUp = /^patchlight_(inbox_\w+|mail_queue|verdict_lag_seconds) /gm;

  it('is left out, and the rest is told', async () => {
    await test.sql('alter table outbox rename to outbox_away');
    const text = await test.app.metrics.metrics().finally(() => test.sql('alter table outbox_away rename to outbox'));
    expect(text).not.toMatch(/^patchlight_mail_queue /m);
    expect(text).toMatch(/^patchlight_inbox_waiting 0$/m);
    expect(await test.app.metrics.metrics()).toMatch(/^patchlight_mail_queue 0$/m);
  });

  it('while all connections are in use as well; and that is told', async () => {
    let giveBack = () => {};
    const held = new Promise<void>((resolve) => {
      giveBack = resolve;
    });
    const { db } = test.database;
    let taken = 0;
    const holding = Array.from({ length: 5 }, () =>
      db.transaction().execute(() => {
        taken += 1;
        return held;
      }),
    );
    await until(() => taken === 5);
    const waiting = [1, 2, 3].map(() => db.selectFrom('catalogue_epoch').select('epoch').execute());
    const text = await test.app.metrics.metrics();
    giveBack();
    await Promise.all([...holding, ...waiting]);
    expect(text).toMatch(/^patchlight_db_pool_waiting 3$/m);
    expect(text.match(lookedUp)).toBeNull();
    expect(text).toMatch(/^patchlight_check_status\{check="database"\} 2$/m);
    // What was looked up in vain still comes to its end.
    await until(async () => (await read('patchlight_db_pool_waiting')) === 0);
    expect((await test.app.metrics.metrics()).match(lookedUp)).toHaveLength(5);
  });
});

// The last: until the server looks again it keeps what comes.
it('reports of a burst are counted as they are kept and as they are applied; those that wait or were given up are told', async () => {
  const { home, second } = test.cast;
  await test.sql(
    `insert into report_inbox (organization_id, site_id, report_id, received_at, body, body_bytes, body_hash, request_id, actor_type, dead_at)
    select $1, $2, gen_random_uuid(), $3::timestamptz - interval '90 seconds', '{}', 2, '', 'burst', 'system', case when n > 150 then now() end
    from generate_series(1, 153) as n`,
    [home.id, second.id, test.now()],
  );
  expect(await read('patchlight_inbox_waiting')).toBe(150);
  expect(await read('patchlight_inbox_oldest_seconds')).toBe(90);
  expect(await read('patchlight_inbox_dead_letters')).toBe(3);
  const site = await makeSite(test.ctx, home);
  let sent = 0;
  // It is looked up beside the first report that more wait than are applied at once.
  const pending = await outcome('pending', () =>
    until(async () => {
      sent += 1;
      // Not by the harness, which looks for an entry of the record: there is none before it is applied.
      const answer = await test.app.http.inject({
        method: 'POST',
        url: `${api}/reports`,
        headers: { ...test.as(site.key), 'content-type': 'application/json' },
        payload: JSON.stringify({ extensions: [{ name: 'token', version: `8.x-1.${sent}` }] }),
      });
      return answer.json().data.status === 'pending';
    }),
  );
  expect(pending).toBe(1);
  const stop = test.app.startDraining();
  const rejected = await outcome('rejected', () => until(async () => (await read('patchlight_inbox_waiting')) === 0));
  await stop();
  expect(rejected).toBe(150);
  expect(await read('patchlight_inbox_oldest_seconds')).toBe(0);
  expect(await read('patchlight_intake_backlog')).toBe(0);
  expect(await read('patchlight_inbox_dead_letters')).toBe(3);
});
