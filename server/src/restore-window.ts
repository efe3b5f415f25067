/** How long a deleted site, person or organization can be brought back. */
export const restoreDays = 30;

/**
 * What was deleted after this moment can be brought back, what was deleted at it or before is purged: never both, never
 * neither.
 */
export function restorableSince(now: Date): Date {
  return new Date(now.getTime() - restoreDays * 86_400_000);
}
