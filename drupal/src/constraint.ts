import {
  type ComposerVersion,
  compareComposerVersions,
  devOf,
  parseComposerVersion,
  releaseOf,
} from './composer-version.ts';

/** One end of an interval. */
export interface Bound {
  readonly version: ComposerVersion;
  readonly isInclusive: boolean;
  /** The release that a written `<2.1.1` names; the bound itself is `2.1.1-dev`. Null where no release was named. */
  readonly named: ComposerVersion | null;
}

/** A run of versions, open at an end that is null, without the ones excluded by `!=`. */
export interface Interval {
  readonly from: Bound | null;
  readonly to: Bound | null;
  readonly except: readonly ComposerVersion[];
}

/** The intervals of a constraint in the order written; a version satisfies it when one of them contains it. */
export type Constraint = readonly Interval[];

const LONGEST = 4096;
/** Each advisory is held against each version of its project. There are some hundred constraints; this bounds the memory. */
const REMEMBERED = 4096;
const remembered = new Map<string, Constraint | null>();
const EVERYTHING: Interval = { from: null, to: null, except: [] };

/**
 * Reads a Composer constraint: `||` and `|`, commas and spaces, `^`, `~`, wildcards, hyphen ranges and comparisons.
 * Stability flags (`@beta`) are ignored.
 * @returns null where Composer would refuse it, or where it names a branch.
 */
export function parseConstraint(text: string): Constraint | null {
  if (text.length > LONGEST) return null;
  const known = remembered.get(text);
  if (known !== undefined) return known;
  if (remembered.size >= REMEMBERED) remembered.clear();
  const intervals = text.split(/\|\|?/).map(parseAlternative);
  const constraint = intervals.every((interval) => interval !== null) ? intervals : null;
  remembered.set(text, constraint);
  return constraint;
}

/**
 * Whether a version, in Composer's spelling, satisfies a constraint by Composer's rules: `<2.1.1` ends before
 * `2.1.1-dev` and `>=2.1.1` starts there, so `2.1.1-rc1` lies in the second and not in the first.
 * @returns null where either cannot be read, and for a development branch, which is no point.
 */
export function satisfies(version: string, constraint: string): boolean | null {
  const point = parseComposerVersion(version);
  const intervals = parseConstraint(constraint);
  if (!point || point.isBranch || !intervals) return null;
  return intervals.some((interval) => contains(interval, point));
}

/** Whether an interval contains a version. */
export function contains(interval: Interval, version: ComposerVersion): boolean {
  if (!isAbove(version, interval.from) || !isBelow(version, interval.to)) return false;
  return interval.except.every((excluded) => compareComposerVersions(excluded, version) !== 0);
}

/** Whether a version lies above the lower end; an open end is below everything. */
export function isAbove(version: ComposerVersion, from: Bound | null): boolean {
  if (!from) return true;
  const order = compareComposerVersions(version, from.version);
  return order > 0 || (order === 0 && from.isInclusive);
}

/** Whether a version lies below the upper end; an open end is above everything. */
export function isBelow(version: ComposerVersion, to: Bound | null): boolean {
  if (!to) return true;
  const order = compareComposerVersions(version, to.version);
  return order < 0 || (order === 0 && to.isInclusive);
}

function parseAlternative(text: string): Interval | null {
  const terms = text
    .trim()
    .replace(/([<>=!])\s+/g, '$1')
    .split(/[\s,]+/);
  let result: Interval | null = EVERYTHING;
  for (let index = 0; index < terms.length && result; index++) {
    const isRange = terms[index + 1] === '-';
    const term = isRange ? hyphenRange(terms[index] ?? '', terms[index + 2] ?? '') : parseTerm(terms[index] ?? '');
    if (isRange) index += 2;
    result = term && intersect(result, term);
  }
  return result;
}

/** The versions in both intervals. */
export function intersect(a: Interval, b: Interval): Interval {
  return {
    from: a.from && (!b.from || isAbove(a.from.version, b.from)) ? a.from : b.from,
    to: a.to && (!b.to || isBelow(a.to.version, b.to)) ? a.to : b.to,
    except: [...a.except, ...b.except],
  };
}

/** Whether no version at all can lie in an interval. */
export function isEmpty(interval: Interval): boolean {
  const { from, to } = interval;
  if (!from || !to) return false;
  const order = compareComposerVersions(from.version, to.version);
  return order > 0 || (order === 0 && !(from.isInclusive && to.isInclusive));
}

function parseTerm(flagged: string): Interval | null {
  const term = flagged.replace(/@(?:stable|rc|beta|alpha|dev)$/i, '') || '*';
  if (flagged === '') return null;
  if (/^v?[x*](?:\.[x*])*$/i.test(term)) return EVERYTHING;
  const wildcard = /^v?(\d+(?:\.\d+){0,2})(?:\.[x*])+$/i.exec(term);
  if (wildcard) return wildcardRange(wildcard[1] ?? '');
  const [, operator = '', rest = ''] = /^(\^|~|<>|!=|>=?|<=?|==?)?(.*)$/.exec(term) ?? [];
  const version = parseComposerVersion(rest);
  if (!version || version.isBranch) return null;
  return rangeOf(operator, version);
}

function rangeOf(operator: string, version: ComposerVersion): Interval | null {
  const lowest = version.hasSuffix ? version : devOf(version);
  switch (operator) {
    case '^':
      return between(from(lowest), next(version, caretPosition(version)));
    case '~':
      return between(from(lowest), next(version, Math.max(0, version.parts - 2)));
    case '>=':
      return between(from(lowest), null);
    case '>':
      return between({ version, isInclusive: false, named: null }, null);
    case '<':
      return between(null, { version: lowest, isInclusive: false, named: version });
    case '<=':
      return between(null, from(version));
    case '!=':
    case '<>':
      return { ...EVERYTHING, except: [version] };
    default:
      return between(from(version), from(version));
  }
}

function wildcardRange(dotted: string): Interval {
  const numbers = dotted.split('.').map(Number);
  const start = releaseOf(numbers);
  return between(from(devOf(start)), next(start, numbers.length - 1));
}

/** `1.0 - 2.0` reaches to the end of 2.0, `1.0 - 2.0.0` only to 2.0.0 itself. */
function hyphenRange(low: string, high: string): Interval | null {
  const start = parseComposerVersion(low);
  const end = parseComposerVersion(high);
  if (!start || !end || start.isBranch || end.isBranch) return null;
  const isExact = end.parts > 2 || end.hasSuffix;
  return between(from(start.hasSuffix ? start : devOf(start)), isExact ? from(end) : next(end, end.parts - 1));
}

/** The caret holds the first number that is not zero. */
function caretPosition(version: ComposerVersion): number {
  const [major, minor] = version.numbers;
  if (major !== 0 || version.parts === 1) return 0;
  return minor !== 0 || version.parts === 2 ? 1 : 2;
}

/** The end just before the next version at a position: position 1 of `1.2.3` gives the end before `1.3.0-dev`. */
function next(version: ComposerVersion, position: number): Bound {
  const numbers = version.numbers.slice(0, position + 1);
  numbers[position] = (numbers[position] ?? 0) + 1;
  return { version: devOf(releaseOf(numbers)), isInclusive: false, named: null };
}

function from(version: ComposerVersion): Bound {
  return { version, isInclusive: true, named: null };
}

function between(start: Bound | null, end: Bound | null): Interval {
  return { from: start, to: end, except: [] };
}
