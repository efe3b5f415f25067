import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { v7 as newId } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { createInbox } from '../src/inventory/inbox.ts';
import { useApp } from './app.ts';
import { makeSite, type SiteRow } from './factories.ts';
import { holdOpen, urlOf } from './postgres.ts';
import { until } from './queue.ts';
import { ServerProgram } from './server-process.ts';

const test = useApp({ start: new Date().toISOString() });
const running: ServerProgram[] = [];
let program: ServerProgram;
beforeAll(async () => {
  program = await ServerProgram.build({
    DATABASE_URL: urlOf(inject('postgres'), test.databaseName),
    SECRET_KEY: 'a secret key of the tests: 32 bytes and more',
    DATABASE_POOL_MAX: '3',
    DRAIN_SECONDS: '0',
  });
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.end('SIGKILL');
});
afterAll(() => program?.remove());

async function start(...args: string[]): Promise<{ address: string; process: ServerProgram }> {
  const process = program.beside(args);
  running.push(process);
  return { address: await process.start(), process };
}

/** A report of a burst, committed and not yet read. */
async function keep(site: SiteRow): Promise<void> {
  const body = Buffer.from(JSON.stringify({ extensions: [{ name: 'token', version: '8.x-1.13' }] }));
  await createInbox(test.database).add({
    site: { id: site.id, uuid: site.uuid, organizationId: site.organization.id },
    reportId: newId(),
    body,
    receivedAt: new Date(),
    bodyHash: body.toString('hex'),
    requestId: 'burst',
    actor: { actor_type: 'key', actor_id: null, actor_name: null },
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const waiting = async () => (await test.sql('select from report_inbox')).length;
const applied = async (site: SiteRow) =>
  (await test.sql('select from site_modules where site_id = $1', [site.id])).length;
const lastJobs = () => test.sql('select from graphile_worker._private_known_crontabs');
const jobsLeft = async () => (await test.sql('select from graphile_worker._private_jobs')).length;
const workerHealth = async (address: string) =>
  ((await (await fetch(`${address}/readyz`)).json()) as { checks: { worker: { status: string } } }).checks.worker
    .status;

describe('serve --api-only', () => {
  it('answers, and leaves jobs, schedule and inbox to a worker', async () => {
    const site = await makeSite(test.ctx, test.cast.home);
    const { address, process } = await start('serve', '--api-only');
    const headers = { authorization: `Bearer ${site.key}`, 'content-type': 'application/json' };
    const report = JSON.stringify({ extensions: [{ name: 'token', version: '8.x-1.12' }] });
    expect((await fetch(`${address}/api/v1/reports`, { method: 'POST', headers, body: report })).status).toBe(202);
    await keep(site);
    // Whoever looked would have looked twice by now.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect([await waiting(), await workerHealth(address)]).toEqual([1, 'degraded']);
    expect(await lastJobs()).toEqual([]);
    expect(await process.end('SIGTERM')).toBe(0);
    await test.sql('delete from report_inbox');
  });
});

describe('worker', () => {
  it('does the jobs and empties the inbox, of which a server beside it knows, and listens to nobody', async () => {
    const site = await makeSite(test.ctx, test.cast.home);
    await keep(site);
    const { address } = await start('serve', '--api-only');
    const [PORT, METRICS_PORT] = [String(await freePort()), String(await freePort())];
    const worker = program.beside(['worker'], { PORT, METRICS_PORT });
    running.push(worker);
    expect(await worker.start()).toBe('');
    await until('the report is applied', async () => (await waiting()) === 0 && (await applied(site)) === 1);
    await until('it is seen', async () => (await workerHealth(address)) === 'ok');
    await until('it knows the schedule', async () => (await lastJobs()).length > 0);
    await until('its first jobs are done', async () => (await jobsLeft()) === 0);
    await expect(fetch(`http://127.0.0.1:${PORT}/livez`)).rejects.toThrow();
    const metrics = await (await fetch(`http://127.0.0.1:${METRICS_PORT}/metrics`)).text();
    expect(metrics).toMatch(/^patchlight_reports_total\{outcome="applied"\} 1$/m);
    expect(metrics).toMatch(/^patchlight_job_duration_seconds_count\{job="purge"\} 1$/m);
    expect(await worker.end('SIGTERM')).toBe(0);
    await until('it is missed', async () => (await workerHealth(address)) === 'degraded');
  });

  it('finishes what it has claimed before it ends', async () => {
    const sites = await Promise.all(Array.from({ length: 40 }, () => makeSite(test.ctx, test.cast.home)));
    await Promise.all(sites.map(keep));
    // What it claims now waits for its turn in the middle of a transaction.
    const release = await holdOpen(test.database.db, (tx) => tx.selectFrom('sites').select('id').forUpdate().execute());
    const { process } = await start('worker');
    await until('it has claimed them', async () => (await claimed()) === sites.length);
    const ended = process.end('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 500));
    await release();
    expect(await ended).toBe(0);
    expect(await waiting()).toBe(0);
    expect(await Promise.all(sites.map(applied))).toEqual(sites.map(() => 1));
  });

  it('does not start on the embedded database, and says what to do', async () => {
    const alone = program.beside(['worker'], { DATABASE_URL: '', SECRET_KEY: '' });
    expect(await alone.run()).toBe(5);
    expect(alone.said).toContain('Set DATABASE_URL and SECRET_KEY, or start bin/patchlight serve alone.');
    expect(alone.said).not.toMatch(/ at .*\.[mt]s:/);
  });

  it('does not start on a database that is behind it, or that is not there', async () => {
    await test.sql('delete from kysely_migration where name = (select max(name) from kysely_migration)');
    const behind = program.beside(['worker']);
    expect(await behind.run()).toBe(5);
    expect(behind.said).toContain('Run: bin/patchlight migrate');
    const gone = program.beside(['worker'], { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing' });
    expect(await gone.run()).toBe(5);
    expect(gone.said).toMatch(/^The database cannot be used now: .*ECONNREFUSED/);
  });
});

const claimed = async () => (await test.sql('select from report_inbox where claimed_until > now()')).length;
