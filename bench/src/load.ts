import { change, type Kind } from './changes.ts';
import { openConnection } from './connection.ts';
import type { SiteRequest } from './report-body.ts';

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly kind: Kind;
  /** How long, or how many; with neither each site is sent for once. */
  readonly seconds?: number;
  readonly requests?: number;
}

export interface LoadResult {
  /** Answered within the time; what was under way at its end is waited for and counted only in `applied` and so on. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly applied: number;
  readonly unchanged: number;
  /** Committed and not applied yet. */
  readonly pending: number;
  /** Answers of a baseline, which say nothing. */
  readonly plain: number;
  /** Versions changed by the reports that were applied. */
  readonly changes: number;
}

const statusMark = '"status":"';

/** Sends reports on all connections, each its next one as soon as the one before is answered. Any refusal ends it. */
export async function runLoad(
  sites: Sites,
  { port, connections, kind, seconds, requests }: LoadOptions,
): Promise<LoadResult> {
  const counts = { applied: 0, unchanged: 0, pending: 0, plain: 0, changes: 0 };
  const latencies: number[] = [];
  let left = requests ?? (seconds === undefined ? sites.count : Number.POSITIVE_INFINITY);
  let end = Number.POSITIVE_INFINITY;
  let inTime = 0;
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const runOne = async (): Promise<() => Promise<void>> => {
    let answered: ((status: number, answer: Buffer, bodyAt: number) => void) | undefined;
    const connection = await openConnection(
      port,
      (status, answer, bodyAt) => answered?.(status, answer, bodyAt),
      (error) => fail(error),
    );
    return () =>
      new Promise((done) => {
        const next = () => {
          const started = performance.now();
          if (started >= end || left <= 0) {
            connection.close();
            return done();
          }
          left -= 1;
          const request = sites.take();
          const changed = change(request, kind);
          answered = (status, answer, bodyAt) => {
            const now = performance.now();
            sites.giveBack(request);
            if (status !== 202) return fail(new Error(answer.toString('latin1')));
            count(counts, answer, bodyAt, changed);
            latencies.push(now - started);
            if (now < end) inTime += 1;
            next();
          };
          connection.send(request.bytes);
        };
        next();
      });
  };
  const runs = await Promise.all(Array.from({ length: connections }, runOne));
  const begin = performance.now();
  if (seconds !== undefined) end = begin + seconds * 1000;
  await Promise.race([Promise.all(runs.map((run) => run())), failed]);
  const took = seconds ?? (performance.now() - begin) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { perSecond: inTime / took, p50Ms: at(0.5), p99Ms: at(0.99), ...counts };
}

type Counts = { -readonly [K in 'applied' | 'unchanged' | 'pending' | 'plain' | 'changes']: number };

function count(counts: Counts, answer: Buffer, bodyAt: number, changed: number): void {
  const mark = answer.indexOf(statusMark, bodyAt);
  if (mark < 0) {
    counts.plain += 1;
    return;
  }
  if (answer[mark + statusMark.length] === 0x70) {
    counts.pending += 1;
    return;
  }
  const isApplied = answer[mark + statusMark.length] === 0x61;
  const isUnchanged = answer[mark + statusMark.length] === 0x75;
  if (isApplied !== changed > 0 || isUnchanged !== (changed === 0))
    throw new Error(`${changed} versions were changed, and the answer is: ${answer.toString('latin1', bodyAt)}`);
  counts[isApplied ? 'applied' : 'unchanged'] += 1;
  counts.changes += changed;
}

/** The sites in turn, in a fixed mixed order; one that is still under way is passed over. */
export interface Sites {
  readonly count: number;
  take(): SiteRequest;
  giveBack(request: SiteRequest): void;
}

export function inTurn(requests: readonly SiteRequest[]): Sites {
  const busy = new Set<SiteRequest>();
  // A step without a common divisor visits all before any comes again, large and small organizations mixed.
  const step = stepThrough(requests.length);
  let at = 0;
  return {
    count: requests.length,
    take() {
      for (;;) {
        at = (at + step) % requests.length;
        const request = requests[at];
        if (request === undefined || busy.has(request)) continue;
        busy.add(request);
        return request;
      }
    },
    giveBack: (request) => void busy.delete(request),
  };
}

function stepThrough(count: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let step = Math.round(count * 0.618);
  while (divisor(step, count) !== 1) step += 1;
  return step;
}
