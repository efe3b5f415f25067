import type { PreparedRelease } from './prepared-releases.ts';

/** What a walk through the releases needs to know of the installation. */
export interface WalkInput {
  readonly installedVersion: string;
  readonly isDevInstall: boolean;
  /** Unix seconds; null where the installation has none. */
  readonly datestamp: number | null;
  /** The major that releases are offered from. */
  readonly targetMajor: number;
}

/** What the walk found. Releases are null where there is none. */
export interface Walk {
  readonly installedState: 'NOT_SECURE' | 'REVOKED' | 'NOT_SUPPORTED' | null;
  readonly recommended: PreparedRelease | null;
  readonly latest: PreparedRelease | null;
  readonly dev: PreparedRelease | null;
  readonly also: readonly PreparedRelease[];
  readonly securityUpdates: readonly PreparedRelease[];
}

/** Core takes a snapshot packaged less than this after the installed one for the same. */
export const LEEWAY_SECONDS = 100;

/**
 * Walks the releases in document order, from which core takes everything: it never sorts, and it stops at the
 * installed release, so that what stands below it is not an update.
 */
export function walkReleases(releases: readonly PreparedRelease[], input: WalkInput): Walk {
  const isInstalled = (release: PreparedRelease) => release.version === input.installedVersion;
  const end = releases.findIndex(isInstalled);
  const visited = end < 0 ? releases : releases.slice(0, end + 1);
  const installed = end < 0 ? undefined : releases[end];
  const considered = visited.filter((release) => release === installed || !release.isSkipped);
  const lower = considered.filter((release) => Number(release.major) <= input.targetMajor);
  const own = lower.filter((release) => Number(release.major) === input.targetMajor);
  const latest = own[0] ?? null;
  // An oddity of core: whether `latest` may stand in is decided by the last release visited, not by `latest`.
  const standIn = visited.at(-1)?.isSupported ? latest : null;
  return {
    installedState: installed ? stateOfInstalled(installed) : null,
    recommended: findRecommended(own) ?? standIn,
    latest,
    dev: own.find((release) => release.isDev) ?? null,
    also: firstOfEachMajor(considered.filter((release) => Number(release.major) > input.targetMajor)),
    securityUpdates: lower.filter((release) => !isInstalled(release) && isMissedFix(release, input)),
  };
}

function stateOfInstalled(release: PreparedRelease): Walk['installedState'] {
  if (release.isInsecure) return 'NOT_SECURE';
  if (!release.isPublished) return 'REVOKED';
  return release.isSupported ? null : 'NOT_SUPPORTED';
}

/**
 * The first final release; but where releases of the same base stand right above it (`1.6-bugfix` above `1.6`),
 * the first of those.
 */
function findRecommended(own: readonly PreparedRelease[]): PreparedRelease | null {
  let candidate: PreparedRelease | null = null;
  for (const release of own) {
    if (!release.isSupported) continue;
    if (candidate?.base !== release.base) candidate = release;
    if (release.isFinal) return candidate;
  }
  return null;
}

function firstOfEachMajor(releases: readonly PreparedRelease[]): PreparedRelease[] {
  const firsts = new Map<string, PreparedRelease>();
  for (const release of releases) if (!firsts.has(release.major)) firsts.set(release.major, release);
  return [...firsts.values()];
}

/** A dev snapshot without a time stamp misses nothing that could be named, one newer than the fix already has it. */
function isMissedFix(release: PreparedRelease, { isDevInstall, datestamp }: WalkInput): boolean {
  if (!release.isSecurity) return false;
  if (!isDevInstall) return true;
  if (datestamp === null) return false;
  return !release.date || datestamp + LEEWAY_SECONDS <= release.date;
}
