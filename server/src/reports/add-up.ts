import {
  lagEdgesDays,
  patchRunReportLimits as limits,
  type PatchRunReport,
} from '@patchlight/contract/patch-run-report';
import type { RunCounts } from './applied-updates.ts';
import { type Figures, hoursBetween, noRuns } from './figures.ts';
import { countOf, countsBetween, type Histogram, merged, percentileOf } from './histogram.ts';
import type { Period } from './periods.ts';

type Lag = PatchRunReport['lag'];

/** Counts of different sites, added. */
export function sumOf(counts: readonly RunCounts[]): RunCounts {
  return counts.reduce(
    (sum, each) => ({
      runs: sum.runs + each.runs,
      updates: sum.updates + each.updates,
      security_updates: sum.security_updates + each.security_updates,
      sites: sum.sites + each.sites,
    }),
    noRuns,
  );
}

export function lagOf(parts: readonly Pick<Figures, 'lag'>[]): Lag {
  return {
    security: measured(merged(parts.map(({ lag }) => lag.security))),
    other: measured(merged(parts.map(({ lag }) => lag.other))),
  };
}

function measured(histogram: Histogram): Lag['security'] {
  return {
    count: countOf(histogram),
    p50_hours: percentileOf(histogram, 50),
    p90_hours: percentileOf(histogram, 90),
    max_hours: percentileOf(histogram, 100),
    by_days: countsBetween(
      histogram,
      lagEdgesDays.map((days) => days * 24),
    ),
  };
}

/** The figures of several organizations as one: percentiles of all that was measured, not of percentiles. */
export function addedUp(parts: readonly Figures[], { edges, asOf }: Period) {
  const began = parts.flatMap(({ open }) => open.since ?? []).map((since) => hoursBetween(since, asOf));
  return {
    buckets: edges.slice(1).map((end, index) => ({
      start: edges[index] ?? end,
      end,
      ...sumOf(parts.map(({ buckets }) => buckets[index] ?? noRuns)),
    })),
    lag: lagOf(parts),
    open_exposures: {
      count: parts.reduce((sum, { open }) => sum + open.count, 0),
      oldest_hours: began.length === 0 ? null : Math.max(...began),
    },
    breaches: parts
      .flatMap(({ breaches }) => breaches)
      .sort((a, b) => b.hours - a.hours)
      .slice(0, limits.breaches),
    breach_count: parts.reduce((sum, { breachCount }) => sum + breachCount, 0),
  };
}
