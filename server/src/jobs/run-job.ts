import type * as contract from '@patchlight/contract/jobs';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction } from '../context.ts';
import { requestJob } from '../db/jobs.ts';
import { notFound } from '../errors.ts';
import { getJob, type Scheduled } from './list-jobs.ts';

/** Asks for a job now. It never runs beside itself: while it runs, it runs once more after that. */
export function runJob(
  ctx: Ctx,
  { params: { name } }: { params: { name: string } },
  schedule: readonly Scheduled[],
): Promise<contract.Job> {
  const job = schedule.find((each) => each.name === name);
  if (job === undefined) throw notFound();
  return inTransaction(ctx, async (tx) => {
    await requestJob(tx.db, name);
    await audit(tx, 'job.requested', { organizationId: platform, target: { type: 'job', id: name } });
    return getJob(tx, job);
  });
}
