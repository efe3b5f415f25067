/**
 * True for the name of a time zone, such as Europe/Berlin. A bare offset is none: it has no summer time, and PostgreSQL
 * reads its sign the other way round.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
