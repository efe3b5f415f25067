import type { CallInput } from '@patchlight/contract/client';
import type { EndpointShape, ResponseOf } from '@patchlight/contract/endpoint';
import { csvOf } from './csv.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { printable, printableJson } from './printable.ts';
import type { Session } from './session.ts';
import { type Column, renderTable } from './table.ts';

export const listFormats = ['table', 'json', 'ndjson', 'csv'] as const;
export type ListFormat = (typeof listFormats)[number];
export const recordFormats = ['table', 'json'] as const;
export type RecordFormat = (typeof recordFormats)[number];

/** Rows of a table on one screen's worth; other formats, which programs read, hold everything. */
const tableLimit = 200;

export interface ListPlan<E extends EndpointShape, Row> {
  endpoint: E;
  input: CallInput<E>;
  columns: readonly Column<Row>[];
  format: ListFormat;
  /** Most rows wanted; 0 for all. */
  limit?: number | undefined;
  /** Said on standard error where there is no row. */
  empty: string;
}

type RowOf<E extends EndpointShape> =
  ResponseOf<E> extends readonly (infer Row)[]
    ? Row
    : ResponseOf<E> extends { rows: readonly (infer Row)[] }
      ? Row
      : never;

/** Walks a list, or the rows of a report, and prints it: NDJSON page by page, the other formats at the end. */
export async function printList<E extends EndpointShape>(
  session: Session,
  plan: ListPlan<E, RowOf<E>>,
): Promise<ExitCode> {
  const limit = plan.limit ?? (plan.format === 'table' ? tableLimit : 0);
  const rows: RowOf<E>[] = [];
  let total = 0;
  let printed = 0;
  walk: for await (const page of session.client().pages(plan.endpoint, plan.input)) {
    total = page.meta.total;
    for (const row of rowsOf<RowOf<E>>(page.data)) {
      if (limit > 0 && printed === limit) break walk;
      printed += 1;
      if (plan.format !== 'ndjson') rows.push(row);
      else if (!(await session.terminal.print(`${printableJson(row)}\n`))) return exitCodes.ok;
    }
    if (limit > 0 && printed === limit) break;
  }
  if (plan.format !== 'ndjson') await session.terminal.print(listText(session, plan, rows, total));
  if (total === 0) session.terminal.note(plan.empty);
  else if (printed < total) session.terminal.note(`${printed} of ${total} shown; --limit 0 shows all`);
  return exitCodes.ok;
}

// A list answers an array, a report its rows beside a summary.
function rowsOf<Row>(data: unknown): readonly Row[] {
  return Array.isArray(data) ? data : (data as { rows: readonly Row[] }).rows;
}

function listText<E extends EndpointShape>(
  session: Session,
  plan: ListPlan<E, RowOf<E>>,
  rows: RowOf<E>[],
  total: number,
): string {
  if (plan.format === 'json') return `${printableJson({ schema: 'patchlight.list/1', total, data: rows }, 2)}\n`;
  if (plan.format === 'csv') return csvOf(csvRows(plan.columns, rows));
  return rows.length === 0 ? '' : renderTable(plan.columns, rows, session.terminal);
}

export function csvRows<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): (string | number | null)[][] {
  const heads = columns.map((column) => column.csv ?? column.head.toLowerCase());
  return [heads, ...rows.map((row) => columns.map((column) => column.value(row)))];
}

/** One object: aligned lines of name and value, or the object as JSON. */
export async function printRecord(
  session: Session,
  format: RecordFormat,
  record: unknown,
  fields: readonly [name: string, value: string | number | null][],
): Promise<ExitCode> {
  const { terminal } = session;
  if (format === 'json') await terminal.print(`${printableJson(record, 2)}\n`);
  else await terminal.print(fieldsText(session, fields));
  return exitCodes.ok;
}

export function fieldsText(session: Session, fields: readonly [string, string | number | null][]): string {
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields
    .map(([name, value]) => {
      const text = value === null || value === '' ? '–' : printable(String(value));
      return `${session.terminal.style(name.padEnd(width), 'dim')}  ${text}\n`;
    })
    .join('');
}
