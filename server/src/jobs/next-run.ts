import { parseCronItems } from 'graphile-worker';

const minuteMs = 60_000;
const minutesAhead = 366 * 24 * 60;

/** The first minute after `now` in which the cron expression holds, as the worker reads it: in UTC. Null within a year without any. */
export function nextRun(cron: string, now: Date): Date | null {
  const [item] = parseCronItems([{ task: 'any', match: cron }]);
  let time = Math.floor(now.getTime() / minuteMs) * minuteMs;
  for (let minute = 0; minute < minutesAhead; minute += 1) {
    time += minuteMs;
    const at = new Date(time);
    const holds = item?.match({
      min: at.getUTCMinutes(),
      hour: at.getUTCHours(),
      date: at.getUTCDate(),
      month: at.getUTCMonth() + 1,
      dow: at.getUTCDay(),
    });
    if (holds === true) return at;
  }
  return null;
}
