/**
 * True for the name of a time zone, such as Europe/Berlin, or UTC. An offset and an abbreviation are none: PostgreSQL reads
 * the sign of the one the other way round, and means another zone by some of the others, such as IST.
 */
export function isTimeZone(name: string): boolean {
  if (!/^(UTC|GMT|[a-z_]+\/.+)$/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
