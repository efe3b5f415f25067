const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** After each attempt that failed: so long until the next one. After the last of them there is none. */
export const retryAfterMs = [5 * second, 30 * second, 2 * minute, 10 * minute, hour, 6 * hour, 24 * hour] as const;
export const jitter = 0.1;
const longestWishMs = hour;

interface Failure {
  /** Attempts made, with the one that failed. */
  readonly attempts: number;
  readonly status: number | null;
  readonly retryAfter: string | null;
  readonly now: Date;
  /** From 0 to 1. */
  readonly random: number;
}

/** When a delivery is tried next; null: it is given up. The other side may wish for later, by at most an hour. */
export function nextAttempt({ attempts, status, retryAfter, now, random }: Failure): Date | null {
  const pause = retryAfterMs[attempts - 1];
  if (pause === undefined) return null;
  const jittered = pause * (1 + jitter * (2 * random - 1));
  const wish = status === 429 || status === 503 ? wishedMs(retryAfter, now) : 0;
  return new Date(now.getTime() + Math.max(jittered, Math.min(wish, longestWishMs)));
}

/** Seconds, or a time. */
function wishedMs(header: string | null, now: Date): number {
  if (header === null) return 0;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * second;
  const time = Date.parse(header);
  return Number.isNaN(time) ? 0 : Math.max(0, time - now.getTime());
}
