import { cutTo, printable, widthOf } from './printable.ts';
import type { Style, Terminal } from './terminal.ts';

export interface Cell {
  text: string;
  styles?: Style[];
}

export interface Column<Row> {
  /** Head of the column; in small letters its name in CSV, where `csv` gives no clearer one. */
  head: string;
  csv?: string;
  value: (row: Row) => string | number | null;
  /** What the terminal shows where it is not the plain value. */
  show?: (row: Row, terminal: Terminal) => Cell;
  right?: boolean;
  /** Narrowest width at which it still says something; columns without one are never cut. */
  min?: number;
  /** The column goes where a terminal is too narrow for all; the highest number goes first. */
  yields?: number;
}

const gap = '  ';

/** An aligned table. On a terminal columns yield, then are cut, until the lines fit; in a pipe all of it is there. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], terminal: Terminal): string {
  const lines = rows.map((row) => columns.map((column) => cellOf(column, row, terminal)));
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column.head), ...lines.map((cells) => widthOf(cells[index]?.text ?? ''))),
  );
  if (terminal.width !== null) {
    const yielding = yieldingColumn(columns, widths, terminal.width);
    if (yielding !== null)
      return renderTable(
        columns.filter((column) => column !== yielding),
        rows,
        terminal,
      );
    narrow(widths, columns, terminal.width);
  }
  const head = columns.map((column): Cell => ({ text: column.head, styles: ['dim'] }));
  return [head, ...lines].map((cells) => `${lineOf(cells, columns, widths, terminal)}\n`).join('');
}

/** The next column to leave out where the others do not fit even at their narrowest; null where they do. */
function yieldingColumn<Row>(
  columns: readonly Column<Row>[],
  widths: readonly number[],
  available: number,
): Column<Row> | null {
  const least = columns.map((column, index) => Math.min(widths[index] ?? 0, floorOf(column, widths[index] ?? 0)));
  if (sumOf(least) <= available) return null;
  const [first = null] = columns
    .filter((column) => column.yields !== undefined)
    .sort((left, right) => (right.yields ?? 0) - (left.yields ?? 0));
  return first;
}

function floorOf<Row>(column: Column<Row>, width: number): number {
  return Math.max(column.min ?? width, widthOf(column.head));
}

function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1));
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
  while (sumOf(widths) > available) {
    // The widest column that may still give way loses one column.
    let widest = -1;
    columns.forEach((column, index) => {
      const width = widths[index] ?? 0;
      if (width > floorOf(column, width) && width > (widths[widest] ?? 0)) widest = index;
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
