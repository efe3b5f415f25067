import type pg from 'pg';
import type { Lab } from './lab.ts';
import { median, type Promised, type Result, resultOf, rounded, spread } from './result.ts';
import { interleave } from './rounds.ts';

interface Latencies {
  readonly baseline: string;
  /** Each does its work once and gives the milliseconds that it took. */
  readonly ours: () => Promise<number>;
  readonly limit: () => Promise<number>;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Where they are asked, where it is not the bed. */
  readonly on?: { readonly database: pg.Pool; readonly sites: number };
}

const leastRuns = 5;
const warmRuns = 20;

/** The median time of one thing over that of another, one at a time on one connection each. */
export async function compareLatency(
  lab: Lab,
  row: Promised,
  { baseline, ours, limit, detail, on }: Latencies,
): Promise<Result> {
  // Plans, caches and the compiler settle first.
  for (let run = 0; run < warmRuns; run += 1) await ours();
  await limit();
  const parts = {
    ours: () => medianOf(ours, lab.options.seconds),
    limit: () => medianOf(limit, lab.options.seconds),
  };
  const results = await interleave(lab, parts, on);
  const rounds = results.ours.map((ms, round) => ms / (results.limit[round] ?? Number.NaN));
  return resultOf(row, rounds, {
    baseline,
    detail: {
      sites: (on ?? lab.options).sites,
      ours_ms: rounded(median(results.ours)),
      baseline_ms: rounded(median(results.limit)),
      one_over: { median: rounded(1 / median(rounds)), ...spread(rounds.map((ratio) => 1 / ratio)) },
      ...detail,
    },
  });
}

async function medianOf(once: () => Promise<number>, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  const times: number[] = [];
  while (performance.now() < end || times.length < leastRuns) times.push(await once());
  return median(times);
}
