import { parseComposerVersion } from './composer-version.ts';
import { exposureOf, fixedIn } from './exposure.ts';
import { readTimestamp } from './php-numeric.ts';
import { type PreparedRelease, prepareReleases } from './prepared-releases.ts';
import type { ReleaseHistory } from './release-history.ts';
import { LEEWAY_SECONDS } from './release-walk.ts';
import { compareVersions, composerVersionOf, installTypeOf, parseVersion } from './version.ts';

/** What is known of a project when the way out of a hole is looked for. */
export interface ProjectEvidence {
  /** drupal.org project; core is `drupal`. */
  readonly project: string;
  /** Null where there is none: then the fixes that the advisories name stand in for it. */
  readonly feed: ReleaseHistory | null;
  /** Composer constraints of all known advisories of the project. */
  readonly constraints: readonly string[];
}

/** The releases of a project without a known hole, worked out once for all its versions. */
export interface SafeReleases {
  /** Ascending. */
  readonly releases: readonly SafeRelease[];
  /** Nothing safe is to be expected any more: an advisory holds all versions, or nobody supports the project. */
  readonly isAbandoned: boolean;
}

export interface SafeRelease {
  /** As drupal.org writes it; in Composer's spelling where only an advisory names it. */
  readonly version: string;
  readonly major: number;
  readonly minor: string | null;
  readonly isFinal: boolean;
  /** Unix seconds. */
  readonly date: number | null;
  readonly coreCompatibility: string | null;
}

/** An update that leaves no known hole. */
export interface SafeUpdate extends Pick<SafeRelease, 'version' | 'coreCompatibility'> {
  /** The major stays. */
  readonly isSameBranch: boolean;
}

const DEAD_PROJECT_STATES: ReadonlySet<string | null> = new Set(['insecure', 'unpublished', 'revoked']);

/**
 * The releases that are published, supported, not tagged Insecure, and outside of every advisory's range; a pre-release
 * of a fixed version is none of them, since nobody can tell. Development builds are left out.
 */
export function safeReleasesOf({ project, feed, constraints }: ProjectEvidence): SafeReleases {
  const { branches, releases } = feed ? prepareReleases(feed) : { branches: [], releases: [] };
  const state = feed?.projectStatus ?? null;
  const isDead = DEAD_PROJECT_STATES.has(state);
  const offered = releases.filter((release) => !release.isSkipped);
  const known = offered.flatMap((release) => readRelease(release.version, release) ?? []);
  const isSafe = ({ version }: SafeRelease) =>
    constraints.every((constraint) => exposureOf(project, version, constraint) === 'none');
  const isUnsupported = feed !== null && (state === 'unsupported' || branches.length === 0);
  // Only `*` holds a version that is not known.
  const isHopeless = constraints.some((constraint) => exposureOf(project, null, constraint) === 'affected');
  return {
    releases: (isDead ? [] : [...known, ...unlistedFixes(constraints, releases)])
      .filter(isSafe)
      .sort((left, right) => compareVersions(left.version, right.version)),
    isAbandoned: project !== 'drupal' && (isDead || isUnsupported || isHopeless),
  };
}

function readRelease(
  version: string,
  { date, coreCompatibility }: Pick<PreparedRelease, 'date' | 'coreCompatibility'>,
): SafeRelease | null {
  const parsed = parseVersion(version);
  // `1.6-bugfix` is no version to Composer, and could not be required.
  if (!parsed || !parseComposerVersion(composerVersionOf(version) ?? '')) return null;
  if (installTypeOf(version) !== 'official') return null;
  const { major, minor, extra } = parsed;
  return { version, major: Number(major), minor, isFinal: extra === null, date, coreCompatibility };
}

/**
 * What advisories name as fixed, where the feed is missing or behind. A fix below what the feed lists of its major, or
 * below everything where it lists nothing of it, was never released, or is listed and not safe.
 */
function unlistedFixes(constraints: readonly string[], listed: readonly PreparedRelease[]): SafeRelease[] {
  const named = new Set(constraints.flatMap((constraint) => fixedIn(constraint, null)));
  const points = listed.filter(({ isDev }) => !isDev);
  return [...named].flatMap((version) => {
    const fix = readRelease(version, { date: null, coreCompatibility: null });
    if (!fix) return [];
    const ofMajor = points.filter(({ major }) => Number(major) === fix.major);
    return (ofMajor.length > 0 ? ofMajor : points).every((rival) => compareVersions(rival.version, version) < 0)
      ? fix
      : [];
  });
}

/**
 * The smallest safe release above an installed version: on its major if there is one, else on the nearest higher one. A
 * pre-release is only offered where a pre-release or a development build runs and nothing final is out. Never an older one.
 *
 * A development build has no place among the releases: it is left for one that is younger than its datestamp, and
 * without a datestamp for the newest one on its branch.
 * @param datestamp Unix seconds, perhaps quoted; zero counts as none.
 */
export function safeUpdateOf(
  { releases }: SafeReleases,
  installedVersion: string | null,
  datestamp: string | number | null = null,
): SafeUpdate | null {
  const installed = installedVersion === null ? null : parseVersion(installedVersion);
  if (!installed) return null;
  const major = Number(installed.major);
  const isDev = installTypeOf(installed.text) === 'dev';
  const builtAt = isDev ? readTimestamp(datestamp) : null;
  const lowest = isDev ? installed.text.replace(/\.x-dev$/, '.0-dev') : installed.text;
  const newer = releases.filter(
    ({ version, date }) =>
      compareVersions(version, lowest) > 0 && (builtAt === null || (date !== null && builtAt + LEEWAY_SECONDS <= date)),
  );
  const onBranch = newer.filter((release) => release.major === major);
  const above = newer.filter((release) => release.major > major);
  const near = isDev && builtAt === null ? newestFirst(onBranch, installed.minor) : onBranch;
  const choice = choose(near, installed.extra !== null) ?? choose(above, installed.extra !== null);
  if (!choice) return null;
  const { version, coreCompatibility } = choice;
  return { version, coreCompatibility, isSameBranch: choice.major === major };
}

function choose(releases: readonly SafeRelease[], mayBePreRelease: boolean): SafeRelease | undefined {
  return releases.find(({ isFinal }) => isFinal) ?? (mayBePreRelease ? releases[0] : undefined);
}

function newestFirst(releases: readonly SafeRelease[], minor: string | null): readonly SafeRelease[] {
  const ofMinor = releases.filter((release) => release.minor === minor);
  return (minor === null || ofMinor.length === 0 ? releases : ofMinor).toReversed();
}
