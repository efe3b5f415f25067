import type { Overview } from '@patchlight/contract/overview';

/** What can be said of the fleet. Only what is known to be secure is called secure. */
export type Standing =
  | { readonly kind: 'insecure'; readonly insecure: number; readonly total: number }
  | { readonly kind: 'secure'; readonly total: number }
  | { readonly kind: 'not-all-known'; readonly known: number; readonly total: number };

export function standingOf({ sites, as_of }: Pick<Overview, 'sites' | 'as_of'>): Standing {
  const { total, status, freshness } = sites;
  if (status.security > 0) return { kind: 'insecure', insecure: status.security, total };
  // A silent site may be unknown as well; so at most as many are known.
  const doubtful = Math.max(status.unknown, freshness.never + freshness.silent);
  if (as_of !== null && doubtful === 0) return { kind: 'secure', total };
  return { kind: 'not-all-known', known: as_of === null ? 0 : total - doubtful, total };
}
