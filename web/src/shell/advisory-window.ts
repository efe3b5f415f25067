const hour = 3_600_000;
const weekday = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  weekday: 'short',
  hour: 'numeric',
  hourCycle: 'h23',
});

/** When advisories are next to be expected: drupal.org publishes them on Wednesdays from noon in New York. */
export function nextAdvisoryWindow(now: Date): Date {
  const start = Math.ceil(now.getTime() / hour) * hour;
  for (let at = start; ; at += hour) {
    const parts = Object.fromEntries(weekday.formatToParts(at).map(({ type, value }) => [type, value]));
    if (parts.weekday === 'Wed' && Number(parts.hour) === 12) return new Date(at);
  }
}
