const NUMERIC = /^[ \t\n\r\v\f]*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[ \t\n\r\v\f]*$/;

/**
 * Whether PHP would take a text for a number: sign, fraction, exponent and white space around it are allowed.
 * Core checks version parts and dates this way, so `1.0.0 ` is a version and `0x10` is not a number.
 */
export function isPhpNumeric(text: string): boolean {
  return NUMERIC.test(text);
}

/**
 * The number in an info file's or feed's time stamp, which may be quoted.
 * @returns unix seconds, or null where the value is absent or no number; zero counts as absent, as in core.
 */
export function readTimestamp(value: unknown): number | null {
  if (typeof value !== 'number' && !(typeof value === 'string' && isPhpNumeric(value))) return null;
  const seconds = Math.trunc(Number(value));
  return Number.isFinite(seconds) && seconds !== 0 ? seconds : null;
}
