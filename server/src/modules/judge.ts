import type { CoreStatus, Fix, ModuleAdvisory, ModuleStatus } from '@patchlight/contract/verdicts';
import { exposureOf, fixedIn } from '@patchlight/drupal/advisories';
import { composerLine } from '@patchlight/drupal/composer-line';
import { fixOf, type JudgedVersion } from '@patchlight/drupal/fix';
import { instantOf, type Release, type ReleaseHistory } from '@patchlight/drupal/release-history';
import { levelOf } from '@patchlight/drupal/risk';
import { type SafeReleases, safeReleasesOf } from '@patchlight/drupal/safe-update';
import {
  flagsOf,
  productStatusOf,
  securityUpdateAvailable,
  updateAvailable,
  type Verdict,
  verdictOf,
} from '@patchlight/drupal/verdict';
import { compareVersions, composerVersionOf, installTypeOf, parseVersion } from '@patchlight/drupal/version';

/** Text that stands for a version that is not there, as Drupal core writes it. */
export const missingVersion = 'Unknown';

/** Numbers of the statuses in the database; a custom module has none, and of a muted one the row of a site hides it. */
export const urgencies = {
  security: 1,
  unsupported: 2,
  update: 3,
  unknown: 4,
  current: 5,
  custom: 6,
  muted: 7,
} as const satisfies Record<ModuleStatus | 'custom' | 'muted', number>;

/** What an advisory says of one project. */
export interface KnownAdvisory extends Omit<ModuleAdvisory, 'id' | 'level' | 'exposure' | 'fixed_in'> {
  readonly id: number;
  readonly advisoryId: string;
  readonly constraint: string;
}

/** What is known of a project when one of its versions is judged. */
export interface Evidence {
  readonly project: string;
  readonly feed: ReleaseHistory | null;
  /** The newest first. */
  readonly advisories: readonly KnownAdvisory[];
  /** The releases, in Composer's spelling, that close the holes of these advisories. */
  readonly fixes: ReadonlySet<string>;
}

export interface Judgement {
  readonly urgency: number;
  readonly coreStatus: CoreStatus;
  readonly reason: string | null;
  readonly updateAvailable: boolean;
  readonly securityUpdate: boolean;
  /** Highest known risk of the advisories whose range holds the version. */
  readonly risk: number | null;
  readonly possible: boolean;
  /** Advisories that hold the version, and security releases of which none tells, as far as they are published. */
  readonly holes: number;
  /** When the first of them was published, to the second. */
  readonly exposedSince: string | null;
  readonly details: VerdictDetails;
  readonly exposures: readonly { readonly advisoryId: number; readonly exposure: 'affected' | 'possible' }[];
  /** Security releases to take whose hole no known advisory tells of. */
  readonly unadvised: readonly string[];
}

/** What to do, as far as the version alone tells. */
export type VersionFix = Omit<Fix, 'fits_core'>;

/** What is shown of a verdict: stored beside the version as the JSON that is sent. */
export interface VerdictDetails {
  readonly version: string | null;
  readonly core_status: CoreStatus;
  readonly reason: string | null;
  readonly risk: number | null;
  readonly exposed_since: string | null;
  readonly recommended: string | null;
  readonly latest: string | null;
  readonly dev: string | null;
  readonly latest_dev: string | null;
  readonly also: readonly string[];
  readonly security_updates: string[];
  readonly fix: VersionFix | null;
  readonly flags: readonly string[];
  readonly behind: { readonly releases: number | null; readonly days: number | null };
  /** What is surely affected first, then the newest. */
  readonly advisories: ModuleAdvisory[];
}

/** Judges one version for all sites at once. `datestamp`: Unix seconds of a development build, 0 where there is none. */
export function judgeVersion(evidence: Evidence, version: string, datestamp: number): Judgement {
  const installed = version === missingVersion ? null : version;
  const { feed } = evidence;
  const verdict = verdictOf({ installedVersion: installed, datestamp, feed, fetch: feed === null ? 'no_data' : 'ok' });
  const exposures = evidence.advisories.flatMap(({ id, constraint }) => {
    const exposure = exposureOf(evidence.project, installed, constraint);
    return exposure === 'none' ? [] : [{ advisoryId: id, exposure }];
  });
  const affecting = evidence.advisories.filter(({ id }) =>
    exposures.some((each) => each.advisoryId === id && each.exposure === 'affected'),
  );
  const risks = affecting.flatMap(({ risk }) => risk ?? []);
  const status = productStatusOf(verdict, installed, affecting.length > 0);
  const possible = exposures.filter(({ exposure }) => exposure === 'possible');
  const isPossible = rangedOf(evidence).some(({ id }) => possible.some(({ advisoryId }) => advisoryId === id));
  const unadvised = verdict.securityUpdates.filter((release) => !evidence.fixes.has(composerVersionOf(release) ?? ''));
  const published = publicationsOf(affecting, unadvised, feed);
  const [exposedSince = null] = published;
  const risk = risks.length === 0 ? null : Math.max(...risks);
  // The contract's names are core's own.
  const coreStatus = verdict.coreStatus.toLowerCase() as CoreStatus;
  return {
    urgency: urgencies[status],
    coreStatus,
    reason: verdict.reason,
    updateAvailable: updateAvailable(verdict, installed),
    securityUpdate: securityUpdateAvailable(verdict, installed, feed, status),
    risk,
    possible: possible.length > 0,
    holes: published.length,
    exposedSince,
    details: {
      ...{ version: installed, core_status: coreStatus, reason: verdict.reason, risk, exposed_since: exposedSince },
      ...detailsOf(verdict, installed, feed),
      fix: versionFixOf(evidence, { status, verdict, installedVersion: installed, datestamp, feed, isPossible }),
      advisories: shownAdvisories(evidence, installed, exposures),
    },
    exposures,
    unadvised,
  };
}

/** An announcement without a range says of no release that it is safe, nor that it is not. */
const rangedOf = ({ advisories }: Evidence) => advisories.filter(({ constraint }) => constraint !== '');

// One evidence judges every version of its project, of which most ask for no fix.
const safeReleases = new WeakMap<Evidence, SafeReleases>();

function versionFixOf(evidence: Evidence, judged: JudgedVersion): VersionFix | null {
  const fix = fixOf(judged, () => {
    const known = safeReleases.get(evidence);
    if (known !== undefined) return known;
    const constraints = rangedOf(evidence).map(({ constraint }) => constraint);
    const found = safeReleasesOf({ project: evidence.project, feed: evidence.feed, constraints });
    safeReleases.set(evidence, found);
    return found;
  });
  if (fix === null) return null;
  const { action } = fix;
  if (action !== 'update')
    return { action, version: null, same_branch: null, composer: null, core_compatibility: null };
  const { version, isSameBranch, coreCompatibility } = fix;
  const composer = composerLine([{ project: evidence.project, version }]);
  return { action, version, same_branch: isSameBranch, composer, core_compatibility: coreCompatibility };
}

/** When the holes of a version were published, the first one first. */
function publicationsOf(
  affecting: readonly KnownAdvisory[],
  unadvised: readonly string[],
  feed: ReleaseHistory | null,
): string[] {
  const released = (feed?.releases ?? []).filter(({ version }) => unadvised.includes(version));
  const times = [
    ...affecting.flatMap(({ published_at }) => published_at ?? []),
    ...released.flatMap(({ date }) => instantOf(date)?.toISOString().replace(/\.\d+/, '') ?? []),
  ];
  return times.sort();
}

function shownAdvisories(
  { advisories }: Evidence,
  installed: string | null,
  exposures: Judgement['exposures'],
): ModuleAdvisory[] {
  const shown = advisories.flatMap(({ id, advisoryId, title, risk, published_at, constraint }) => {
    const found = exposures.find((each) => each.advisoryId === id);
    if (found === undefined) return [];
    const fixed_in = fixedIn(constraint, installed);
    const level = risk === null ? null : levelOf(risk);
    return { id: advisoryId, title, risk, level, exposure: found.exposure, fixed_in, published_at };
  });
  return [
    ...shown.filter(({ exposure }) => exposure === 'affected'),
    ...shown.filter(({ exposure }) => exposure === 'possible'),
  ];
}

function detailsOf(
  verdict: Verdict,
  installed: string | null,
  feed: ReleaseHistory | null,
): Pick<
  VerdictDetails,
  'recommended' | 'latest' | 'dev' | 'latest_dev' | 'also' | 'security_updates' | 'flags' | 'behind'
> {
  const flags = flagsOf(verdict, installed, feed);
  return {
    recommended: verdict.recommended,
    latest: verdict.latest,
    dev: verdict.dev,
    latest_dev: verdict.latestDev,
    also: verdict.also,
    security_updates: [...verdict.securityUpdates],
    flags: [
      ...(flags.isUnlisted ? ['unlisted_version'] : []),
      ...(flags.isAheadOfFeed ? ['ahead_of_feed'] : []),
      ...(flags.isRecommendedOlder ? ['recommended_older'] : []),
      ...(flags.isRecommendedInsecure ? ['recommended_insecure'] : []),
    ],
    behind: behindOf(verdict, installed, feed),
  };
}

// Those that turned out insecure are counted too: they were there to be taken.
function behindOf(verdict: Verdict, installed: string | null, feed: ReleaseHistory | null): VerdictDetails['behind'] {
  const { recommended } = verdict;
  if (recommended === null || installed === null || feed === null || installTypeOf(installed) === 'dev')
    return { releases: null, days: null };
  if (compareVersions(recommended, installed) <= 0) return { releases: 0, days: 0 };
  const isBetween = ({ version }: Release) =>
    compareVersions(version, installed) > 0 && compareVersions(version, recommended) <= 0;
  const taken = feed.releases.filter(
    (release) =>
      !release.isDropped &&
      release.status === 'published' &&
      (release.version === recommended || parseVersion(release.version)?.extra === null) &&
      isBetween(release),
  );
  const dateOf = (version: string) => feed.releases.find((release) => release.version === version)?.date ?? null;
  const [from, to] = [dateOf(installed), dateOf(recommended)];
  return {
    releases: taken.length,
    days: from === null || to === null ? null : Math.max(0, Math.round((to - from) / 86_400)),
  };
}
