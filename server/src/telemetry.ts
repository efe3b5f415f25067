import { Counter, Histogram, type Registry } from 'prom-client';
import type { Log } from './context.ts';

/** One function per business event: a counter with few labels, and a line in the log where a person would look. */
export interface Telemetry {
  reportTaken(outcome: string): void;
  batchCommitted(size: number, seconds: number): void;
  verdictsChanged(log: Log, project: string, versions: number, sites: number): void;
  loginTried(outcome: 'ok' | 'refused'): void;
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
  };
}
