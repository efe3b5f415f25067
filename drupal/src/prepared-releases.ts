import {
  isInsecureRelease,
  isSecurityRelease,
  isUnsupportedRelease,
  type Release,
  type ReleaseHistory,
} from './release-history.ts';
import { isInBranches, parseVersion, splitBranches } from './version.ts';

/** What the status algorithm asks of a release, worked out once per feed. */
export interface PreparedRelease {
  readonly version: string;
  /** Text, because core lists releases of higher majors under it; compared as a number. */
  readonly major: string;
  /** The version without its extra: `1.6` for `1.6-bugfix`. */
  readonly base: string;
  readonly isFinal: boolean;
  readonly isDev: boolean;
  readonly date: number | null;
  /** Composer constraint on core; null for core itself. */
  readonly coreCompatibility: string | null;
  readonly isPublished: boolean;
  readonly isSupported: boolean;
  readonly isInsecure: boolean;
  readonly isSecurity: boolean;
  /** Not worth offering to anybody: unpublished, unsupported, insecure, or a dev release without a date. */
  readonly isSkipped: boolean;
}

/** A feed made ready for any number of verdicts; entries that core drops are gone, document order is kept. */
export interface PreparedReleases {
  readonly branches: readonly string[];
  /** Whether the feed has entries at all; core asks this before it drops the bad ones. */
  readonly hasEntries: boolean;
  readonly releases: readonly PreparedRelease[];
}

const prepared = new WeakMap<ReleaseHistory, PreparedReleases>();

/**
 * Prepares a feed for `verdictOf`, which calls this itself; the result is kept as long as the feed is.
 * Linear in the number of releases.
 */
export function prepareReleases(feed: ReleaseHistory): PreparedReleases {
  const known = prepared.get(feed);
  if (known) return known;
  const branches = splitBranches(feed.supportedBranches);
  const releases = feed.releases.flatMap((release) => prepareRelease(release, branches) ?? []);
  const result = { branches, hasEntries: feed.releases.length > 0, releases };
  prepared.set(feed, result);
  return result;
}

function prepareRelease(release: Release, branches: readonly string[]): PreparedRelease | null {
  const version = release.isDropped ? null : parseVersion(release.version);
  if (!version) return null;
  const isDev = version.extra === 'dev';
  const isPublished = release.status === 'published';
  const isSupported = isInBranches(release.version, branches) && !isUnsupportedRelease(release);
  const isInsecure = isInsecureRelease(release);
  return {
    version: release.version,
    major: version.major,
    base: version.extra ? release.version.replaceAll(`-${version.extra}`, '') : release.version,
    isFinal: version.extra === null,
    isDev,
    date: release.date,
    coreCompatibility: release.coreCompatibility,
    isPublished,
    isSupported,
    isInsecure,
    isSecurity: isSecurityRelease(release),
    isSkipped: !isPublished || !isSupported || isInsecure || (isDev && release.date === null),
  };
}
