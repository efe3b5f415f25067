import { muteLimits } from '@patchlight/contract/mute-limits';
import { dayIn } from '../reports/period.ts';

const dayMs = 86_400_000;
export const spans = [7, 30, 90, 180] as const;

/** The date so many days from now, on the calendar of a time zone. */
export function dateAhead(days: number, timeZone: string, now = new Date()): string {
  return new Date(Date.parse(dayIn(now.toISOString(), timeZone)) + days * dayMs).toISOString().slice(0, 10);
}

/** On that day, at this time of day; a little before the latest that is allowed, for clocks that differ. */
export function instantOn(date: string, timeZone: string, now = new Date()): string {
  const days = Math.round((Date.parse(date) - Date.parse(dayIn(now.toISOString(), timeZone))) / dayMs);
  const latest = now.getTime() + muteLimits.days * dayMs - 5 * 60_000;
  return new Date(Math.min(now.getTime() + days * dayMs, days === muteLimits.days ? latest : Infinity)).toISOString();
}

/** Whole days until then, begun ones too. */
export const daysLeft = (at: string, now = Date.now()): number =>
  Math.max(0, Math.ceil((Date.parse(at) - now) / dayMs));

/** So near that somebody should decide whether it goes on. */
export const endsSoon = (at: string): boolean => daysLeft(at) <= 7;
