import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { useDatabase } from '../test/harness.ts';
import { until, useQueue } from '../test/queue.ts';
import { hasWorker, requestJob } from './db/jobs.ts';
import { type Job, schedule } from './schedule.ts';

const database = useDatabase();
const queue = useQueue(database);
const never = '0 0 30 2 *';
const jobsLeft = () =>
  database.administer<{ task: string; attempts: number; locked: boolean }>(
    'select task_identifier as task, attempts, locked_by is not null as locked from graphile_worker.jobs order by 1',
  );
const request = (name: string) => database.current.db.transaction().execute((tx) => requestJob(tx, name));

test('O-09: two workers share a crontab: at each minute one of them takes the job', async () => {
  const runs: { worker: number; at: number }[] = [];
  const jobOf = (worker: number): Job => ({
    name: 'every-minute',
    cron: '* * * * *',
    run: async () => void runs.push({ worker, at: Date.now() }),
  });
  const workers = [queue.start([jobOf(1)]), queue.start([jobOf(2)])];
  await until('both have started', async () => {
    const [row] = await database.administer<{ n: number }>(
      "select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name like 'patchlight worker %'",
    );
    return row?.n === 2 && runs.length > 0 && (await jobsLeft()).length === 0;
  });
  const minute = Math.floor(Date.now() / 60_000) + 1;
  await until('the minute has begun', () => Date.now() > minute * 60_000, 61);
  await until('the job has run', () => runs.some(({ at }) => at >= minute * 60_000));
  // Long enough for the other one to do the same.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(runs.filter(({ at }) => at >= minute * 60_000)).toHaveLength(1);
  await Promise.all(workers.map((worker) => worker.stop()));
}, 120_000);

test('O-09: every job of the schedule runs when a worker starts, and leaves nothing in the queue', async () => {
  const ran: string[] = [];
  const jobs = schedule.map(
    (job): Job => ({
      ...job,
      cron: never,
      run: async (...given) => {
        await job.run(...given);
        ran.push(job.name);
      },
    }),
  );
  const worker = queue.start(jobs);
  await until('all have run', () => ran.length >= jobs.length);
  expect(ran.sort()).toEqual(jobs.map(({ name }) => name).sort());
  await worker.stop();
  expect(await jobsLeft()).toEqual([]);
  expect(await queue.registry.metrics()).toContain('patchlight_job_duration_seconds_count{job="purge"} 1');
});

test('O-09: a job that is asked for in a transaction runs after its commit, never without, and never beside itself', async () => {
  let [runs, atOnce, most] = [0, 0, 0];
  const run = async () => {
    runs += 1;
    atOnce += 1;
    most = Math.max(most, atOnce);
    await new Promise((resolve) => setTimeout(resolve, 100));
    atOnce -= 1;
  };
  const workers = [1, 2].map(() => queue.start([{ name: 'asked-for', cron: never, run }]));
  await until('both have started', async () => runs >= 1 && atOnce === 0 && (await jobsLeft()).length === 0);
  const before = runs;
  const undone = database.current.db.transaction().execute(async (tx) => {
    await requestJob(tx, 'asked-for');
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await Promise.all([1, 2, 3, 4].map(() => request('asked-for')));
  await until('the queue is empty', async () => (await jobsLeft()).length === 0);
  expect([runs - before, most]).toEqual([4, 1]);
  await Promise.all(workers.map((worker) => worker.stop()));
});

test('O-09: a job that fails is logged with its name, counted, and tried again', async () => {
  let runs = 0;
  const run = async () => {
    runs += 1;
    if (runs === 1) throw new Error('not this time');
  };
  const worker = queue.start([{ name: 'failing', cron: never, run }]);
  await until('it has run again', () => runs === 2);
  await worker.stop();
  expect(queue.logged.filter(({ message }) => message === 'job failed')).toEqual([
    { message: 'job failed', fields: { job: 'failing', err: expect.objectContaining({ message: 'not this time' }) } },
  ]);
  expect(await queue.registry.metrics()).toContain('patchlight_job_failures_total{job="failing"} 1');
  expect(await jobsLeft()).toEqual([]);
});

test('O-09: a stop ends a job that listens at once, and gives back one that does not', async () => {
  const started: string[] = [];
  const obedient: Job = {
    name: 'obedient',
    cron: never,
    run: (_ctx, signal) => {
      started.push('obedient');
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('cut off')));
      });
    },
  };
  const first = queue.start([obedient]);
  await until('it runs', () => started.length === 1);
  const begin = performance.now();
  await first.stop();
  expect(performance.now() - begin).toBeLessThan(2_500);
  expect(await jobsLeft()).toEqual([]);

  const deaf: Job = { name: 'deaf', cron: never, run: () => new Promise(() => void started.push('deaf')) };
  const second = queue.start([deaf]);
  await until('it runs', () => started.length === 2);
  await second.stop();
  expect(await jobsLeft()).toEqual([{ task: 'deaf', attempts: 1, locked: false }]);
  await database.administer('delete from graphile_worker._private_jobs');
});

test('O-09: a worker whose connections are cut begins again', async () => {
  let runs = 0;
  const run = async () => {
    runs += 1;
  };
  const worker = queue.start([{ name: 'persistent', cron: never, run }]);
  await until('it runs', async () => runs === 1 && (await hasWorker(database.current.db)));
  await database.administer(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await until('it has begun again', () => runs === 2);
  await request('persistent');
  await until('it takes jobs', () => runs === 3);
  await worker.stop();
});

test('O-09: what is known of a worker is known to the role that the server works as', async () => {
  const { db } = database.current;
  // PostgreSQL ends a connection a moment after whoever held it has gone.
  const isGone = async () => !(await hasWorker(db));
  await until('the one before is gone', isGone);
  const worker = queue.start([{ name: 'idle', cron: never, run: async () => undefined }]);
  await until('it is seen', () => hasWorker(db));
  await worker.stop();
  await until('it is gone', isGone);
});

test('O-09: that role may ask for a job, and not touch the queue', async () => {
  const { db } = database.current;
  await expect(sql`select * from graphile_worker.jobs`.execute(db)).rejects.toThrow(/permission denied/);
  await expect(sql`select graphile_worker.add_job('x')`.execute(db)).rejects.toThrow(/permission denied/);
});
