const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** So many messages at once somebody gets in an hour; then what comes is gathered until there is room. */
const perHour = 10;
/** After so many in an hour each gathers what comes for a while. */
const unhurried = 3;
const gatherMs = 5 * minuteMs;
/** What is due together in larger number goes into one message. */
export const combineFrom = 4;

/** When the next message may go to somebody, by when the ones of the last hour went; null for now. */
export function nextMessageAt(sentAt: readonly Date[], now: Date, isLoud: boolean): Date | null {
  const lately = sentAt
    .map((at) => at.getTime())
    .filter((at) => at > now.getTime() - hourMs)
    .sort((one, other) => one - other);
  const oldest = lately[lately.length - perHour];
  if (oldest !== undefined) return new Date(oldest + hourMs);
  const last = lately.at(-1);
  if (isLoud || last === undefined || lately.length < unhurried || last + gatherMs <= now.getTime()) return null;
  return new Date(last + gatherMs);
}
