/** How long an endpoint goes on working after it was deprecated, in months. */
export const noticeMonths = 6;

/** What an endpoint declares that is to go away; its answers say so in headers. */
export interface Deprecation {
  /** The day from which on it is deprecated, as `2026-11-26`. */
  since: string;
  /** The day until which it works for certain: `noticeMonths` after `since`, or later. */
  sunset: string;
  /** The page that says what to do instead, as a path of this server. */
  link: `/docs/${string}`;
}

/** What is wrong with a deprecation, in a sentence; null where nothing is. */
export function problemOf({ since, sunset }: Deprecation): string | null {
  const earliest = new Date(since);
  earliest.setUTCMonth(earliest.getUTCMonth() + noticeMonths);
  const end = new Date(sunset);
  if (Number.isNaN(earliest.getTime()) || Number.isNaN(end.getTime())) return 'since and sunset must be dates.';
  return end < earliest ? `sunset must be at least ${noticeMonths} months after since.` : null;
}
