import { useState } from 'react';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  has(id: string): boolean;
  /** `asRange`: everything between the last one and this one too. */
  set(id: string, isChosen: boolean, asRange?: boolean): void;
  setAll(ids: readonly string[], areChosen: boolean): void;
  clear(): void;
}

/** Which rows are chosen. It outlives pages of a list: who looks at the second page keeps what was chosen on the first. */
export function useSelection(order: readonly string[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string>();
  const change = (names: readonly string[], areChosen: boolean) =>
    setIds((before) => {
      const next = new Set(before);
      for (const name of names) areChosen ? next.add(name) : next.delete(name);
      return next;
    });
  return {
    ids,
    has: (id) => ids.has(id),
    set(id, isChosen, asRange = false) {
      change(asRange ? between(order, last, id) : [id], isChosen);
      setLast(id);
    },
    setAll: change,
    clear: () => setIds(new Set()),
  };
}

function between(order: readonly string[], from: string | undefined, to: string): readonly string[] {
  const [one, other] = [order.indexOf(from ?? to), order.indexOf(to)];
  return one < 0 || other < 0 ? [to] : order.slice(Math.min(one, other), Math.max(one, other) + 1);
}
