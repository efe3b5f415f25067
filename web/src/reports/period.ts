import type { PatchRunReport } from '@patchlight/contract/patch-run-report';
import type { ListSearch } from '../list/search.ts';

export type PeriodKind = PatchRunReport['period'];

/** What is asked of the server for the period in the address. */
export interface PeriodQuery {
  readonly period: PeriodKind;
  readonly from?: string;
  readonly to?: string;
  readonly timezone?: string;
}

const kinds: readonly PeriodKind[] = ['weekly', 'monthly', 'ytd', 'custom'];
const date = /^\d{4}-\d{2}-\d{2}$/;

/** The last 12 weeks where the address says nothing, or nothing that can be asked for. */
export function periodOf({ period, from, to }: ListSearch): PeriodQuery {
  const kind = kinds.find((each) => each === period) ?? 'weekly';
  if (kind !== 'custom') return { period: kind };
  if (from === undefined || !date.test(from)) return { period: 'weekly' };
  // The last day is meant to be in it.
  return { period: 'custom', from, ...(to !== undefined && date.test(to) && to >= from && { to: dayAfter(to) }) };
}

/** As long a stretch before it, or for a year to date the same days a year ago. */
export function periodBefore({ period, from, to, timezone }: PatchRunReport): PeriodQuery {
  const [first, last] = [dayIn(from, timezone), dayIn(to, timezone)];
  if (period === 'ytd') return { period: 'custom', from: yearBefore(first), to: dayAfter(yearBefore(last)), timezone };
  if (period === 'monthly') return { period, from: yearBefore(first), to: first, timezone };
  const days = Math.max(1, Math.round((Date.parse(last) - Date.parse(first)) / dayMs));
  return { period, from: dayBefore(first, days), to: first, timezone };
}

const dayMs = 86_400_000;
const shifted = (day: string, days: number) => new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
const dayAfter = (day: string) => shifted(day, 1);
const dayBefore = (day: string, days: number) => shifted(day, -days);

// Of 29 February it is 1 March.
function yearBefore(day: string): string {
  const at = new Date(Date.parse(day));
  at.setUTCFullYear(at.getUTCFullYear() - 1);
  return at.toISOString().slice(0, 10);
}

/** The date of a moment on the calendar of a time zone. */
export function dayIn(at: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date(at));
}
