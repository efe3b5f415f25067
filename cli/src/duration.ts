import { InvalidArgumentError } from 'commander';

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** `60s`, `15m`, `26h`, `7d`, `2w` or plain seconds, in seconds. */
export function parseSeconds(text: string): number {
  const match = /^(\d{1,9})([smhdw]?)$/.exec(text.trim());
  if (match === null) throw new InvalidArgumentError('Use a number and a unit: 60s, 15m, 26h, 7d.');
  const unit = (match[2] === '' ? 's' : match[2]) as keyof typeof unitSeconds; // the pattern allows only these letters
  return Number(match[1]) * unitSeconds[unit];
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
