import type { Cell, Column, Table } from '../letter.ts';
import { displayWidth, fitted } from './display-width.ts';
import { columns as pageColumns, wrapped } from './lines.ts';

const gap = 2;
const leastFirst = 16;

/** Columns side by side, as wide as what is in them. Names give way to the rest, which says what to do. */
export function tableLines({ columns, groups, more }: Table): string[] {
  const rows = groups.flatMap(({ rows }) => rows);
  const widths = widthsOf(columns, rows);
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => fitted(text, widths[index] ?? 0, columns[index]?.isNumber ? 'right' : 'left'))
      .join(' '.repeat(gap))
      .trimEnd();
  return [
    line(columns.map(({ label }) => label)),
    ...groups.flatMap(({ title, rows }) => [
      ...(title === null ? [] : ['', title]),
      ...rows.flatMap((cells) => [
        // What stands alone is a sentence, and is not cut.
        ...(columns.length === 1 ? wrapped(cells[0]?.text ?? '') : [line(cells.map(({ text }) => text))]),
        ...noteLines(cells, columns, widths),
      ]),
    ]),
    ...(more === null ? [] : [more.text]),
  ];
}

function widthsOf(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number[] {
  const widths = columns.map(({ label }, index) =>
    Math.max(displayWidth(label), ...rows.map((cells) => displayWidth(cells[index]?.text ?? ''))),
  );
  const over = widths.reduce((sum, width) => sum + width + gap, -gap) - pageColumns;
  if (over <= 0) return widths;
  // The column of names is that which may break on the page.
  const names = columns.findIndex(({ isShort, isVersion }) => !isShort && !isVersion);
  return widths.map((width, index) => (index === names ? Math.max(leastFirst, width - over) : width));
}

/** What stands below a cell, set in to where the cell begins. */
function noteLines(cells: readonly Cell[], columns: readonly Column[], widths: readonly number[]): string[] {
  const at = cells.findIndex(({ note }) => note !== undefined && note !== '');
  const note = cells[at]?.note;
  if (note === undefined || columns[at] === undefined) return [];
  const indent = widths.slice(0, at).reduce((sum, width) => sum + width + gap, 0) + (at === 0 ? 2 : 0);
  return wrapped(note, pageColumns - indent).map((line) => `${' '.repeat(indent)}${line}`);
}
