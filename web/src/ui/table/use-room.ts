import { type RefObject, useLayoutEffect, useState } from 'react';

/** How wide a table may be: what is around it has that width; 0 before the first look, which is before it is painted. */
export function useRoom(table: RefObject<HTMLTableElement | null>): number {
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const around = table.current?.parentElement;
    if (around == null) return;
    const measure = () => setRoom(around.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(around);
    return () => observer.disconnect();
  }, [table]);
  return room;
}
