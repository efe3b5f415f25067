import { sealAuditLog } from './audit/seal-audit-log.ts';
import { type Ctx, type Log, systemContext } from './context.ts';
import type { Db } from './db/database.ts';
import { forgetKeys } from './http/idempotency.ts';
import { flagChangedSites } from './inventory/flag-sites.ts';
import { purgeDeleted } from './retention/purge.ts';

interface Job {
  readonly name: string;
  readonly everySeconds: number;
  readonly run: (ctx: Ctx, signal: AbortSignal) => Promise<unknown>;
}

/** The crontab of the server process. Each job is safe beside itself in another process. */
export const schedule: readonly Job[] = [
  // Work that an interrupted import left; a change of this process's own is flagged at once by whoever made it.
  { name: 'flag-sites', everySeconds: 60, run: flagChangedSites },
  { name: 'seal-audit-log', everySeconds: 60, run: (ctx, signal) => sealAuditLog(ctx, { signal }) },
  { name: 'forget-idempotency-keys', everySeconds: 3600, run: forgetKeys },
  { name: 'purge', everySeconds: 86_400, run: (ctx, signal) => purgeDeleted(ctx, { signal }) },
];

/** Runs every job now and then at its interval, never twice at a time. Returns what stops it. */
export function startSchedule(db: Db, log: Log, jobs: readonly Job[] = schedule): () => void {
  const stopping = new AbortController();
  const timers = jobs.map((job) => {
    let isRunning = false;
    const run = async () => {
      if (isRunning) return;
      isRunning = true;
      try {
        await job.run(systemContext(db, log, job.name), stopping.signal);
      } catch (error) {
        // What a stop cut off is done by the next start.
        if (!stopping.signal.aborted) log.warn({ err: error, job: job.name }, 'job failed');
      } finally {
        isRunning = false;
      }
    };
    void run();
    return setInterval(run, job.everySeconds * 1000).unref();
  });
  return () => {
    stopping.abort();
    for (const timer of timers) clearInterval(timer);
  };
}
