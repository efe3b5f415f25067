import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Link, openLink } from '../../bench/src/chaos/proxy.ts';
import type { Db } from '../src/db/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';
import { schedule } from '../src/schedule.ts';
import { Balancer, type Outcome } from './balancer.ts';
import { contradictions } from './consistency.ts';
import { keepJobLedger, ticksOf } from './job-ledger.ts';
import { openOwner, query, urlOf } from './postgres.ts';
import { until } from './queue.ts';
import { describeRedis, useRedis } from './redis-server.ts';
import { ServerProgram } from './server-process.ts';

const setupToken = 'the setup token of this test';
const account = { email: 'sam@example.org', password: 'staple horse battery correct' };
const sitesMade = 60;
const reportEveryMs = 1_000;
const readEveryMs = 250;
const burst = 900;
const minuteMs = 60_000;
const cutEveryMs = 1_500;
const redis = useRedis();

describeRedis('two servers and two workers, each restarted under load', () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  let owner: Db;
  let program: ServerProgram;
  let next: ServerProgram;
  let link: Link;
  let keys: readonly string[];
  let environment: NodeJS.ProcessEnv;
  const servers: { process: ServerProgram; port: string }[] = [];
  const workers: ServerProgram[] = [];
  let balancer: Balancer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchlight-rolling-'));
    // Four processes ask for more connections than the embedded one has for its single process.
    const options = { log: pino({ level: 'silent' }), settings: { max_connections: 100 } };
    postgres = await startEmbeddedPostgres({ dataDir: folder, ...options });
    const address = { folder: postgres.socketDir, port: postgres.port, user: postgres.user };
    link = await openLink({ path: `${postgres.socketDir}/.s.PGSQL.${postgres.port}` });
    environment = {
      DATABASE_URL: urlOf(address, postgres.database),
      REDIS_URL: redis.url,
      SECRET_KEY: 'a secret key of the tests: 32 bytes and more',
      SETUP_TOKEN: setupToken,
      RATE_LIMITS: 'off',
      DATABASE_POOL_MAX: '5',
      DRAIN_SECONDS: '3',
    };
    program = await ServerProgram.build(environment);
    expect(await program.beside(['migrate']).run()).toBe(0);
    owner = openOwner(address, postgres.database);
    await keepJobLedger(owner);
    for (let count = 0; count < 2; count += 1) {
      const process = program.beside(['serve', '--api-only']);
      servers.push({ process, port: new URL(await process.start()).port });
      const worker = program.beside(['worker']);
      workers.push(worker);
      await worker.start();
    }
    balancer = new Balancer(servers.map(({ port }) => `http://127.0.0.1:${port}`));
    keys = await makeKeys();
  }, 120_000);
  afterAll(async () => {
    await balancer?.close();
    await owner?.destroy();
    await Promise.all([...servers.map(({ process }) => process), ...workers].map((each) => each.end('SIGKILL')));
    await link?.close();
    await postgres?.stop();
    await Promise.all([program?.remove(), next?.remove()]);
    await rm(folder, { recursive: true, force: true });
  }, 120_000);

  const ledger: { id: string; outcome: Outcome; isPending: boolean }[] = [];
  const reads: Outcome[] = [];
  let token = '';

  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const { outcome, text } = await balancer.send(path, {
      method,
      headers: { 'content-type': 'application/json', ...(token !== '' && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (typeof outcome !== 'number' || outcome >= 300) throw new Error(`${method} ${path}: ${outcome} ${text}`);
    return JSON.parse(text).data;
  }

  async function report(key: string, round: number): Promise<void> {
    const id = newId();
    const { outcome, text } = await balancer.send('/reports', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ report_id: id, extensions: [{ name: 'token', version: `1.${round % 7}.0` }] }),
    });
    ledger.push({ id, outcome, isPending: text.includes('"pending"') });
  }

  async function makeKeys(): Promise<string[]> {
    await call('POST', '/setup', { token: setupToken, name: 'Sam', ...account });
    token = (await call<{ access_token: string }>('POST', '/auth/login', account)).access_token;
    const [organization] = await call<{ id: string }[]>('GET', '/organizations');
    const keys: string[] = [];
    for (let index = 0; index < sitesMade; index += 1) {
      const url = `https://site-${index}.example.org`;
      const site = { url, name: `Site ${index}`, organization_id: organization?.id };
      keys.push((await call<{ api_key: string }>('POST', '/sites', site)).api_key);
    }
    return keys;
  }

  /** Reports and reads at a steady pace until it is over. */
  function load(isOver: () => boolean): Promise<unknown> {
    const paths = ['/sites', '/overview', '/modules', '/auth/me'];
    const repeat = async (everyMs: number, work: (round: number) => Promise<unknown>) => {
      for (let round = 1; !isOver(); round += 1) await Promise.all([work(round), sleep(everyMs)]);
    };
    return Promise.all([
      ...keys.map((key) => repeat(reportEveryMs, (round) => report(key, round))),
      ...paths.map((path) =>
        repeat(readEveryMs, async () => {
          reads.push((await balancer.send(path, { headers: { authorization: `Bearer ${token}` } })).outcome);
        }),
      ),
    ]);
  }

  const restartServer = async ({ process, port }: { process: ServerProgram; port: string }) => {
    expect(await process.end('SIGTERM'), process.said).toBe(0);
    await process.start({ PORT: port });
  };
  const restartWorker = async (worker: ServerProgram) => {
    expect(await worker.end('SIGTERM'), worker.said).toBe(0);
    await worker.start();
  };

  it('O-01, O-09: nothing is lost or doubled, nobody is refused, each job runs once a minute', async () => {
    const [[firstServer, secondServer], [firstWorker, secondWorker]] = [servers, workers];
    if (!firstServer || !secondServer || !firstWorker || !secondWorker) throw new Error('They have not started.');
    const began = Date.now();
    let isOver = false;
    const loading = load(() => isOver);
    await restartServer(firstServer);
    await Promise.all([
      restartWorker(firstWorker),
      ...Array.from({ length: burst }, (_, index) => report(keys[index % keys.length] ?? '', index)),
    ]);
    await restartServer(secondServer);
    // At the turn of a minute one of them is away, unless one has passed already.
    const turn = Math.ceil(began / minuteMs) * minuteMs;
    await sleep(Math.max(0, turn - 300 - Date.now()));
    await restartWorker(secondWorker);
    await until('the jobs of the minute are done', async () => Date.now() > turn + 2_000 && (await jobsLeft()) === 0);
    isOver = true;
    await loading;
    const confirmed = await expectNothingLost();
    expect(confirmed.length).toBeGreaterThan(burst);
    expect(confirmed.filter(({ isPending }) => isPending).length).toBeGreaterThan(0);

    const ticks = await ticksOf(owner);
    expect(ticks.filter(({ jobs, taken, done }) => jobs !== 1 || taken !== 1 || done !== 1)).toEqual([]);
    const ofTurn = ticks.filter(({ tick }) => Date.parse(tick) === turn).map(({ task }) => task);
    const everyMinute = schedule.filter(({ cron }) => cron === '* * * * *').map(({ name }) => name);
    expect(ofTurn).toEqual(expect.arrayContaining(everyMinute));
  }, 240_000);

  it('F-20: nor while the next version migrates and takes over, and its way to the database is cut again and again', async () => {
    const behindLink = new URL(environment.DATABASE_URL ?? '');
    behindLink.search = '';
    behindLink.host = `127.0.0.1:${link.port}`;
    next = await ServerProgram.build({ ...environment, DATABASE_URL: behindLink.href });
    await writeFile(
      join(dirname(next.program), 'db/migrations/0999_of_the_next_version.sql'),
      'alter table sites add column of_the_next_version integer;',
    );
    let isOver = false;
    const loading = load(() => isOver);
    // It commits and is not told.
    link.set('dropReplies', 'commit\0');
    const migrating = next.beside(['migrate']);
    const migrated = migrating.run();
    await until('it has committed', async () => (await columnsOfNext()) === 1);
    link.set('none');
    expect(await migrated, migrating.said).not.toBe(0);
    const again = next.beside(['migrate']);
    expect(await again.run(), again.said).toBe(0);

    const cutting = setInterval(() => link.reset(), cutEveryMs);
    try {
      for (const [index, server] of servers.entries()) {
        const worker = workers[index];
        expect(await Promise.all([server.process.end('SIGTERM'), worker?.end('SIGTERM')])).toEqual([0, 0]);
        server.process = next.beside(['serve', '--api-only']);
        workers[index] = next.beside(['worker']);
        await Promise.all([startAtLast(server.process, { PORT: server.port }), startAtLast(workers[index])]);
      }
      await sleep(3_000);
    } finally {
      clearInterval(cutting);
    }
    isOver = true;
    await loading;
    await expectNothingLost();
  }, 120_000);

  const columnsOfNext = async () =>
    (await query(owner, "select from information_schema.columns where column_name = 'of_the_next_version'")).length;

  /** As a service manager does: what ends because the database was not to be reached is started again. */
  async function startAtLast(
    process: ServerProgram | undefined,
    env: NodeJS.ProcessEnv = {},
    tries = 20,
  ): Promise<void> {
    await process?.start(env).catch((error: unknown) => {
      if (tries === 1) throw error;
      return startAtLast(process, env, tries - 1);
    });
  }

  async function expectNothingLost(): Promise<typeof ledger> {
    await until('nothing is pending', async () => (await query(owner, 'select from report_inbox')).length === 0);
    const outcomes = [...reads, ...ledger.map(({ outcome }) => outcome)];
    expect(outcomes.filter((outcome) => ![200, 202, 429, 503].includes(outcome as number))).toEqual([]);
    const rows = await query<{ report_id: string; n: number }>(
      owner,
      "select report_id, count(*)::int as n from site_reports where status <> 'rejected' group by report_id",
    );
    const kept = new Map(rows.map((row) => [row.report_id, row.n]));
    const confirmed = ledger.filter(({ outcome }) => outcome === 200 || outcome === 202);
    expect(confirmed.filter(({ id }) => kept.get(id) !== 1)).toEqual([]);
    expect(rows.filter(({ n }) => n !== 1)).toEqual([]);
    expect(await contradictions((text) => query(owner, text))).toEqual([]);
    return confirmed;
  }

  const jobsLeft = async () => (await query(owner, 'select from graphile_worker._private_jobs')).length;
});
