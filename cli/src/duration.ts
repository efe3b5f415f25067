import { InvalidArgumentError } from 'commander';

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** `60s`, `15m`, `26h`, `7d`, `2w` or plain seconds, in seconds. */
export function parseSeconds(text: string): number {
  const seconds = secondsOf(text);
  if (seconds === null) throw new InvalidArgumentError('Use a number and a unit: 60s, 15m, 26h, 7d.');
  return seconds;
}

function secondsOf(text: string): number | null {
  const match = /^(\d{1,9})([smhdw]?)$/.exec(text.trim());
  if (match === null) return null;
  const unit = (match[2] === '' ? 's' : match[2]) as keyof typeof unitSeconds; // the pattern allows only these letters
  return Number(match[1]) * unitSeconds[unit];
}

/** A day such as 2026-09-01, an instant, or how long ago, such as 30d: an instant once it is known what time it is. */
export function parseSince(text: string): (now: Date) => string {
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    const time = new Date(text);
    if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('There is no such day.');
    return () => time.toISOString();
  }
  const seconds = secondsOf(text);
  if (seconds === null) throw new InvalidArgumentError('Use a day or how long ago: 2026-09-01, 30d.');
  return (now) => new Date(now.getTime() - seconds * 1000).toISOString();
}

/** A whole number of at least `minimum`, for an option. */
export function parseWhole(minimum: number, maximum = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < minimum || value > maximum)
      throw new InvalidArgumentError(`Use a whole number from ${minimum} to ${maximum}.`);
    return value;
  };
}
