import type { KnownVersion } from '../modules/catalogue.ts';
import { urgencies } from '../modules/judge.ts';
import type { Change } from './compare.ts';
import { effectiveFlags, type MuteOf } from './known-mutes.ts';
import type { SiteCounts } from './site-state.ts';

/** Counters of a site from the verdicts of what it runs; what is muted is counted as that and as nothing else. */
export function countVersions(versions: readonly KnownVersion[], muteOf: MuteOf): SiteCounts {
  const byUrgency = [0, 0, 0, 0, 0, 0, 0, 0];
  let possible = 0;
  let risk: number | null = null;
  for (const version of versions) {
    const mute = muteOf(version);
    const { urgency } = effectiveFlags(version, mute);
    byUrgency[urgency] = (byUrgency[urgency] ?? 0) + 1;
    if (mute !== null) continue;
    if (version.possible) possible += 1;
    if (version.risk !== null && (risk === null || version.risk > risk)) risk = version.risk;
  }
  return { byUrgency, possible, risk };
}

/** The counters after some changes where nothing is muted; null where all versions have to be looked at, because the highest risk went. */
export function adjustCounts(counts: SiteCounts, changes: readonly Change[]): SiteCounts | null {
  const byUrgency = [...counts.byUrgency];
  let { possible, risk } = counts;
  for (const { before, after } of changes) {
    if (before !== null) {
      byUrgency[before.version.urgency] = (byUrgency[before.version.urgency] ?? 0) - 1;
      if (before.version.possible) possible -= 1;
      if (before.version.risk !== null && before.version.risk === risk) return null;
    }
    if (after !== null) {
      byUrgency[after.version.urgency] = (byUrgency[after.version.urgency] ?? 0) + 1;
      if (after.version.possible) possible += 1;
      if (after.version.risk !== null && (risk === null || after.version.risk > risk)) risk = after.version.risk;
    }
  }
  return { byUrgency, possible, risk };
}

/** The status of a site is the worst of its modules. Nothing but custom code and what is muted, or nothing at all, is unknown. */
export function urgencyOf({ byUrgency }: SiteCounts): number {
  const worst = byUrgency.findIndex((count, urgency) => urgency > 0 && count > 0);
  return worst >= 1 && worst <= 5 ? worst : 4;
}

/** Modules of a site, muted or not; custom code is counted apart. */
export function modulesIn([, ...counts]: readonly number[]): number {
  return counts.reduce((sum, count, index) => (index === urgencies.custom - 1 ? sum : sum + count), 0);
}
