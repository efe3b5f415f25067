import type { Selection } from '../ui/table/selection.ts';

/** Everything that the filters let through, until somebody takes a row out of it: then it is what was picked by hand again. */
export function allMatching(picked: Selection, leave: () => void): Selection {
  const back = <A extends unknown[]>(change: (...input: A) => void) => {
    return (...input: A) => {
      leave();
      change(...input);
    };
  };
  return {
    ids: picked.ids,
    has: () => true,
    set: back(picked.set),
    setAll: back(picked.setAll),
    clear: back(picked.clear),
  };
}
