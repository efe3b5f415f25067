import { type ReactNode, useMemo, useSyncExternalStore } from 'react';

/** One column of a table of rows `R`. Its cells are plain: thousands of them have to be drawn while somebody scrolls. */
export interface Column<R> {
  readonly id: string;
  readonly head: string;
  readonly cell: (row: R) => ReactNode;
  /** CSS width; columns without one share what is left. */
  readonly width?: number | string;
  /** Numbers stand at the end. */
  readonly end?: boolean;
  /** The name by which the server sorts it. */
  readonly sort?: string;
  /** The first click sorts downwards, e.g. for counts and risks. */
  readonly descending?: boolean;
  /** Gives way on screens narrower than this. */
  readonly below?: 992 | 1200 | 1600;
  /** Where it stands when a row is a card on a phone: in the first line, as its status, a line of its own, not at all; otherwise beside the others. */
  readonly card?: 'first' | 'status' | 'line' | 'hide';
  /** Said before the value on a phone, where the head is not seen. */
  readonly label?: string;
  /** Not shown until somebody asks for it. */
  readonly optional?: boolean;
}

/** The columns to show: those named in `cols`, in that order, else those that are not optional. */
export function shownColumns<R>(
  columns: readonly Column<R>[],
  cols: readonly string[] | undefined,
): readonly Column<R>[] {
  if (cols === undefined || cols.length === 0) return columns.filter(({ optional }) => optional !== true);
  const named = cols.flatMap((id) => columns.filter((column) => column.id === id));
  const fixed = columns.filter(({ card, id }) => card === 'first' && !cols.includes(id));
  return [...fixed, ...named];
}

const steps = [992, 1200, 1600] as const;
const below = (step: number) => matchMedia(`(max-width: ${step - 1}px)`);

function subscribe(listener: () => void): () => void {
  const queries = [768, ...steps].map(below);
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
  };
}

const narrowestStep = () => (below(768).matches ? 'phone' : steps.find((step) => below(step).matches));

/** What a name needs: the columns without a width share what the others leave. */
export const leastLeft = 160;

/**
 * The columns that do not give way on a screen as narrow as this one, and, of those that may, as many as leave the names
 * their room. On a phone, where rows are cards, all of them. `room` is that of the table, 0 where it is not known yet.
 */
export function useFittingColumns<R>(columns: readonly Column<R>[], room: number): readonly Column<R>[] {
  const step = useSyncExternalStore(subscribe, narrowestStep);
  return useMemo(() => {
    if (step === 'phone') return columns;
    const kept = columns.filter((column) => step === undefined || column.below === undefined || column.below < step);
    return room === 0 ? kept : leavingRoom(kept, room);
  }, [columns, step, room]);
}

/** Those that give way first are the first to go here too, from the front. */
export function leavingRoom<R>(columns: readonly Column<R>[], room: number): readonly Column<R>[] {
  const taken = columns.reduce((sum, { width }) => sum + (typeof width === 'number' ? width : leastLeft), 0);
  const first = Math.max(...columns.map(({ below: step = 0 }) => step));
  const next = columns.findIndex((column) => column.below === first);
  return taken <= room || next < 0 ? columns : leavingRoom(columns.toSpliced(next, 1), room);
}
