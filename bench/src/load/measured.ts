import type { Lateness, StreamResult } from './open-loop.ts';

/** What was measured of one part of a workload. */
export interface Part {
  readonly streams: Readonly<Record<string, StreamResult>>;
  readonly inFlightMax: number;
  readonly generatorLag: Lateness;
  readonly serverLag: Lateness;
  readonly memoryMegabytes: number;
  /** Of the tables that hold what is now, and not what was. */
  readonly presentMegabytes: number;
}

export interface Measured {
  readonly parts: readonly Part[];
  /** How long the oldest report waited that was accepted and not applied, 99th percentile over the whole time. */
  readonly appliedLagSeconds: number;
  /** From the end until none waited for longer than five seconds. */
  readonly caughtUpSeconds: number;
  /** What waited when the worker was started, and how many of it were applied in a second from then on. */
  readonly spill?: { readonly waiting: number; readonly appliedPerSecond: number };
}

/** The highest 99th percentile of some streams. */
export function highest(part: Part | undefined, names: readonly string[]): number {
  return Math.max(...names.map((name) => part?.streams[name]?.latency.p99Ms ?? Number.NaN));
}

/** Something of a later part over the same of an earlier one. */
export function growth({ parts }: Measured, [from, to]: readonly [number, number], of: (part: Part) => number): number {
  const [before, after] = [parts.at(from), parts.at(to)];
  return before === undefined || after === undefined ? Number.NaN : of(after) / of(before);
}
