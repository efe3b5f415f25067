import { type PreparedRelease, prepareReleases } from './prepared-releases.ts';
import type { ReleaseHistory } from './release-history.ts';
import { isInBranches, parseVersion, type Version } from './version.ts';

/** How long a core version gets security releases. */
export interface SecurityCoverage {
  /** `ending`: covered, but the branch to move to is out, or the end is near. */
  readonly state: 'covered' | 'ending' | 'ended';
  /** A date or a month (`2021-11`), where the end is one. */
  readonly endsOn: string | null;
  /** The core release whose publication ends it, where the end is one. */
  readonly endsWith: string | null;
  /** Where the state is `ending`: the minor to update to, such as `11.4`, or the next major where no minor follows. */
  readonly updateTo: string | null;
}

/**
 * Announced ends of branches and majors. No single core version knows all of them: each carries only the dates that
 * matter to its own sites, and a platform that serves all sites needs their union.
 */
const ENDS: Readonly<Record<string, { readonly end: string; readonly warn?: string }>> = {
  '7': { end: '2025-01-05' },
  '8.8': { end: '2020-12-02', warn: '2020-06-02' },
  '8.9': { end: '2021-11' },
  '9': { end: '2023-11-01' },
  '9.4': { end: '2023-06-21', warn: '2022-12-14' },
  '9.5': { end: '2023-11', warn: '2023-05-14' },
  '10.5': { end: '2026-06-17', warn: '2025-12-10' },
  '10.6': { end: '2026-12-09', warn: '2026-06-17' },
};

/** A minor is covered until the second one after it is out. */
const MINORS_COVERED = 2;

/**
 * The security coverage of an installed core version, by announced date where there is one, else by minors.
 * @param now decides by its UTC date; the day of an end counts as ended.
 * @returns null where nothing can be said: the version is not in core's feed, or it is a pre-release without a date.
 */
export function securityCoverageOf(
  installedCore: string,
  coreFeed: ReleaseHistory,
  now: Date,
): SecurityCoverage | null {
  const version = parseVersion(installedCore);
  const { releases } = prepareReleases(coreFeed);
  if (!version || !releases.some((release) => release.version === installedCore)) return null;
  return coverageByDate(version, coreFeed, now) ?? (version.extra === null ? coverageByFeed(version, coreFeed) : null);
}

/**
 * The same for a branch such as `11.3`, whichever of its releases is installed.
 * @returns null where nothing can be said: no end was announced, and core's feed is missing or lists no final release of it.
 */
export function branchCoverageOf(branch: string, coreFeed: ReleaseHistory | null, now: Date): SecurityCoverage | null {
  const first = parseVersion(`${branch}.0`);
  if (!first) return null;
  const isKnown = coreFeed !== null && isOut(coreFeed, ({ version }) => coreBranchOf(version) === branch);
  return coverageByDate(first, coreFeed, now) ?? (isKnown ? coverageByFeed(first, coreFeed) : null);
}

/** The branch of a core version: `11.3` of `11.3.14`, `7` of `7.103`, `11.x` of `11.x-dev`. Null where there is none. */
export function coreBranchOf(version: string): string | null {
  const parsed = parseVersion(version);
  if (!parsed) return null;
  if (parsed.minor !== null) return `${parsed.major}.${parsed.minor}`;
  return /^\d+$/.test(parsed.patch) ? parsed.major : `${parsed.major}.x`;
}

function coverageByDate(version: Version, coreFeed: ReleaseHistory | null, now: Date): SecurityCoverage | null {
  const announced = ENDS[`${version.major}.${version.minor}`];
  if (announced && hasCome(announced.end, now)) return { ...ended, endsOn: announced.end };
  if (announced) {
    const isNear = announced.warn !== undefined && hasCome(announced.warn, now);
    const updateTo = isNear && coreFeed !== null ? branchAfter(version, coreFeed) : null;
    return { state: isNear ? 'ending' : 'covered', endsOn: announced.end, endsWith: null, updateTo };
  }
  const majorEnd = ENDS[version.major]?.end;
  return majorEnd !== undefined && hasCome(majorEnd, now) ? { ...ended, endsOn: majorEnd } : null;
}

function coverageByFeed(version: Version, coreFeed: ReleaseHistory): SecurityCoverage | null {
  if (version.minor === null) return null;
  const { branches, releases } = prepareReleases(coreFeed);
  // Core's own rule goes on covering a dead major for ever, because no newer minor will come.
  if (!isInBranches(version.text, branches)) return ended;
  const newest = releases.find((release) => release.major === version.major && release.isFinal && release.isPublished);
  return byMinors(version, newest ? parseVersion(newest.version) : version);
}

const ended: SecurityCoverage = { state: 'ended', endsOn: null, endsWith: null, updateTo: null };

/** The next minor of the major where there is one; a branch with an announced end mostly is the last of its major. */
function branchAfter(version: Version, coreFeed: ReleaseHistory): string | null {
  const [minor, major] = [nextMinor(version), String(Number(version.major) + 1)];
  if (isOut(coreFeed, (release) => coreBranchOf(release.version) === minor)) return minor;
  return isOut(coreFeed, (release) => release.major === major) ? major : null;
}

function isOut(coreFeed: ReleaseHistory, isMeant: (release: PreparedRelease) => boolean): boolean {
  return prepareReleases(coreFeed).releases.some(
    (release) => release.isFinal && release.isPublished && isMeant(release),
  );
}

function byMinors(version: Version, newest: Version | null): SecurityCoverage {
  const lastMinor = Number(version.minor) + MINORS_COVERED;
  const remaining = lastMinor - Number(newest?.minor ?? version.minor);
  const endsWith = `${version.major}.${lastMinor}.0`;
  if (remaining <= 0) return { ...ended, endsWith };
  const isNear = remaining === 1;
  return {
    state: isNear ? 'ending' : 'covered',
    endsOn: null,
    endsWith,
    updateTo: isNear ? nextMinor(version) : null,
  };
}

function nextMinor(version: Version): string {
  return `${version.major}.${Number(version.minor) + 1}`;
}

/** Whether a day has come, or a month, of which its first day is enough. */
function hasCome(date: string, now: Date): boolean {
  return date <= now.toISOString().slice(0, date.length);
}
