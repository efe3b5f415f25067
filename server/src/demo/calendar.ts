const dayMs = 86_400_000;
const packagingHour = 11;
const eveningHour = 21;

/** Whole days since 1970, UTC. */
export type Day = number;

export const dayOf = (text: string): Day => Math.floor(Date.parse(text) / dayMs);

/** The last day of which the facts in this folder speak: a Thursday, the morning after an advisory evening. */
export const lastDay: Day = dayOf('2026-08-20');
/** The fleet's year begins here. */
export const firstDay: Day = lastDay - 365;

/**
 * In the demo people patch on Mondays and Thursdays, and in the past sites report on one of the two: a year is then some
 * hundred large batches and not thousands of small ones.
 */
export const isWorkingDay = (day: Day): boolean => day % 7 === 0 || day % 7 === 4;

/** That day, or the next one on which somebody works. */
export function workingDayFrom(day: Day): Day {
  return isWorkingDay(day) ? day : workingDayFrom(day + 1);
}

/**
 * Facts have the dates of drupal.org; the demo moves all of them by the same whole number of weeks, so that its year
 * ends today or up to six days ago and advisories still come out on a Wednesday.
 */
export interface Calendar {
  readonly shiftDays: number;
  /** Days between the last day of the facts and today. */
  readonly quietDays: number;
  /** A moment on a day of the facts, as the demo has it; `minutes` before the time of day of now. */
  before(day: Day, minutes: number): Date;
  /** When drupal.org packaged what it released that day. */
  packagedAt(day: Day): Date;
  /** The evening of a day, when all of its advisories are out. */
  publishedBy(day: Day): Date;
  /** A time of the facts, moved. */
  moved(text: string): Date;
}

export function calendarOf(now: Date): Calendar {
  const today = Math.floor(now.getTime() / dayMs);
  const quietDays = (((today - lastDay) % 7) + 7) % 7;
  const shiftDays = today - lastDay - quietDays;
  return {
    shiftDays,
    quietDays,
    before: (day, minutes) => new Date(now.getTime() - (today - shiftDays - day) * dayMs - minutes * 60_000),
    packagedAt: (day) => new Date((day + shiftDays) * dayMs + packagingHour * 3_600_000),
    publishedBy: (day) => new Date((day + shiftDays) * dayMs + eveningHour * 3_600_000),
    moved: (text) => new Date(Date.parse(text) + shiftDays * dayMs),
  };
}
