/** Stability of a Composer version; a higher rank is newer. `unknown` is a suffix Composer would not accept. */
export const STABILITY = { unknown: -1, dev: 0, alpha: 1, beta: 2, rc: 3, stable: 4, patch: 5 } as const;

/** A version in the form in which Composer compares it: four numbers, then the stability and its counters. */
export interface ComposerVersion {
  readonly numbers: readonly number[];
  readonly stability: number;
  readonly counters: readonly number[];
  /** `1.0.0-rc1-dev`: the development of a pre-release, just below it. */
  readonly isDevOfSuffix: boolean;
  /** `1.x-dev`: a moving branch, not a point. */
  readonly isBranch: boolean;
  /** How many numbers were written; `1.0` and `1.0.0` differ in ranges. */
  readonly parts: number;
  readonly hasSuffix: boolean;
}

/** The number Composer puts in place of the `x` of a branch: the branch sorts above every release on it. */
export const BRANCH_NUMBER = 9_999_999;

const LONGEST = 128;
const WORDS: ReadonlyMap<string, number> = new Map([
  ['dev', STABILITY.dev],
  ['alpha', STABILITY.alpha],
  ['a', STABILITY.alpha],
  ['beta', STABILITY.beta],
  ['b', STABILITY.beta],
  ['rc', STABILITY.rc],
  ['', STABILITY.stable],
  ['stable', STABILITY.stable],
  ['patch', STABILITY.patch],
  ['pl', STABILITY.patch],
  ['p', STABILITY.patch],
]);
const POINT = /^v?(\d{1,9}(?:\.\d{1,9}){0,3})(?:[._-]?([a-z]+)[.-]?(\d[\d.-]*)?)?([.-]?dev)?$/i;
const BRANCH = /^v?(\d{1,9}(?:\.\d{1,9}){0,2})(?:\.x){1,3}-dev$/i;

const RELEASE: Omit<ComposerVersion, 'numbers' | 'parts'> = {
  stability: STABILITY.stable,
  counters: [],
  isDevOfSuffix: false,
  isBranch: false,
  hasSuffix: false,
};

/**
 * Reads a version in Composer's own spelling (`1.17.0`, `2.0.0-rc1`, `v11.4.7`, `1.x-dev`).
 * @returns null where it names no point or numbered branch, such as `dev-main`, or is longer than 128 characters.
 */
export function parseComposerVersion(text: string): ComposerVersion | null {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return null;
  const branch = BRANCH.exec(trimmed);
  if (branch) return { ...fromNumbers(branch[1] ?? '', BRANCH_NUMBER), stability: STABILITY.dev, isBranch: true };
  const point = POINT.exec(trimmed);
  if (!point) return null;
  const { stability, counters } = readSuffix(point[2] ?? '', point[3] ?? '');
  if (stability === STABILITY.unknown) return null;
  const isDev = point[4] !== undefined;
  const hasWord = point[2] !== undefined;
  return {
    ...fromNumbers(point[1] ?? '', 0),
    stability: isDev && !hasWord ? STABILITY.dev : stability,
    counters,
    isDevOfSuffix: isDev && hasWord,
    hasSuffix: isDev || hasWord,
  };
}

function fromNumbers(dotted: string, filler: number): ComposerVersion {
  const written = dotted.split('.').map(Number);
  const numbers = [0, 1, 2, 3].map((index) => written[index] ?? filler);
  return { ...RELEASE, numbers, parts: written.length };
}

/** A plain release with these numbers, filled with zeros up to four. */
export function releaseOf(numbers: readonly number[]): ComposerVersion {
  return { ...RELEASE, numbers: [0, 1, 2, 3].map((index) => numbers[index] ?? 0), parts: numbers.length };
}

/** Rank and counters of a suffix, word and digits apart: (`alpha`, `10`) is alpha with the counter 10. */
export function readSuffix(word: string, digits: string): Pick<ComposerVersion, 'stability' | 'counters'> {
  const stability = WORDS.get(word.toLowerCase()) ?? STABILITY.unknown;
  return { stability, counters: digits.split(/[.-]/).filter(Boolean).map(Number) };
}

/** The lowest version with the same numbers: `2.1.1` becomes `2.1.1-dev`, where Composer starts `>=2.1.1`. */
export function devOf(version: ComposerVersion): ComposerVersion {
  return { ...version, stability: STABILITY.dev, counters: [], isDevOfSuffix: false };
}

/**
 * Order of two versions as Composer has it: dev < alpha < beta < rc < release < patch, counters as numbers.
 * @returns negative, zero or positive, as `Array.sort` wants it.
 */
export function compareComposerVersions(a: ComposerVersion, b: ComposerVersion): number {
  return (
    compareNumbers(a.numbers, b.numbers) ||
    a.stability - b.stability ||
    compareNumbers(a.counters, b.counters) ||
    Number(b.isDevOfSuffix) - Number(a.isDevOfSuffix)
  );
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const left = a[index] ?? 0;
    const right = b[index] ?? 0;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

const NAMES = ['dev', 'alpha', 'beta', 'rc', '', 'patch'];

/** Writes a version in Composer's spelling with at least three numbers: `7.95` comes out as `7.95.0`. */
export function formatComposerVersion(version: ComposerVersion): string {
  const last = version.numbers[3] ? 4 : 3;
  const name = NAMES[version.stability] ?? '';
  const suffix = name === '' ? '' : `-${name}${version.counters.join('.')}`;
  return version.numbers.slice(0, last).join('.') + suffix;
}
