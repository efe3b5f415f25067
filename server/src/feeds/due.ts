import type { FeedKind, FetchOutcome } from '@patchlight/contract/feeds';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Older than this is stale: a fetch that failed once leaves what is stored younger. */
export const staleHours: Readonly<Record<FeedKind, number>> = {
  release_history: 48,
  advisories_osv: 24,
  advisories_sa: 24,
  advisories_psa: 24,
};

/** What decides how soon a project is asked for again. */
export interface ProjectFacts {
  /** Sites that run it. */
  readonly sites: number;
  readonly newestRelease: Date | null;
  /** Some site runs a version that an advisory concerns. */
  readonly isExposed: boolean;
  /** There is a release history of it. */
  readonly isKnown: boolean;
}

const advisoryIntervals = {
  advisories_osv: { usual: 6 * hourMs, inWindow: 15 * minuteMs },
  advisories_sa: { usual: hourMs, inWindow: 5 * minuteMs },
  advisories_psa: { usual: 6 * hourMs, inWindow: 5 * minuteMs },
} as const;
const manySites = 100;

/** When advisories are fetched next. Most are published on Wednesdays between 15:00 and 22:00 UTC. */
export function nextAdvisories(kind: keyof typeof advisoryIntervals, now: Date, random: number): Date {
  const { usual, inWindow } = advisoryIntervals[kind];
  if (isAdvisoryWindow(now)) return after(now, spread(inWindow, random));
  return new Date(Math.min(now.getTime() + spread(usual, random), nextWindow(now)));
}

/** When a project is fetched next: daily, and every six hours where a release would matter to many, or soon. */
export function nextReleaseHistory(now: Date, project: ProjectFacts, random: number): Date | null {
  if (project.sites === 0) return null;
  const isRecent = project.newestRelease !== null && now.getTime() - project.newestRelease.getTime() < 7 * dayMs;
  const isUrgent = project.sites >= manySites || isRecent || project.isExposed;
  return after(now, spread(isUrgent ? 6 * hourMs : dayMs, random));
}

/** After an attempt without a good answer. `failures` counts this one; an answer that is no good waits longer than none. */
export function nextAttempt(now: Date, outcome: FetchOutcome, failures: number, isKnown: boolean): Date {
  // Mostly a module of somebody's own whose site says that it is contributed.
  if (outcome === 'not_found') return after(now, isKnown ? dayMs : 7 * dayMs);
  if (outcome === 'failed') return after(now, growing(minuteMs, failures, hourMs));
  return after(now, growing(hourMs, failures, dayMs));
}

/** How long a host is left alone that refused `refusals` requests in a row; as long as it says, within a day. */
export function hostPauseMs(now: Date, retryAfter: string | null, refusals: number): number {
  const asked = retryAfter === null ? Number.NaN : retryAfterMs(now, retryAfter);
  if (Number.isNaN(asked)) return growing(minuteMs, refusals, hourMs);
  return Math.min(Math.max(asked, 0), dayMs);
}

/** Seconds, or a date. */
function retryAfterMs(now: Date, text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
}

export function isAdvisoryWindow(now: Date): boolean {
  return now.getUTCDay() === 3 && now.getUTCHours() >= 15 && now.getUTCHours() < 22;
}

function nextWindow(now: Date): number {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), 15);
  const wednesday = today + ((3 - now.getUTCDay() + 7) % 7) * dayMs;
  return wednesday > now.getTime() ? wednesday : wednesday + 7 * dayMs;
}

/** 1, 2, 4, … times the first pause. */
function growing(firstMs: number, times: number, mostMs: number): number {
  return Math.min(firstMs * 2 ** Math.max(times - 1, 0), mostMs);
}

/** Up to a tenth sooner, so that what was asked for together is not asked for together for ever. */
function spread(ms: number, random: number): number {
  return ms * (1 - random / 10);
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
