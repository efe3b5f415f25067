import {
  BRANCH_NUMBER,
  type ComposerVersion,
  compareComposerVersions,
  readSuffix,
  releaseOf,
  STABILITY,
} from './composer-version.ts';
import { isPhpNumeric } from './php-numeric.ts';

/** A version string in the parts that core takes it apart into; the parts stay text because core compares them as text. */
export interface Version {
  readonly text: string;
  readonly major: string;
  /** Null for two-part versions, which contrib's `8.x-1.13` is once its core prefix is gone. */
  readonly minor: string | null;
  readonly patch: string;
  /** `alpha1`, `rc2`, `dev`; null for a final release. */
  readonly extra: string | null;
}

/** How core sees an installation: `dev` compares dates, `official` compares strings. */
export type InstallType = 'dev' | 'unknown' | 'official';

const LEGACY_PREFIX = '8.x-';

/**
 * Takes a drupal.org version apart exactly as Drupal core does.
 * @returns null where core calls it invalid: `main`, `dev-1.x`, `8.x-1.x`, `1.0.0-rc.1`, `v1.0.0`, `7.x-1.2`.
 */
export function parseVersion(text: string): Version | null {
  const bare = withoutCorePrefix(text);
  if (bare === null) return null;
  // One more piece than is allowed is enough to refuse it; hostile text is not split to its end.
  const parts = bare.split('.', 4);
  const [major, second, third] = parts;
  if (major === undefined || second === undefined || parts.length > 3) return null;
  const minor = third === undefined ? null : second;
  // Core keeps the second piece only: of `1.0-rc1-foo` the extra is `rc1`.
  const [patch = '', extra = null] = (third ?? second).split('-', 2);
  if (!isPhpNumeric(major) || (minor !== null && !isPhpNumeric(minor))) return null;
  if (!isPhpNumeric(patch) && extra !== 'dev') return null;
  return { text, major, minor, patch, extra };
}

/** Only `8.x-` may stand before a version; the prefixes of other core versions make it invalid (null). */
function withoutCorePrefix(text: string): string | null {
  if (text.startsWith(LEGACY_PREFIX) && text !== '8.x-dev') return text.slice(LEGACY_PREFIX.length);
  const prefixEnd = text.indexOf('.x-');
  const hasPrefix = prefixEnd === 1 || prefixEnd === 2;
  return hasPrefix && text.slice(prefixEnd + 3) !== 'dev' ? null : text;
}

/**
 * The major of a supported branch such as `8.x-1.` or `11.4.`, as text.
 * @returns null where the branch is not valid: it must end with a dot and be a version once a `0` is added.
 */
export function majorOfBranch(branch: string): string | null {
  return branch.endsWith('.') ? (parseVersion(`${branch}0`)?.major ?? null) : null;
}

/** The items of a feed's branch list. Core neither trims nor drops empty ones, and neither may be done here. */
export function splitBranches(supportedBranches: string | null): string[] {
  return supportedBranches === null ? [] : supportedBranches.split(',');
}

/** Whether a version starts with one of the branches; an empty branch is the start of every version. */
export function isInBranches(version: string, branches: readonly string[]): boolean {
  return branches.some((branch) => version.startsWith(branch));
}

/** Core's kind of installation; `dev` or `HEAD` anywhere in the version makes it a development install. */
export function installTypeOf(version: string | null): InstallType {
  if (version === null) return 'unknown';
  return version.includes('dev') || version.includes('HEAD') ? 'dev' : 'official';
}

/**
 * Orders two drupal.org versions as Composer would order their converted forms, so `8.x-2.0` equals `2.0.0`.
 * Total: invalid versions come first, by their text; suffixes that Composer does not know come before `dev`.
 * @returns negative, zero or positive.
 */
export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (left && right) return compareComposerVersions(orderKey(left), orderKey(right));
  if (left || right) return left ? 1 : -1;
  return a === b ? 0 : a < b ? -1 : 1;
}

function orderKey(version: Version): ComposerVersion {
  const [, build] = version.patch.split('+', 2);
  const numbers =
    version.minor === null ? [version.major, version.patch] : [version.major, version.minor, version.patch];
  const key = releaseOf(numbers.map(numberOf));
  // `1.16+3-dev` is three commits after 1.16: above that release and below everything of 1.17.
  if (build !== undefined) return { ...key, stability: STABILITY.patch, counters: [numberOf(build)] };
  const [, word = '', digits = ''] = /^([a-z]*)[.-]?(\d*)/i.exec(version.extra ?? '') ?? [];
  return { ...key, ...readSuffix(word, digits) };
}

function numberOf(part: string): number {
  const number = isPhpNumeric(part) ? Number(part) : Number.parseInt(part, 10);
  return Number.isNaN(number) ? BRANCH_NUMBER : number;
}

/**
 * A drupal.org version in Composer's spelling: `8.x-1.13` is `1.13.0`, `8.x-1.x-dev` and the build
 * `8.x-1.16+3-dev` are `1.x-dev`, `2.1.x-dev` stays.
 * @returns null for a version that core calls invalid.
 */
export function composerVersionOf(version: string): string | null {
  const parsed = parseVersion(version);
  if (!parsed) return null;
  const { major, minor, patch, extra } = parsed;
  const line = minor === null ? `${numberOf(major)}` : `${numberOf(major)}.${numberOf(minor)}`;
  if (!isPhpNumeric(patch)) return `${line}.x-dev`;
  const numbers = minor === null ? `${line}.${numberOf(patch)}.0` : `${line}.${numberOf(patch)}`;
  return extra === null ? numbers : `${numbers}-${extra}`;
}

const COMPOSER_RELEASE = /^v?(\d+)\.(\d+)\.(\d+)(-[a-z]+\d*)?$/i;
const COMPOSER_BRANCH = /^(?:dev-)?(\d+)(\.\d+)?\.x(?:-dev)?$/i;

/**
 * The drupal.org versions that a Composer version may stand for; only the project's known releases tell which.
 * `1.17.0` may be `1.17.0` or `8.x-1.17`, `dev-1.x` may be `1.x-dev` or `8.x-1.x-dev`. None for `dev-main`.
 */
export function drupalVersionsOf(composerVersion: string): string[] {
  const release = COMPOSER_RELEASE.exec(composerVersion);
  if (release) {
    const [, major, minor, patch, suffix = ''] = release;
    const semantic = `${major}.${minor}.${patch}${suffix}`;
    return Number(patch) === 0 ? [semantic, `${LEGACY_PREFIX}${major}.${minor}${suffix}`] : [semantic];
  }
  const branch = COMPOSER_BRANCH.exec(composerVersion);
  if (!branch) return [];
  const [, major, minor = ''] = branch;
  return minor === '' ? [`${major}.x-dev`, `${LEGACY_PREFIX}${major}.x-dev`] : [`${major}${minor}.x-dev`];
}
