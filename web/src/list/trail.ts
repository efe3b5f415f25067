import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { PagedList } from './use-list.ts';

export type RecordKind = 'sites' | 'modules' | 'advisories';

/** The order of a list as it was seen last: what the record before and after another one is. */
export interface Trail {
  readonly total: number;
  indexOf(id: string): number;
  /** Reads on where that place of the list was not looked at. */
  idAt(index: number): Promise<string | undefined>;
}

// In memory only: it goes with whoever signs out, as does all that was read.
const seen: Partial<Record<RecordKind, Trail>> = {};
const followed = new Map<string, Trail>();

/** Keeps the order of the list that is shown, for the records that are opened from it. */
export function useTrail<R>(kind: RecordKind, list: TrailSource<R>, idOf: (row: R) => string): void {
  const { rows, total } = list;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows change with all else that it is made of
  useEffect(() => {
    if (total !== undefined) seen[kind] = trailOf({ ...list, total }, idOf);
  }, [kind, rows, total]);
}

type TrailSource<R> = Pick<PagedList<R>, 'rows' | 'total' | 'from' | 'size' | 'read'>;

/** A list that is shown whole. */
export const wholeList = <R>(rows: readonly R[] | undefined): TrailSource<R> => ({
  rows: rows ?? [],
  total: rows?.length,
  from: 0,
  size: Math.max(1, rows?.length ?? 1),
  read: async () => [],
});

function trailOf<R>(
  { rows, total, from, size, read }: TrailSource<R> & { total: number },
  idOf: (row: R) => string,
): Trail {
  // Places of other pages, read since.
  const others = new Map<number, string>();
  const known = (index: number) => {
    const row = rows[index - from];
    return row === undefined ? others.get(index) : idOf(row);
  };
  return {
    total,
    indexOf(id) {
      const at = rows.findIndex((row) => row !== undefined && idOf(row) === id);
      if (at >= 0) return from + at;
      return [...others].find(([, other]) => other === id)?.[0] ?? -1;
    },
    async idAt(index) {
      if (known(index) === undefined) {
        const page = Math.floor(index / size);
        for (const [at, row] of (await read(page + 1)).entries()) others.set(page * size + at, idOf(row));
      }
      return known(index);
    },
  };
}

/**
 * The list that the record in this step of the history was opened from. Who comes back to the step is in the same list,
 * whatever lists of that kind were seen in between.
 */
export function useFollowedTrail(kind: RecordKind): Trail | undefined {
  const key = useLocation({ select: ({ state }) => state.__TSR_key ?? state.key });
  const trail = (key === undefined ? undefined : followed.get(key)) ?? seen[kind];
  useEffect(() => {
    if (trail === undefined) return;
    if (key !== undefined) followed.set(key, trail);
    seen[kind] = trail;
  }, [kind, key, trail]);
  return trail;
}

/** The next record is opened from the same list. */
export function follow(kind: RecordKind, trail: Trail): void {
  seen[kind] = trail;
}
