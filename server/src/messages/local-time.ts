import { isTimeZone } from '../organizations/time-zone.ts';

const dayMs = 86_400_000;

/** A date and a time of day on the clocks of a zone. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  // Where the data of this Node lacks a zone that another one took: no clock is no reason to tell nobody.
  const timeZone = isTimeZone(zone) ? zone : 'UTC';
  const clock = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', calendar: 'gregory', ...parts });
  clocks.set(zone, clock);
  return clock;
}

/** What the clocks of a zone show at an instant. */
export function localTime(instant: Date, zone: string): LocalTime {
  const parts = clockOf(zone).formatToParts(instant);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}

const asUtc = ({ year, month, day, hour, minute }: LocalTime) => Date.UTC(year, month - 1, day, hour, minute);
const offsetAt = (instant: number, zone: string) =>
  asUtc(localTime(new Date(instant), zone)) - Math.floor(instant / 60_000) * 60_000;

/**
 * The first instant at which the clocks of a zone show this time. Where they skip it, when they are put forward, it is as long after
 * the skip as the time is after its beginning.
 */
export function instantOf(time: LocalTime, zone: string): Date {
  const wanted = asUtc(time);
  const [before, after] = [offsetAt(wanted - dayMs, zone), offsetAt(wanted + dayMs, zone)];
  const shown = [wanted - before, wanted - after]
    .sort((one, other) => one - other)
    .find((instant) => asUtc(localTime(new Date(instant), zone)) === wanted);
  return new Date(shown ?? wanted - before);
}

/** When something comes that comes once a day, or on one weekday, at a full hour of somebody's clock. */
export interface Rhythm {
  readonly hour: number;
  /** 1 is Monday; null for every day. */
  readonly weekday: number | null;
  readonly zone: string;
}

/** When it came last, at or before an instant. */
export function lastTurn(now: Date, { hour, weekday, zone }: Rhythm): Date {
  const { year, month, day } = localTime(now, zone);
  for (let back = 0; back <= 8; back += 1) {
    const date = new Date(Date.UTC(year, month - 1, day - back));
    if (weekday !== null && (date.getUTCDay() || 7) !== weekday) continue;
    const turn = instantOf(
      { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour, minute: 0 },
      zone,
    );
    if (turn.getTime() <= now.getTime()) return turn;
  }
  throw new Error('A week without its days.');
}

/** From one time of day to another, over midnight where the second is earlier. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

/** When the quiet hours end in which an instant lies; null where it lies in none. */
export function endOfQuiet(now: Date, quiet: QuietHours | null, zone: string): Date | null {
  if (quiet === null) return null;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const local = localTime(now, zone);
  const at = local.hour * 60 + local.minute;
  const isQuiet = from <= to ? at >= from && at < to : at >= from || at < to;
  if (!isQuiet) return null;
  const date = new Date(Date.UTC(local.year, local.month - 1, local.day + (at >= to ? 1 : 0)));
  return instantOf(
    {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: Math.floor(to / 60),
      minute: to % 60,
    },
    zone,
  );
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  return hours * 60 + minutes;
}
