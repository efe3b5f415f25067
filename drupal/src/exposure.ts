import {
  type ComposerVersion,
  compareComposerVersions,
  devOf,
  formatComposerVersion,
  parseComposerVersion,
  releaseOf,
  STABILITY,
} from './composer-version.ts';
import {
  type Constraint,
  contains,
  type Interval,
  intersect,
  isAbove,
  isEmpty,
  parseConstraint,
} from './constraint.ts';
import { composerVersionOf, installTypeOf, parseVersion } from './version.ts';

/** `possible`: a pre-release of the fixed version, or a development build on an affected branch. */
export type Exposure = 'affected' | 'possible' | 'none';

/**
 * Whether an advisory's constraint concerns an installed version, by Composer's rules.
 * @param project drupal.org project; core's versions are Composer versions already.
 * @param installedVersion drupal.org version; one that cannot be read is only exposed to `*`.
 * @param constraint Composer constraint; one that cannot be read exposes every version as `possible`.
 */
export function exposureOf(project: string, installedVersion: string | null, constraint: string): Exposure {
  const intervals = parseConstraint(constraint);
  if (!intervals) return 'possible';
  if (intervals.some((interval) => !interval.from && !interval.to && interval.except.length === 0)) return 'affected';
  if (installedVersion === null) return 'none';
  if (installTypeOf(installedVersion) === 'dev') {
    return isBranchAffected(installedVersion, intervals) ? 'possible' : 'none';
  }
  const version = pointOf(project === 'drupal' ? installedVersion : composerVersionOf(installedVersion));
  if (!version) return 'none';
  if (intervals.some((interval) => contains(interval, version))) return 'affected';
  return intervals.some((interval) => isPreReleaseOfFix(version, interval)) ? 'possible' : 'none';
}

/**
 * The releases in Composer's spelling that close the hole, nearest first: for an installed version the one its own
 * range ends with, for a development build those of its branch, without a version all. Empty: no fix is known.
 */
export function fixedIn(constraint: string, installedVersion: string | null): string[] {
  const intervals = parseConstraint(constraint) ?? [];
  const isDev = installedVersion !== null && installTypeOf(installedVersion) === 'dev';
  const version = installedVersion === null || isDev ? null : pointOf(composerVersionOf(installedVersion));
  const branch = isDev ? branchOf(installedVersion) : null;
  const concerned = intervals.filter((interval) => {
    if (version) return contains(interval, version) || isPreReleaseOfFix(version, interval);
    return branch === null || !isEmpty(intersect(interval, branch));
  });
  const fixes = concerned.flatMap((interval) => fixOf(interval, intervals) ?? []);
  fixes.sort(compareComposerVersions);
  return [...new Set(fixes.map(formatComposerVersion))];
}

/** A suffix that Composer cannot read (`1.6.0-bugfix`) is taken for the lowest one: at a fix it is then `possible`. */
function pointOf(composerVersion: string | null): ComposerVersion | null {
  if (composerVersion === null) return null;
  const version =
    parseComposerVersion(composerVersion) ?? parseComposerVersion(composerVersion.replace(/-.*$/s, '-dev'));
  return version?.isBranch ? null : version;
}

/**
 * `2.1.1-rc1` lies outside `<2.1.1` for Composer and inside for everybody who orders versions plainly. Nobody can
 * tell whether the fix was in that pre-release.
 */
function isPreReleaseOfFix(version: ComposerVersion, { from, to }: Interval): boolean {
  if (!to?.named || to.named.hasSuffix || version.stability >= STABILITY.stable) return false;
  const isOfFix = compareComposerVersions(devOf(version), devOf(to.named)) === 0;
  return isOfFix && isAbove(version, from);
}

/**
 * The release at the end of an interval, followed through intervals that begin where it ends (`11.0.* || 11.1.*`).
 * Null where an interval has no end, or ends with a release that is affected itself.
 */
function fixOf(start: Interval, intervals: Constraint): ComposerVersion | null {
  let to = start.to;
  for (let step = 0; step <= intervals.length; step++) {
    if (!to || to.isInclusive) return null;
    const end = to.version;
    const fix = to.named ?? releaseOf(end.numbers);
    const following = intervals.find((interval) => contains(interval, end) || contains(interval, fix));
    if (!following) return fix;
    to = following.to;
  }
  return null;
}

/** Dev builds are no points on the line of versions: a branch is affected when any of its versions may be. */
function isBranchAffected(installedVersion: string, intervals: Constraint): boolean {
  const branch = branchOf(installedVersion);
  return branch === null || intervals.some((interval) => !isEmpty(intersect(interval, branch)));
}

/**
 * All versions of a development build's branch: of its major and, where it names one, of its minor. Null where the
 * text names no branch, such as `dev-main`. `8.x-1.16+3-dev` is on `8.x-1.x`: legacy versions have no minor.
 */
function branchOf(installedVersion: string): Interval | null {
  const version = parseVersion(installedVersion);
  if (!version) return null;
  const isLegacy = version.text.startsWith('8.x-');
  const numbers = [version.major, version.minor ?? (isLegacy ? 'x' : version.patch)]
    .map(Number)
    .filter(Number.isFinite);
  if (numbers.length === 0) return null;
  const following = numbers.with(-1, (numbers.at(-1) ?? 0) + 1);
  return {
    from: { version: devOf(releaseOf(numbers)), isInclusive: true, named: null },
    to: { version: devOf(releaseOf(following)), isInclusive: false, named: null },
    except: [],
  };
}
