import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';

/**
 * Which of `count` rows to draw, and how much room the others take before and after. Everything, where it is not virtual,
 * and on a phone, where rows are cards of different heights and come in pages.
 */
export function useVisibleRows(
  count: number,
  height: number,
  virtual: boolean,
  onVisible?: (from: number, to: number) => void,
) {
  const body = useRef<HTMLTableSectionElement>(null);
  const isOn = virtual && matchMedia('(min-width: 768px)').matches;
  const rows = useWindowVirtualizer({
    count,
    estimateSize: () => height,
    overscan: 2,
    enabled: isOn,
    scrollMargin: body.current?.offsetTop ?? 0,
  });
  const items = rows.getVirtualItems();
  const from = isOn ? (items[0]?.index ?? 0) : 0;
  const to = isOn ? (items.at(-1)?.index ?? Math.min(count, 30) - 1) + 1 : count;
  const tell = useRef(onVisible);
  tell.current = onVisible;
  useEffect(() => tell.current?.(from, to), [from, to]);
  return { body, from, to, before: isOn ? from * height : 0, after: isOn ? Math.max(0, (count - to) * height) : 0 };
}
