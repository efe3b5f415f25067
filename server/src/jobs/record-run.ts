import { sql } from 'kysely';
import type { Ctx } from '../context.ts';

interface Run {
  readonly job: string;
  readonly startedAt: Date;
  readonly seconds: number;
  /** Null where it did not fail. */
  readonly failure: unknown;
}

const runsKept = 50;
const failureMax = 500;

/** Keeps what became of a run, and the last fifty of its job. That it cannot be kept is no failure of the job. */
export async function recordRun(
  ctx: Pick<Ctx, 'db' | 'log'>,
  { job, startedAt, seconds, failure }: Run,
): Promise<void> {
  const text = failure instanceof Error ? failure.message : String(failure);
  const [outcome, reason] = failure === null ? ['ok', null] : ['failed', text.slice(0, failureMax)];
  await sql`
    with run as (insert into job_runs (job, started_at, duration_ms, outcome, failure)
      values (${job}, ${startedAt}, ${Math.round(seconds * 1000)}, ${outcome}, ${reason}))
    delete from job_runs where job = ${job} and id <= (
      select id from job_runs where job = ${job} order by id desc offset ${runsKept - 1} limit 1)`
    .execute(ctx.db)
    .catch((error: unknown) => ctx.log.warn({ err: error, job }, 'run of a job not noted'));
}
