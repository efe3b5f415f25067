import { type RefObject, useLayoutEffect, useRef } from 'react';

/** As long as --motion-flash. */
const flashMs = 1200;

interface Seen {
  readonly row: unknown;
  readonly columns: string;
  readonly texts: readonly string[];
}

/**
 * Marks the cells that say something else since their row was read again, for a moment. What they say is compared, not what
 * they are made of: a new report that leaves a verdict as it is changes the age beside it alone.
 */
export function useChangedCells(
  row: unknown,
  columns: readonly { readonly id: string }[],
  onChanged: () => void,
): RefObject<HTMLTableRowElement | null> {
  const line = useRef<HTMLTableRowElement>(null);
  const seen = useRef<Seen>(undefined);
  useLayoutEffect(() => {
    const cells = [...(line.current?.cells ?? [])];
    const before = seen.current;
    const now = {
      row,
      columns: columns.map(({ id }) => id).join(),
      texts: cells.map((cell) => cell.textContent ?? ''),
    };
    seen.current = now;
    // The same row drawn again, e.g. because a minute has passed, or other columns of it.
    if (before === undefined || before.row === row || before.columns !== now.columns) return;
    const changed = cells.filter((_, index) => now.texts[index] !== before.texts[index]);
    if (changed.length === 0) return;
    for (const cell of changed) cell.dataset.changed = '';
    setTimeout(() => {
      for (const cell of changed) delete cell.dataset.changed;
    }, flashMs);
    onChanged();
  });
  return line;
}
