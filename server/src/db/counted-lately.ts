import type { Db } from './database.ts';

/** What counts as many or more may be this old; what counts as fewer is counted each time. */
export const recent = { many: 250, ageMs: 5_000 } as const;

const keptMax = 500;

interface Counted {
  readonly since: number;
  readonly result: Promise<unknown>;
}

// A builder of a scope is the same for all who have that scope, and nobody else's.
const scopes = new WeakMap<Db, number>();
let lastScope = 0;
const kept = new Map<string, Counted>();

/**
 * Counts, or gives what was counted for the same scope and question a moment ago, where that was much: everybody looks at the
 * same first pages. `size` tells how much it was.
 */
export async function countedLately<T>(
  db: Db,
  question: unknown,
  count: () => Promise<T>,
  size: (counted: T) => number,
): Promise<T> {
  const scope = scopes.get(db) ?? ++lastScope;
  scopes.set(db, scope);
  const key = JSON.stringify([scope, question]);
  const before = kept.get(key);
  const now = performance.now();
  // The question names what it counts, and so the type.
  if (before !== undefined && now - before.since < recent.ageMs) return before.result as Promise<T>;
  kept.delete(key);
  const counted = { since: now, result: count() };
  // It was much: who asks meanwhile waits for the same.
  if (before !== undefined) keep(key, counted);
  const result = await counted.result.catch((error: unknown) => {
    if (kept.get(key) === counted) kept.delete(key);
    throw error;
  });
  if (size(result) >= recent.many) keep(key, counted);
  else if (kept.get(key) === counted) kept.delete(key);
  return result;
}

function keep(key: string, counted: Counted): void {
  kept.delete(key);
  const [oldest] = kept.keys();
  if (kept.size >= keptMax && oldest !== undefined) kept.delete(oldest);
  kept.set(key, counted);
}
