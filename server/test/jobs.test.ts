import type { Job } from '@patchlight/contract/jobs';
import { afterEach, expect, it } from 'vitest';
import { recordRun } from '../src/jobs/record-run.ts';
import { schedule } from '../src/schedule.ts';
import type { Worker } from '../src/worker.ts';
import { useApp } from './app.ts';
import { until } from './fetching.ts';
import { useQueue } from './queue.ts';

const test = useApp();
const queue = useQueue({
  get name() {
    return test.databaseName;
  },
  get current() {
    return test.database;
  },
});
const workers: Worker[] = [];
const never = '0 0 30 2 *';

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await test.sql('delete from graphile_worker._private_jobs');
  await test.sql('delete from job_runs');
});

const sam = (method: string, path: string) => test.request(test.as(test.cast.sam), method, `/api/v1/jobs${path}`);
const jobOf = async (name: string): Promise<Job> => (await sam('GET', '')).data.find((job: Job) => job.name === name);
/** A worker that does something else under the name of a job of the schedule. */
const work = (name: string, run: () => Promise<unknown>) =>
  void workers.push(queue.start([{ name, cron: never, run }]));

it('shows the schedule with the next run of each, in the order that is asked for', async () => {
  const { data, body } = await sam('GET', '');
  expect(data.map(({ name }: Job) => name)).toEqual(schedule.map(({ name }) => name).sort());
  expect(body.meta.total).toBe(schedule.length);
  expect(await jobOf('purge')).toEqual({
    name: 'purge',
    cron: '10 3 * * *',
    next_run_at: '2026-11-23T03:10:00Z',
    running: null,
    retry: null,
    runs: [],
  });
  const byTime = (await sam('GET', '?sort=-next_run_at&per_page=2')).data;
  expect(byTime.map(({ name }: Job) => name)).toEqual(['purge', 'tally-days']);
});

it('a job that is asked for runs, and is shown while it does, with how it ended after that', async () => {
  let go = () => {};
  let runs = 0;
  work('purge', () => {
    runs += 1;
    return runs === 1 ? Promise.resolve() : new Promise<void>((resolve) => (go = resolve));
  });
  await until(async () => (await jobOf('purge')).runs.length === 1);
  const asked = await sam('POST', '/purge/run');
  expect([asked.status, asked.data.name]).toEqual([202, 'purge']);
  const { running } = await until(async () => {
    const job = await jobOf('purge');
    return job.running !== null && job;
  });
  expect(running).toEqual({ since: expect.stringMatching(/Z$/), worker: expect.stringMatching(/^pool-/) });
  go();
  const done = await until(async () => {
    const job = await jobOf('purge');
    return job.runs.length === 2 && job.running === null && job;
  });
  expect(done.runs.map(({ outcome, failure }) => [outcome, failure])).toEqual([
    ['ok', null],
    ['ok', null],
  ]);
  expect(Date.parse(done.runs[0]?.started_at ?? '')).toBeGreaterThan(Date.now() - 60_000);
});

it('a job that failed says why and when it is tried again', async () => {
  work('purge', () => Promise.reject(new Error('The disk is full.')));
  const job = await until(async () => {
    const found = await jobOf('purge');
    return found.retry !== null && found;
  });
  expect(job.retry).toMatchObject({ attempts: 1, failure: 'The disk is full.' });
  expect(Date.parse(job.retry?.at ?? '')).toBeGreaterThan(Date.now() - 60_000);
  expect(job.runs[0]).toMatchObject({ outcome: 'failed', failure: 'The disk is full.' });
});

it('the last fifty runs of each job are kept, and ten are shown', async () => {
  for (let index = 0; index < 55; index += 1)
    await recordRun(test.ctx, { job: 'purge', startedAt: new Date(index), seconds: index, failure: null });
  await recordRun(test.ctx, { job: 'fold-counts', startedAt: new Date(0), seconds: 1, failure: null });
  const kept = await test.sql<{ job: string; n: number }>(
    'select job, count(*)::int as n from job_runs group by job order by job',
  );
  expect(kept).toEqual([
    { job: 'fold-counts', n: 1 },
    { job: 'purge', n: 50 },
  ]);
  expect((await jobOf('purge')).runs.map(({ duration_ms: ms }) => ms / 1000)).toEqual([
    54, 53, 52, 51, 50, 49, 48, 47, 46, 45,
  ]);
});

it('a run that cannot be noted fails no job', async () => {
  await test.sql('revoke insert on job_runs from patchlight_app');
  await recordRun(test.ctx, { job: 'purge', startedAt: new Date(), seconds: 1, failure: new Error('x') });
  await test.sql('grant insert on job_runs to patchlight_app');
  expect(test.logged.join()).toContain('run of a job not noted');
});

it('a job that there is not is a 404, and asks for nothing', async () => {
  expect((await sam('POST', '/no-such-job/run')).status).toBe(404);
  expect(await test.sql('select from graphile_worker._private_jobs')).toEqual([]);
});
