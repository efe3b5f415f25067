import { type KeyboardEvent, useState } from 'react';
import { useShortcut } from '../shortcuts.ts';
import type { DataTableProps } from './data-table.tsx';

/**
 * `j` and `k` walk the rows, `x` chooses, Enter opens; once a row has the focus arrows do the same, Space peeks, and Ctrl+A
 * chooses all.
 */
export function useRowKeys<R>({ rows, rowKey, selection, onOpen, onPeek, onMove }: DataTableProps<R>) {
  const [current, setCurrent] = useState(-1);
  const isWalked = onOpen !== undefined;
  const go = (to: number) => {
    const at = Math.max(0, Math.min(rows.length - 1, to));
    setCurrent(at);
    if (rows[at] !== undefined) onMove?.(rows[at]);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`tr[data-row="${at}"]`)?.focus());
  };
  useShortcut(isWalked ? 'j' : undefined, () => go(current + 1));
  useShortcut(isWalked ? 'k' : undefined, () => go(current - 1));
  useShortcut(selection && isWalked ? 'x' : undefined, (event) => choose(event.shiftKey));
  useShortcut(selection && isWalked ? 'X' : undefined, () => choose(true));

  const keysOf = () => rows.flatMap((row) => (row === undefined ? [] : [rowKey(row)]));
  function choose(asRange: boolean): void {
    const row = rows[current];
    if (row !== undefined) selection?.set(rowKey(row), !selection.has(rowKey(row)), asRange);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (!(event.target instanceof HTMLTableRowElement)) return;
    const row = rows[current];
    if (event.key === 'ArrowDown') go(current + 1);
    else if (event.key === 'ArrowUp') go(current - 1);
    else if (event.key === 'Enter' && row !== undefined) onOpen?.(row);
    else if (event.key === ' ' && row !== undefined && onPeek) onPeek(row);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && selection) selection.setAll(keysOf(), true);
    else return;
    event.preventDefault();
  }
  return { current, onKeyDown };
}
