import { satisfies } from './constraint.ts';
import { prepareReleases } from './prepared-releases.ts';
import type { Release, ReleaseHistory } from './release-history.ts';
import { compareVersions, composerVersionOf, installTypeOf, isInBranches, parseVersion } from './version.ts';

/** A run of core releases that a contrib release works with; `from` equals `to` for a single one. */
export interface CoreRange {
  readonly from: string;
  readonly to: string;
}

/** Whether an offered release works with the installed core, and with which newer cores it does. */
export interface CoreCompatibility {
  readonly isCompatible: boolean;
  readonly ranges: readonly CoreRange[];
}

/** Whether a core version satisfies a release's constraint; a broken constraint counts as not compatible. */
export function satisfiesCore(coreVersion: string, constraint: string): boolean {
  const composer = composerVersionOf(coreVersion);
  return composer !== null && satisfies(composer, constraint) === true;
}

/**
 * Whether a release fits the core that a site runs.
 * @returns null where the one demands nothing, or the other is unknown or a development build, which is no version.
 */
export function fitsCore(coreVersion: string | null, constraint: string | null): boolean | null {
  if (coreVersion === null || constraint === null || installTypeOf(coreVersion) !== 'official') return null;
  return parseVersion(coreVersion) ? satisfiesCore(coreVersion, constraint) : null;
}

/**
 * What to tell of a release's demand on core. A release that fits no core at hand is still worth showing.
 * @returns null where nothing can be said: no constraint, the installed core is not in core's feed (a dev build), or
 * the feed has no stable, supported release from the installed one on.
 */
export function coreCompatibilityOf(
  release: Release,
  installedCore: string,
  coreFeed: ReleaseHistory,
): CoreCompatibility | null {
  const constraint = release.coreCompatibility;
  const versions = coreVersionsFrom(installedCore, coreFeed);
  if (constraint === null || versions.length === 0) return null;
  return { isCompatible: satisfiesCore(installedCore, constraint), ranges: rangesOf(versions, constraint) };
}

/** The runs of core releases, ascending from the installed one, that satisfy a constraint. */
export function compatibleRanges(installedCore: string, coreFeed: ReleaseHistory, constraint: string): CoreRange[] {
  return rangesOf(coreVersionsFrom(installedCore, coreFeed), constraint);
}

/** Stable core releases on supported branches from the installed one on, ascending. */
function coreVersionsFrom(installedCore: string, coreFeed: ReleaseHistory): string[] {
  const { branches, releases } = prepareReleases(coreFeed);
  if (!releases.some((release) => release.version === installedCore)) return [];
  return releases
    .filter((release) => release.isFinal && isInBranches(release.version, branches))
    .map((release) => release.version)
    .filter((version) => compareVersions(version, installedCore) >= 0)
    .sort(compareVersions);
}

function rangesOf(versions: readonly string[], constraint: string): CoreRange[] {
  const ranges: { from: string; to: string }[] = [];
  let open: { from: string; to: string } | null = null;
  for (const version of versions) {
    if (!satisfiesCore(version, constraint)) {
      open = null;
    } else if (open) {
      open.to = version;
    } else {
      open = { from: version, to: version };
      ranges.push(open);
    }
  }
  return ranges;
}
