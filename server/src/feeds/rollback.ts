import { isInsecureRelease, isSecurityRelease, type ReleaseHistory } from '@patchlight/drupal/release-history';
import { installTypeOf } from '@patchlight/drupal/version';

/** A release as it is stored. */
export interface KnownRelease {
  readonly version: string;
  readonly date: Date | null;
  readonly security: boolean;
  readonly insecure: boolean;
}

// A project of one of these states is warned of whatever its releases are.
const warned = new Set(['unsupported', 'unpublished', 'revoked', 'insecure']);

/**
 * Says what a history takes back that the one before it said, or null. Read as it stands, such a document could turn an
 * insecure site green: a copy that is older, a list that is empty, a tag that is gone.
 */
export function takenBack(known: readonly KnownRelease[], fresh: ReleaseHistory): string | null {
  if (warned.has(fresh.projectStatus ?? '') || known.length === 0) return null;
  const releases = fresh.releases.filter(({ isDropped }) => !isDropped);
  if (releases.length === 0) return 'It lists no releases any more.';
  const newest = newestOf(releases);
  const newestKnown = newestOf(
    known.map(({ version, date }) => ({ version, date: date === null ? null : date.getTime() / 1000 })),
  );
  if (newest < newestKnown) return 'Its newest release is older than the newest of the history that is stored.';
  const byVersion = new Map(releases.map((release) => [release.version, release]));
  const untagged = known.find(({ version, security, insecure }) => {
    const now = byVersion.get(version);
    return now !== undefined && ((security && !isSecurityRelease(now)) || (insecure && !isInsecureRelease(now)));
  });
  return untagged === undefined ? null : `${untagged.version} is no longer tagged as it was, as a matter of security.`;
}

/** Unix seconds. Development snapshots come and go. */
function newestOf(releases: readonly { readonly version: string; readonly date: number | null }[]): number {
  const dates = releases.map(({ version, date }) => (installTypeOf(version) === 'dev' ? 0 : (date ?? 0)));
  return dates.reduce((one, other) => Math.max(one, other), 0);
}
