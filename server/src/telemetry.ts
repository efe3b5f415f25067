import { type ChannelType, channelTypes } from '@patchlight/contract/channel-lists';
import { type FeedKind, type FetchOutcome, feedKinds, fetchOutcomes } from '@patchlight/contract/feeds';
import { reportStatuses } from '@patchlight/contract/inventory';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Log } from './context.ts';

/**
 * What may become of a report: its status; or it was refused before it was read, because of who sent it, how often, or
 * because the server could not take it.
 */
export const reportOutcomes = [...reportStatuses, 'denied', 'limited', 'unavailable'] as const;
export type ReportOutcome = (typeof reportOutcomes)[number];
export const signInOutcomes = ['ok', 'refused'] as const;
export const mailKinds = ['invitation', 'password_reset', 'verify_address', 'alert', 'digest', 'test'] as const;
export type MailKind = (typeof mailKinds)[number];
/** Of an attempt: the other side took it; it is tried again; it is given up. */
export const channelOutcomes = ['delivered', 'deferred', 'failed'] as const;
export type ChannelOutcome = (typeof channelOutcomes)[number];
export const mailOutcomes = ['sent', 'deferred', 'away', 'refused', 'expired'] as const;

/** One function per business event: a counter with few labels, and a line in the log where a person would look. */
export interface Telemetry {
  reportTaken(outcome: ReportOutcome): void;
  batchCommitted(size: number, seconds: number): void;
  verdictsChanged(log: Log, project: string, versions: number, sites: number): void;
  loginTried(outcome: (typeof signInOutcomes)[number]): void;
  fetched(source: FeedKind, outcome: FetchOutcome): void;
  jobEnded(job: string, seconds: number, outcome: 'ok' | 'failed'): void;
  mailTried(kind: MailKind, outcome: (typeof mailOutcomes)[number]): void;
  channelTried(type: ChannelType, outcome: ChannelOutcome): void;
}

export function createTelemetry(registry: Registry): Telemetry {
  const registers = [registry];
  const reports = new Counter({
    name: 'patchlight_reports_total',
    help: 'Reports by what became of them; one that was `pending` counts once more when it is applied',
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
    buckets: [0.01, 0.1, 1, 5, 30, 120, 600],
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
  const deliveries = new Counter({
    name: 'patchlight_channel_deliveries_total',
    help: 'Attempts to tell a channel of an event, by what became of it',
    labelNames: ['type', 'outcome'],
    registers,
  });
  // From the start at 0: a series that begins with its first event hides that event from every rate.
  for (const outcome of reportOutcomes) reports.inc({ outcome }, 0);
  for (const outcome of signInOutcomes) logins.inc({ outcome }, 0);
  for (const source of feedKinds) for (const outcome of fetchOutcomes) fetches.inc({ source, outcome }, 0);
  for (const type of channelTypes) for (const outcome of channelOutcomes) deliveries.inc({ type, outcome }, 0);
  for (const kind of mailKinds) for (const outcome of mailOutcomes) mails.inc({ kind, outcome }, 0);
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
      jobFailures.inc({ job }, outcome === 'failed' ? 1 : 0);
    },
    mailTried: (kind, outcome) => mails.inc({ kind, outcome }),
    channelTried: (type, outcome) => deliveries.inc({ type, outcome }),
  };
}
