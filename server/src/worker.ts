import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogFunctionFactory, Runner, RunnerOptions, WorkerEvents, WorkerPool } from 'graphile-worker';
import { type Log, systemContext } from './context.ts';
import type { Db, JobPool } from './db/database.ts';
import { releaseDeadWorkers, showLife } from './db/jobs.ts';
import { recordRun } from './jobs/record-run.ts';
import { type Job, type JobTools, schedule } from './schedule.ts';

const jobsAtOnce = 4;
const lookForDeadMs = 15_000;
const restartMs = 5_000;
const stopMs = 3_000;

interface WorkerParts {
  readonly db: Db;
  readonly queue: JobPool;
  readonly log: Log;
  readonly tools: JobTools;
  readonly jobs?: readonly Job[];
}

export interface Worker {
  /** Tells running jobs to end, waits for them a little, and gives back what has not ended. */
  stop(): Promise<void>;
}

/** Works on the job queue until it is stopped; whatever ends it otherwise, it begins again. */
export function startWorker(parts: WorkerParts): Worker {
  const stopping = new AbortController();
  const working = keepWorking(parts, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

async function keepWorking(parts: WorkerParts, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      await work(parts, stopping);
    } catch (error) {
      if (!stopping.aborted) parts.log.error({ err: error }, 'worker ended, and begins again');
    }
    await sleep(restartMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}

/** One life of a worker. Returns when it was stopped, and throws when something else ended it. */
async function work(parts: WorkerParts, stopping: AbortSignal): Promise<void> {
  const { queue, log, jobs = schedule } = parts;
  // Loaded when the first worker starts: whoever waits for the server to listen does not wait for it.
  const { Logger, makeWorkerUtils, run } = await import('graphile-worker');
  const logger = new Logger(logTo(log));
  const utils = await makeWorkerUtils({ pgPool: queue, logger });
  await releaseDead(queue, log);
  // Jobs that were asked for anew while they ran, and failed after that.
  await utils.cleanup({ tasks: ['DELETE_PERMAFAILED_JOBS'] });
  for (const { name } of jobs) await utils.addJob(name, {}, identityOf(name));
  await utils.release();
  if (stopping.aborted) return;

  const ending = new AbortController();
  const events: WorkerEvents = new EventEmitter();
  let pool: WorkerPool | undefined;
  events.on('pool:create', ({ workerPool }) => {
    pool = workerPool;
  });
  const runner = await run({ ...(await optionsOf(parts, ending.signal)), logger, events });
  ending.signal.addEventListener(
    'abort',
    () => void stopRunner(runner, () => pool?.forcefulShutdown('It is stopping.')),
  );
  const end = () => ending.abort();
  stopping.addEventListener('abort', end, { once: true });
  if (stopping.aborted) end();
  const life = showLife(queue, pool?.id ?? '', end);
  // Without it others would take its jobs.
  life.catch(end);
  const looking = setInterval(() => {
    releaseDead(queue, log, pool?.id).catch((error: unknown) =>
      log.warn({ err: error }, 'dead workers not looked for'),
    );
  }, lookForDeadMs);
  try {
    await runner.promise;
    if (!stopping.aborted) throw new Error('It lost the database.');
  } finally {
    clearInterval(looking);
    stopping.removeEventListener('abort', end);
    await life.then((hide) => hide()).catch(() => undefined);
  }
}

async function optionsOf(parts: WorkerParts, ending: AbortSignal): Promise<RunnerOptions> {
  const { parseCronItems } = await import('graphile-worker');
  const { queue, jobs = schedule } = parts;
  return {
    pgPool: queue,
    concurrency: jobsAtOnce,
    noHandleSignals: true,
    // Noted in batches, because nobody waits for the promise of a single note: a lost connection would end the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: Object.fromEntries(jobs.map((job) => [job.name, () => runJob(job, parts, ending)])),
    parsedCronItems: parseCronItems(
      jobs.map(({ name, cron }) => ({ task: name, match: cron, identifier: name, options: identityOf(name) })),
    ),
  };
}

// Asked for twice it runs once, and after itself: its queue is its own.
const identityOf = (name: string) => ({ jobKey: name, queueName: name });

async function runJob(job: Job, { db, log, tools }: WorkerParts, ending: AbortSignal): Promise<void> {
  const started = performance.now();
  const ctx = systemContext(db, log, job.name);
  const startedAt = ctx.now();
  const ended = async (outcome: 'ok' | 'failed', failure: unknown) => {
    const seconds = (performance.now() - started) / 1000;
    tools.telemetry.jobEnded(job.name, seconds, outcome);
    await recordRun(ctx, { job: job.name, startedAt, seconds, failure });
  };
  try {
    await job.run(ctx, ending, tools);
    await ended('ok', null);
  } catch (error) {
    // What a stop cut off is done by the next start.
    if (ending.aborted) return;
    await ended('failed', error);
    log.warn({ err: error, job: job.name }, 'job failed');
    throw error;
  }
}

/** Jobs that run are waited for, but not for long. How it ended is told by the promise of the runner. */
async function stopRunner(runner: Runner, force: () => unknown): Promise<void> {
  const late = setTimeout(force, stopMs);
  await runner.stop().catch(() => undefined);
  clearTimeout(late);
}

async function releaseDead(queue: JobPool, log: Log, own?: string): Promise<void> {
  const workers = await releaseDeadWorkers(queue, own);
  if (workers > 0) log.warn({ workers }, 'jobs of dead workers released');
}

/** What goes wrong in the queue itself; of a job that fails the log tells already. */
function logTo(log: Log): LogFunctionFactory {
  return () => (level, message, meta) => {
    const isProblem = (level === 'error' || level === 'warning') && meta?.failure !== true;
    log[isProblem ? 'warn' : 'debug']({ ...(meta?.error !== undefined && { err: meta.error }) }, `worker: ${message}`);
  };
}
