import { useCallback, useEffect, useRef, useState } from 'react';

/** Who listens is told at most so often. */
const quietMs = 10_000;
/** Rows that change together are told together, and the same number can be told again. */
const gatherMs = 250;
const standsMs = 5000;

/** How many rows have changed, to be said aloud: told of each, it speaks of several at once and not too often. */
export function useChangeNotice(): readonly [count: number, note: (key: string) => void] {
  const [count, setCount] = useState(0);
  const rows = useRef(new Set<string>());
  const spokeAt = useRef(Number.NEGATIVE_INFINITY);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (count === 0) return;
    const end = setTimeout(() => setCount(0), standsMs);
    return () => clearTimeout(end);
  }, [count]);
  const note = useCallback((key: string) => {
    rows.current.add(key);
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined;
        spokeAt.current = performance.now();
        setCount(rows.current.size);
        rows.current.clear();
      },
      Math.max(gatherMs, spokeAt.current + quietMs - performance.now()),
    );
  }, []);
  return [count, note];
}
