import { readTimestamp } from './php-numeric.ts';
import { type PreparedReleases, prepareReleases } from './prepared-releases.ts';
import { isInsecureRelease, isSecurityRelease, type ReleaseHistory } from './release-history.ts';
import { LEEWAY_SECONDS, type Walk, type WalkInput, walkReleases } from './release-walk.ts';
import { compareVersions, installTypeOf, isInBranches, majorOfBranch, parseVersion } from './version.ts';

/** Core's states with its own codes, the severity it shows a site and its sort weight. */
export const VERDICT_STATES = {
  NOT_SECURE: { code: 1, severity: 'error', sort: 1 },
  REVOKED: { code: 2, severity: 'error', sort: 2 },
  NOT_SUPPORTED: { code: 3, severity: 'error', sort: 3 },
  NOT_CURRENT: { code: 4, severity: 'warning', sort: 4 },
  CURRENT: { code: 5, severity: 'ok', sort: 5 },
  NOT_CHECKED: { code: -1, severity: 'warning', sort: 10 },
  UNKNOWN: { code: -2, severity: 'warning', sort: 20 },
  NOT_FETCHED: { code: -3, severity: 'warning', sort: 30 },
  FETCH_PENDING: { code: -4, severity: 'warning', sort: 40 },
} as const;

export type CoreStatus = keyof typeof VERDICT_STATES;

/** Why a verdict could not be reached. Core also knows `invalid_info`; a missing version ends before it. */
export type VerdictReason =
  | 'no_releases'
  | 'empty_version'
  | 'invalid_version'
  | 'fetch_failed'
  | 'fetch_pending'
  | 'unknown_release_date'
  | 'invalid_info';

/** What core decides from. */
export interface VerdictInput {
  /** For the reader's sake: whether the feed is that of the project is for whoever stored it to check. */
  readonly project?: string;
  /** Null: the info file has no version; `''`: it has an empty one. */
  readonly installedVersion: string | null;
  /** Unix seconds, perhaps quoted; zero counts as none. Only development installs are judged by it. */
  readonly datestamp?: string | number | null;
  /** The parsed feed; null where there is none, or where what was fetched is no release history. */
  readonly feed: ReleaseHistory | null;
  /** `no_data`: nothing was ever stored; `empty`: the fetch failed; `ok`: something came, readable or not. */
  readonly fetch: 'ok' | 'empty' | 'no_data';
  /** The stored data is known to be older than the installation. */
  readonly fetchPending?: boolean;
}

/** What Drupal core's own update report would say; versions are those of the feed. */
export interface Verdict {
  readonly coreStatus: CoreStatus;
  readonly reason: VerdictReason | null;
  readonly recommended: string | null;
  readonly latest: string | null;
  readonly dev: string | null;
  readonly latestDev: string | null;
  /** The first release of each higher major, in feed order. */
  readonly also: readonly string[];
  readonly securityUpdates: readonly string[];
}

type Finding = Pick<Verdict, 'coreStatus' | 'reason' | 'latestDev'>;

const PROJECT_STATES: ReadonlyMap<string | null, CoreStatus> = new Map([
  ['insecure', 'NOT_SECURE'],
  ['unpublished', 'REVOKED'],
  ['revoked', 'REVOKED'],
  ['unsupported', 'NOT_SUPPORTED'],
  ['not-fetched', 'NOT_FETCHED'],
]);
const NOTHING: PreparedReleases = { branches: [], hasEntries: false, releases: [] };

/**
 * Judges one installed version by one feed, exactly as Drupal core's update module does, oddities included.
 * Pure and total: any input gives a verdict. Linear in the releases down to the installed one.
 */
export function verdictOf(input: VerdictInput): Verdict {
  const { installedVersion, feed } = input;
  if (input.fetch === 'no_data') return stop('UNKNOWN', 'no_releases');
  const projectState = input.fetch === 'empty' ? 'NOT_FETCHED' : PROJECT_STATES.get(feed?.projectStatus ?? null);
  if (projectState) return stop(projectState, projectState === 'NOT_FETCHED' ? 'fetch_failed' : null);
  if (installedVersion === '') return stop('UNKNOWN', 'empty_version');
  const version = installedVersion === null ? null : parseVersion(installedVersion);
  if (!version) return stop('UNKNOWN', 'invalid_version');
  if (input.fetchPending) return stop('FETCH_PENDING', 'fetch_pending');
  const { branches, hasEntries, releases } = feed ? prepareReleases(feed) : NOTHING;
  if (!hasEntries) return stop('UNKNOWN', 'no_releases');

  const isOnBranch = isInBranches(version.text, branches);
  const major = Number(version.major);
  const installation: WalkInput = {
    installedVersion: version.text,
    isDevInstall: installTypeOf(version.text) === 'dev',
    datestamp: readTimestamp(input.datestamp),
    targetMajor: isOnBranch ? major : Math.max(major, firstMajor(branches)),
  };
  const walk = walkReleases(releases, installation);
  const isOffBranch = !isOnBranch && branches.length > 0;
  const noted = walk.installedState ?? (isOffBranch ? 'NOT_SUPPORTED' : null);
  return { ...(noted ? finding(noted) : findingOf(walk, installation)), ...offersOf(walk) };
}

/** The major of the first branch that can be read; the branch list is in text order, not in that of versions. */
function firstMajor(branches: readonly string[]): number {
  for (const branch of branches) {
    const major = majorOfBranch(branch);
    if (major !== null) return Number(major);
  }
  return Number.NEGATIVE_INFINITY;
}

function findingOf(walk: Walk, { installedVersion, isDevInstall, datestamp }: WalkInput): Finding {
  const { latest, recommended, dev } = walk;
  if (!recommended || !latest) return finding('UNKNOWN', 'no_releases');
  if (!isDevInstall) {
    const isCurrent = [recommended.version, latest.version].includes(installedVersion);
    return finding(isCurrent ? 'CURRENT' : 'NOT_CURRENT');
  }
  const newest = dev && (dev.date ?? 0) > (latest.date ?? 0) ? dev : latest;
  if (datestamp === null) return finding('NOT_CHECKED', 'unknown_release_date', newest.version);
  const isCurrent = datestamp + LEEWAY_SECONDS > (newest.date ?? 0);
  return finding(isCurrent ? 'CURRENT' : 'NOT_CURRENT', null, newest.version);
}

function finding(
  coreStatus: CoreStatus,
  reason: VerdictReason | null = null,
  latestDev: string | null = null,
): Finding {
  return { coreStatus, reason, latestDev };
}

function offersOf(walk: Walk): Omit<Verdict, keyof Finding> {
  return {
    recommended: walk.recommended?.version ?? null,
    latest: walk.latest?.version ?? null,
    dev: walk.dev?.version ?? null,
    also: walk.also.map((release) => release.version),
    securityUpdates: walk.securityUpdates.map((release) => release.version),
  };
}

function stop(coreStatus: CoreStatus, reason: VerdictReason | null): Verdict {
  return { ...finding(coreStatus, reason), recommended: null, latest: null, dev: null, also: [], securityUpdates: [] };
}

/** Statuses of a project on a site, most urgent first. */
export const PRODUCT_STATUSES = ['security', 'unsupported', 'update', 'unknown', 'current'] as const;
export type ProductStatus = (typeof PRODUCT_STATUSES)[number];

/** The most urgent of several statuses; null of none. Core lets a healthy project hide unknown ones, this does not. */
export function worstStatusOf(statuses: readonly ProductStatus[]): ProductStatus | null {
  return PRODUCT_STATUSES.find((status) => statuses.includes(status)) ?? null;
}

/**
 * The status shown for a verdict. An advisory whose range holds the installed version makes it `security`.
 * NOT_CURRENT is an `update` only where something newer is offered: core also says it of what is ahead of the feed. An
 * alpha whose beta is out has an older release recommended, and is not current all the same.
 */
export function productStatusOf(
  verdict: Verdict,
  installedVersion: string | null,
  isAdvisoryAffected: boolean,
): ProductStatus {
  if (isAdvisoryAffected) return 'security';
  switch (verdict.coreStatus) {
    case 'NOT_SECURE':
      return 'security';
    case 'NOT_SUPPORTED':
    case 'REVOKED':
      return 'unsupported';
    case 'NOT_CURRENT':
      return updateAvailable(verdict, installedVersion) || isNewer(verdict.latest, installedVersion)
        ? 'update'
        : 'current';
    case 'CURRENT':
      return 'current';
    default:
      return 'unknown';
  }
}

/**
 * Whether a release newer than the installed one is recommended. Development installs have no place in the order of
 * versions: there core's comparison of dates decides where it could be made.
 */
export function updateAvailable(verdict: Verdict, installedVersion: string | null): boolean {
  if (verdict.recommended === null || installedVersion === null) return false;
  const isJudgedByDate = installTypeOf(installedVersion) === 'dev' && verdict.latestDev !== null;
  if (isJudgedByDate && verdict.coreStatus !== 'NOT_CHECKED') return verdict.coreStatus === 'NOT_CURRENT';
  return isNewer(verdict.recommended, installedVersion);
}

function isNewer(offered: string | null, installed: string | null): boolean {
  return offered !== null && installed !== null && compareVersions(offered, installed) > 0;
}

/**
 * Whether updating would close a hole: the status is `security`, or a security release lies above the installed
 * version and not above the recommended one. For development installs core's own list by dates decides.
 */
export function securityUpdateAvailable(
  verdict: Verdict,
  installedVersion: string | null,
  feed: ReleaseHistory | null,
  status: ProductStatus,
): boolean {
  if (status === 'security') return true;
  const { recommended } = verdict;
  if (recommended === null || installedVersion === null || !updateAvailable(verdict, installedVersion)) return false;
  if (installTypeOf(installedVersion) === 'dev') return verdict.securityUpdates.length > 0;
  const isBetween = (version: string) =>
    compareVersions(version, installedVersion) > 0 && compareVersions(version, recommended) <= 0;
  return (feed?.releases ?? []).some(
    (release) => !release.isDropped && isSecurityRelease(release) && isBetween(release.version),
  );
}

/** What core does not say of a verdict, kept apart so that the status stays core's own. */
export interface VerdictFlags {
  /** The feed does not list the installed release: it may have been taken back. */
  readonly isUnlisted: boolean;
  /** Everything in the feed is older than what is installed. */
  readonly isAheadOfFeed: boolean;
  readonly isRecommendedOlder: boolean;
  /** No secure release exists in this major: the recommended one has a known hole itself. */
  readonly isRecommendedInsecure: boolean;
}

/** The flags of a verdict; all false without a feed or a readable version. Development installs are never ahead. */
export function flagsOf(verdict: Verdict, installedVersion: string | null, feed: ReleaseHistory | null): VerdictFlags {
  const releases = (feed?.releases ?? []).filter((release) => !release.isDropped);
  const { recommended } = verdict;
  const installed = installedVersion !== null && parseVersion(installedVersion) ? installedVersion : null;
  const isComparable = installed !== null && installTypeOf(installed) === 'official' && releases.length > 0;
  const isOlder = (version: string) => isComparable && compareVersions(version, installed) < 0;
  return {
    isUnlisted: isComparable && !releases.some((release) => release.version === installed),
    isAheadOfFeed: isComparable && releases.every((release) => isOlder(release.version)),
    isRecommendedOlder: recommended !== null && isOlder(recommended),
    isRecommendedInsecure: releases.some((release) => release.version === recommended && isInsecureRelease(release)),
  };
}
