import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Log } from './context.ts';

/** One function per business event: a counter with few labels, and a line in the log where a person would look. */
export interface Telemetry {
  reportTaken(outcome: string): void;
  batchCommitted(size: number, seconds: number): void;
  verdictsChanged(log: Log, project: string, versions: number, sites: number): void;
  loginTried(outcome: 'ok' | 'refused'): void;
  fetched(source: string, outcome: string): void;
  jobEnded(job: string, seconds: number, outcome: 'ok' | 'failed'): void;
  mailTried(kind: string, outcome: string): void;
  mailsWaiting(count: number): void;
}

export function createTelemetry(registry: Registry): Telemetry {
  const registers = [registry];
  const reports = new Counter({
    name: 'patchlight_reports_total',
    help: 'Reports by what became of them',
    labelNames: ['outcome'],
    registers,
  });
  const batch = new Histogram({
    name: 'patchlight_commit_batch_size',
    help: 'Reports in one commit',
    buckets: [1, 2, 5, 10, 20, 50],
    registers,
  });
  const commit = new Histogram({
    name: 'patchlight_commit_seconds',
    help: 'Duration of a commit of reports',
    registers,
  });
  const verdicts = new Counter({
    name: 'patchlight_verdicts_changed_total',
    help: 'Versions whose verdict changed',
    registers,
  });
  const logins = new Counter({
    name: 'patchlight_logins_total',
    help: 'Sign-ins by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const fetches = new Counter({
    name: 'patchlight_fetches_total',
    help: 'Attempts to fetch release histories and advisories, by what became of them',
    labelNames: ['source', 'outcome'],
    registers,
  });
  const jobs = new Histogram({
    name: 'patchlight_job_duration_seconds',
    help: 'Duration of a job',
    labelNames: ['job'],
    registers,
  });
  const jobFailures = new Counter({
    name: 'patchlight_job_failures_total',
    help: 'Jobs that failed',
    labelNames: ['job'],
    registers,
  });
  const mails = new Counter({
    name: 'patchlight_mails_total',
    help: 'Attempts to send a mail, by what became of it',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const mailQueue = new Gauge({ name: 'patchlight_mail_queue', help: 'Mails that are not sent yet', registers });
  return {
    reportTaken: (outcome) => reports.inc({ outcome }),
    batchCommitted(size, seconds) {
      batch.observe(size);
      commit.observe(seconds);
    },
    verdictsChanged(log, project, versions, sites) {
      verdicts.inc(versions);
      log.info({ project, versions, sites }, 'verdicts changed');
    },
    loginTried: (outcome) => logins.inc({ outcome }),
    fetched: (source, outcome) => fetches.inc({ source, outcome }),
    jobEnded(job, seconds, outcome) {
      jobs.observe({ job }, seconds);
      if (outcome === 'failed') jobFailures.inc({ job });
    },
    mailTried: (kind, outcome) => mails.inc({ kind, outcome }),
    mailsWaiting: (count) => mailQueue.set(count),
  };
}
