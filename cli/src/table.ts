import { cutTo, printable, widthOf } from './printable.ts';
import type { Style, Terminal } from './terminal.ts';

export interface Cell {
  text: string;
  styles?: Style[];
}

export interface Column<Row> {
  /** Head of the column and, in capitals taken away, its key in CSV. */
  head: string;
  value: (row: Row) => string | number | null;
  /** What the terminal shows where it is not the plain value. */
  show?: (row: Row, terminal: Terminal) => Cell;
  right?: boolean;
  /** Narrowest width this column may be cut to; columns without one are never cut. */
  min?: number;
}

const gap = '  ';

/** An aligned table. On a terminal the columns with a `min` give way until the lines fit; in a pipe nothing is cut. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], terminal: Terminal): string {
  const lines = rows.map((row) => columns.map((column) => cellOf(column, row, terminal)));
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column.head), ...lines.map((cells) => widthOf(cells[index]?.text ?? ''))),
  );
  if (terminal.width !== null) narrow(widths, columns, terminal.width);
  const head = columns.map((column): Cell => ({ text: column.head, styles: ['dim'] }));
  return [head, ...lines].map((cells) => `${lineOf(cells, columns, widths, terminal)}\n`).join('');
}

function cellOf<Row>(column: Column<Row>, row: Row, terminal: Terminal): Cell {
  if (column.show !== undefined) {
    const cell = column.show(row, terminal);
    return { ...cell, text: printable(cell.text) };
  }
  const value = column.value(row);
  return value === null || value === '' ? { text: '–', styles: ['dim'] } : { text: printable(String(value)) };
}

function narrow<Row>(widths: number[], columns: readonly Column<Row>[], available: number): void {
  const total = () => widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1));
  while (total() > available) {
    // The widest column that may still give way loses one column.
    let widest = -1;
    columns.forEach((column, index) => {
      const width = widths[index] ?? 0;
      const floor = Math.max(column.min ?? width, widthOf(column.head));
      if (width > floor && width > (widths[widest] ?? 0)) widest = index;
    });
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

function lineOf<Row>(
  cells: readonly Cell[],
  columns: readonly Column<Row>[],
  widths: readonly number[],
  terminal: Terminal,
): string {
  return cells
    .map((cell, index) => {
      const width = widths[index] ?? 0;
      const text = cutTo(cell.text, width);
      const padding = ' '.repeat(width - widthOf(text));
      const styled = terminal.style(text, ...(cell.styles ?? []));
      return columns[index]?.right ? padding + styled : styled + padding;
    })
    .join(gap)
    .trimEnd();
}
