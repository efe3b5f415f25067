import type { Bed } from './bed.ts';
import type { Kind } from './changes.ts';
import type { Lab } from './lab.ts';
import { type MeasuredLoad, measureLoad } from './measure-load.ts';
import { median, type Promised, type Result, resultOf, rounded, spread } from './result.ts';
import { interleave } from './rounds.ts';
import { startVerifying } from './verify.ts';

interface Comparison {
  readonly kind: Kind;
  readonly baseline: string;
  /** Reports a second of the baseline, on as many connections. */
  readonly limit: (bed: Bed, connections: number) => Promise<number>;
}

type Part = Pick<MeasuredLoad, 'perSecond'> & Partial<MeasuredLoad>;

const connections = [64, 128] as const;

/**
 * Reports over HTTP against a baseline, at 64 and at 128 connections. The value is the one at the number of connections
 * where the ratio is lower; the other is in the detail.
 */
export async function compareLoad(lab: Lab, row: Promised, { kind, baseline, limit }: Comparison): Promise<Result> {
  const bed = await lab.bed();
  // Made beforehand: the first asking starts and warms it.
  await limit(bed, connections[0]);
  await bed.load({ connections: connections[0], kind, seconds: 2 });
  const verify = await startVerifying(bed);
  const parts: Record<string, () => Promise<Part>> = {};
  for (const count of connections) {
    parts[`http${count}`] = () => measureLoad(lab, bed, { id: row.id, kind, connections: count });
    parts[`limit${count}`] = async () => ({ perSecond: await limit(bed, count) });
  }
  const results = await interleave(lab, parts);
  await verify(Object.values(results).flatMap((each) => each.flatMap(({ load }) => load ?? [])));
  const ratios = connections.map((count) => {
    const [http, limits] = [results[`http${count}`] ?? [], results[`limit${count}`] ?? []];
    const rounds = http.map(({ perSecond }, round) => perSecond / (limits[round]?.perSecond ?? Number.NaN));
    return { count, rounds, http, limits };
  });
  const [worst] = ratios.toSorted((a, b) => median(a.rounds) - median(b.rounds));
  if (worst === undefined) throw new Error('Nothing was measured.');
  return resultOf(row, worst.rounds, {
    baseline,
    detail: {
      sites: bed.sites,
      connections: worst.count,
      ...Object.fromEntries(ratios.map((each) => [`at_${each.count}`, detailOf(each)])),
    },
  });
}

function detailOf({ rounds, http, limits }: { rounds: number[]; http: Part[]; limits: Part[] }): object {
  const middle = (pick: (part: Part) => number | undefined) =>
    rounded(median(http.flatMap((part) => pick(part) ?? [])));
  return {
    ratio: { median: rounded(median(rounds)), ...spread(rounds) },
    reports_per_s: http.map(({ perSecond }) => Math.round(perSecond)),
    baseline_per_s: limits.map(({ perSecond }) => Math.round(perSecond)),
    p50_ms: middle(({ load }) => load?.p50Ms),
    p99_ms: middle(({ load }) => load?.p99Ms),
    server_cpu_ms: middle(({ cpu }) => cpu?.server),
    postgres_cpu_ms: middle(({ cpu }) => cpu?.postgres),
  };
}
