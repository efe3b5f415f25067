import type { PatchRunReport } from '@patchlight/contract/patch-run-report';

type Lag = PatchRunReport['lag'];

/** Of the security updates that were taken, the share in time. Null where there are none, or not every breach is listed. */
export function shareInTime({ lag, breaches, breach_count }: PatchRunReport): number | null {
  const closed = lag.security.count;
  if (closed === 0 || breaches.length < breach_count) return null;
  const late = breaches.filter(({ open }) => !open).length;
  return (closed - late) / closed;
}

/** Days at which one bar ends and the next begins; the last bar has no end. */
export const edges = [1, 3, 7, 14, 30] as const;
export const barNames = ['0–1', '2–3', '4–7', '8–14', '15–30', '31+'] as const;

/** Where a target stands between the bars, from 0 to 1. Bars have one width, whatever time they are of. */
export function placeOf(targetHours: number): number {
  const days = targetHours / 24;
  const at = edges.findIndex((edge) => days <= edge);
  if (at < 0) return (edges.length + 0.5) / barNames.length;
  const [from, to] = [at === 0 ? 0 : (edges[at - 1] ?? 0), edges[at] ?? 0];
  return (at + (days - from) / (to - from)) / barNames.length;
}

/** Bars that are late whatever the risk: those that begin at the longest target, or after it. */
export function isLate(bar: number, targets: readonly number[]): boolean {
  const longest = Math.max(...targets);
  return targets.length > 0 && bar > 0 && (edges[bar - 1] ?? 0) * 24 >= longest;
}

export type LagFigures = Lag['security'];
