import { readTimestamp } from './php-numeric.ts';
import type { ReleaseHistory } from './release-history.ts';
import { LEEWAY_SECONDS } from './release-walk.ts';
import { type SafeReleases, type SafeUpdate, safeUpdateOf } from './safe-update.ts';
import type { ProductStatus, Verdict } from './verdict.ts';
import { compareVersions, installTypeOf, parseVersion } from './version.ts';

/** What somebody who runs a version should do about it. */
export type Fix =
  | ({ readonly action: 'update' } & SafeUpdate)
  /** No release is safe, and none is to be expected. */
  | { readonly action: 'remove' }
  /** No release is safe yet. */
  | { readonly action: 'wait' };

/** A version as it was judged. */
export interface JudgedVersion {
  readonly status: ProductStatus;
  readonly verdict: Verdict;
  readonly installedVersion: string | null;
  /** Unix seconds, perhaps quoted; zero counts as none. */
  readonly datestamp: string | number | null;
  readonly feed: ReleaseHistory | null;
  /** An advisory may concern it. */
  readonly isPossible: boolean;
}

/**
 * What to do about a judged version: for `security`, `unsupported` and what an advisory may concern the smallest safe
 * update, for another `update` what core recommends, since without a hole nobody looks for the smallest step.
 * @param safeReleases those of the project; called only where one is looked for.
 * @returns null where there is nothing to do, or nothing is known.
 */
export function fixOf(judged: JudgedVersion, safeReleases: () => SafeReleases): Fix | null {
  const { status, isPossible, installedVersion, datestamp } = judged;
  const isUrgent = status === 'security' || status === 'unsupported';
  if (!isUrgent && !isPossible && status !== 'update') return null;
  const safe = safeReleases();
  // An update may close a hole, but brings no maintainer back.
  if (status === 'unsupported' && safe.isAbandoned) return { action: 'remove' };
  const smallest = safeUpdateOf(safe, installedVersion, datestamp);
  const recommended = status === 'update' ? recommendedUpdate(judged, safe) : null;
  const update = isUrgent || isPossible ? (smallest ?? recommended) : (recommended ?? smallest);
  if (update) return { action: 'update', ...update };
  return isUrgent ? { action: safe.isAbandoned ? 'remove' : 'wait' } : null;
}

function recommendedUpdate(judged: JudgedVersion, { releases }: SafeReleases): SafeUpdate | null {
  const [offered, installed] = [parseVersion(offeredBy(judged) ?? ''), parseVersion(judged.installedVersion ?? '')];
  if (!offered || !installed) return null;
  const release = releases.find(({ version }) => version === offered.text);
  if (!release && installTypeOf(offered.text) !== 'dev') return null;
  return {
    version: offered.text,
    isSameBranch: Number(offered.major) === Number(installed.major),
    coreCompatibility: release?.coreCompatibility ?? null,
  };
}

/** Core may recommend what is older: to a pre-release the last final one, to a development build one of before it. */
function offeredBy({ verdict, installedVersion, datestamp, feed }: JudgedVersion): string | null {
  const { recommended, latest, latestDev } = verdict;
  if (recommended === null || installedVersion === null) return latest;
  if (installTypeOf(installedVersion) !== 'dev')
    return compareVersions(recommended, installedVersion) > 0 ? recommended : latest;
  const builtAt = readTimestamp(datestamp);
  const date = feed?.releases.find(({ version }) => version === recommended)?.date ?? 0;
  return builtAt === null || builtAt + LEEWAY_SECONDS <= date ? recommended : latestDev;
}
