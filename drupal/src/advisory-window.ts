/** When the Security Team usually publishes next. */
export interface AdvisoryWindows {
  readonly next: Date;
  /** The next one that core may use: the third Wednesday of a month. */
  readonly nextCore: Date;
}

const dayMs = 86_400_000;
const newYork = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', hour: 'numeric', hourCycle: 'h23' });

/**
 * The next windows after a moment. They open on Wednesdays at 12:00 in New York, whatever its clocks do; see
 * https://www.drupal.org/drupal-security-team/security-release-procedures.
 */
export function advisoryWindowsAfter(now: Date): AdvisoryWindows {
  const first = new Date(now.getTime() - dayMs);
  // Noon in New York is the same date in UTC, and six weeks hold a third Wednesday.
  const windows = Array.from({ length: 45 }, (_, days) => new Date(first.getTime() + days * dayMs))
    .filter((day) => day.getUTCDay() === 3)
    .map(noonInNewYork)
    .filter((window) => window.getTime() > now.getTime());
  const [next = now] = windows;
  return { next, nextCore: windows.find(isThirdWednesday) ?? next };
}

/** Four hours behind UTC, or five. */
function noonInNewYork(day: Date): Date {
  const [early, late] = [16, 17].map(
    (hour) => new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), hour)),
  ) as [Date, Date];
  return newYork.format(early) === '12' ? early : late;
}

function isThirdWednesday(day: Date): boolean {
  return day.getUTCDate() >= 15 && day.getUTCDate() <= 21;
}
