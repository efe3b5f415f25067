import type { Announcer } from '../changes/announcer.ts';
import type { Database } from '../db/database.ts';
import { failureOf } from '../db/failures.ts';
import { OperationError } from '../errors.ts';
import type { Catalogue } from '../modules/catalogue.ts';
import type { Telemetry } from '../telemetry.ts';
import { applyBatch } from './apply-batch.ts';
import { createCoalescer } from './coalesce.ts';
import { createIdentityCache } from './identities.ts';
import { createMuteCache } from './known-mutes.ts';
import type { Outcome, ReportArrival } from './report.ts';
import { createStateCache } from './site-state.ts';
import { type Touch, touchSites } from './touch.ts';

/** Where reports are committed. What it resolves is committed; what it throws is not. */
export interface Intake {
  /** Compares a report with what the site ran, and writes what changed. */
  record(arrival: ReportArrival): Promise<Outcome>;
  /** The interval of the site, in hours; null where the bytes are no longer those of its newest report. */
  touch(touch: Touch): Promise<number | null>;
  /** The answer to the same bytes once more, where they can be answered without reading them. */
  newestOf(siteId: number): NewestReport | undefined;
  backlog(): number;
  /** So many wait that the next one had better be kept and applied later. */
  isBehind(): boolean;
  idle(): Promise<void>;
}

/** What this process remembers of a site's newest report, to know the same bytes again. */
export interface NewestReport {
  readonly bodyHash: string;
  readonly source: 'site' | 'repository';
  readonly trigger: string | null;
  readonly agent: string | null;
  readonly warnings: Outcome['warnings'];
}

interface IntakeParts {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly telemetry: Telemetry;
  readonly announcer?: Pick<Announcer, 'siteChanged'>;
}

const batchMax = 50;
const delayMs = 4;
const inFlightMax = 2;
/** A touch leaves nothing to do in this process while the database works: one at a time is fuller, and so cheaper. */
const touchesInFlightMax = 1;
const sitesInMemory = 20_000;
/** Reports accepted and not yet answered; past it they are kept in the inbox. */
export const behindAt = 250;
/** So many do already where the last of them would be answered later than this: a batch waits behind those in work. */
export const behindEarly = { reports: (inFlightMax + 1) * batchMax, ms: 250 };
/** Past it the sender is asked to come again. */
const backlogMax = 5_000;
const triesMax = 3;

export function createIntake({ database: { db, pipeline }, catalogue, telemetry, announcer }: IntakeParts): Intake {
  const parts = {
    pipeline,
    catalogue,
    states: createStateCache(sitesInMemory),
    identities: createIdentityCache(db),
    mutes: createMuteCache(),
  };
  const newest = new Map<number, NewestReport>();
  // Of a report, in the last batch that was half full at least: what a smaller one takes is mostly its flight.
  let paceMs = 0;

  async function apply(arrivals: readonly ReportArrival[]) {
    const started = performance.now();
    const results = await withRetries(() => applyBatch(arrivals, parts)).catch((error: unknown) =>
      applyOneByOne(arrivals, error),
    );
    const took = performance.now() - started;
    telemetry.batchCommitted(arrivals.length, took / 1000);
    if (arrivals.length >= batchMax / 2) paceMs = took / arrivals.length / inFlightMax;
    return results;
  }

  // One report that cannot be written must not take its neighbours along.
  async function applyOneByOne(arrivals: readonly ReportArrival[], error: unknown) {
    for (const { site } of arrivals) parts.states.forget(site.id);
    if (failureOf(error) === 'unavailable' || arrivals.length === 1) throw error;
    const results = await Promise.allSettled(
      arrivals.map((arrival) => withRetries(() => applyBatch([arrival], parts))),
    );
    return results.map((result) => (result.status === 'fulfilled' ? result.value[0] : asError(result.reason)));
  }

  const changes = createCoalescer({
    batchMax,
    delayMs,
    inFlightMax,
    keyOf: ({ site }: ReportArrival) => site.id,
    work: apply,
  });
  const touches = createCoalescer({
    batchMax,
    delayMs,
    inFlightMax: touchesInFlightMax,
    keyOf: ({ site }: Touch) => site.id,
    work: async (items) => {
      const intervals = await withRetries(() => touchSites(pipeline, items));
      return items.map(({ site }) => intervals.get(site.id) ?? null);
    },
  });

  function refuseBacklog(): void {
    if (changes.backlog() + touches.backlog() >= backlogMax)
      throw new OperationError('unavailable', { retryAfterSeconds: 5 });
  }

  return {
    async record(arrival) {
      refuseBacklog();
      const result = await changes.add(arrival);
      if (result === undefined || result instanceof Error) throw result ?? new Error('The report was not decided.');
      if (result.site !== null) rememberNewest(newest, arrival);
      announcer?.siteChanged(arrival.site);
      return result.outcome;
    },
    touch(touch) {
      refuseBacklog();
      return touches.add(touch);
    },
    newestOf: (siteId) => newest.get(siteId),
    backlog: () => changes.backlog() + touches.backlog(),
    isBehind() {
      const waiting = changes.backlog();
      return waiting >= behindAt || (waiting >= behindEarly.reports && waiting * paceMs > behindEarly.ms);
    },
    async idle() {
      await Promise.all([changes.idle(), touches.idle()]);
    },
  };
}

function rememberNewest(newest: Map<number, NewestReport>, { site, report, bodyHash }: ReportArrival): void {
  newest.delete(site.id);
  if (!report.isRepeatable || report.projects === null) return;
  const { source, trigger, agent, warnings } = report;
  newest.set(site.id, { bodyHash, source, trigger, agent, warnings });
  if (newest.size > sitesInMemory) for (const oldest of newest.keys()) return void newest.delete(oldest);
}

async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (failureOf(error) !== 'retry' || tries === triesMax) throw error;
    }
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
