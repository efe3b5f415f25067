import { memo } from 'react';
import { useText } from '../../text/text.tsx';
import { Check } from '../choices.tsx';
import { Skeleton } from '../states.tsx';
import type { Column } from './columns.ts';
import type { DataTableProps } from './data-table.tsx';
import styles from './table.module.css';
import { useChangedCells } from './use-changed-cells.ts';

function OneRow<R>({
  columns,
  row,
  rowKey,
  rowName,
  at,
  isCurrent,
  selection,
  onOpen,
  isGone,
  onChanged,
}: DataTableProps<R> & { row: R; at: number; isCurrent: boolean; onChanged: (key: string) => void }) {
  const say = useText();
  const id = rowKey(row);
  const line = useChangedCells(row, columns, () => onChanged(id));
  const isChosen = selection?.has(id) ?? false;
  const gone = isGone?.(row) === true ? { 'data-gone': '' } : {};
  return (
    <tr
      ref={line}
      aria-rowindex={at + 2}
      data-row={at}
      tabIndex={onOpen ? (isCurrent ? 0 : -1) : undefined}
      {...(selection && { 'aria-selected': isChosen })}
      {...(isCurrent && { 'data-current': '' })}
      {...gone}
      onClick={(event) => onOpen && !isControl(event.target) && !hasSelectedText() && onOpen(row)}
      style={onOpen && { cursor: 'pointer' }}
    >
      {selection && (
        <td data-card="check">
          <Check
            aria-label={say('table.select', { name: rowName?.(row) ?? id })}
            checked={isChosen}
            onChange={(event) => selection.set(id, event.target.checked, (event.nativeEvent as MouseEvent).shiftKey)}
          />
        </td>
      )}
      {columns.map(({ id: column, cell, end, card, label }) => (
        <td key={column} className={end ? styles.end : undefined} data-card={card} data-label={label}>
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}

// What scrolls past was drawn before: rows whose table has not changed stay as they are. The cast keeps the type of its rows.
export const Row = memo(OneRow) as typeof OneRow;

const isControl = (target: EventTarget) =>
  target instanceof Element && target.closest('a, button, input, label, select') !== null;
const hasSelectedText = () => (getSelection()?.toString() ?? '') !== '';

export function LoadingRow<R>({
  columns,
  at,
  hasCheck,
}: {
  columns: readonly Column<R>[];
  at: number;
  hasCheck: boolean;
}) {
  return (
    <tr aria-rowindex={at + 2} aria-busy>
      {hasCheck && <td data-card="check" />}
      {columns.map(({ id, end, card }, index) => (
        <td key={id} data-card={card} className={end ? styles.end : undefined}>
          <Skeleton width={end ? '40%' : `${50 + ((at * 7 + index * 13) % 30)}%`} />
        </td>
      ))}
    </tr>
  );
}
