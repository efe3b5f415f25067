import { Readable } from 'node:stream';
import type { EndpointShape } from '@patchlight/contract/endpoint';
import { stringify } from 'csv-stringify/sync';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Page, PageRequest } from '../db/page.ts';

/** A column of a CSV: its head, and the way to its value in a row of the list. */
export interface Column {
  readonly head: string;
  readonly path: readonly string[];
}

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

const rowsPerPage = 500;

/**
 * The columns of a list: the fields of its rows in order, those of an object within as `counts.security`. Rows of several
 * shapes have the columns of all of them, so that a file looks the same however it is grouped.
 */
export function columnsOf(endpoint: EndpointShape): Column[] {
  const { items, properties } = endpoint.response as Schema;
  const lists = Array.isArray(endpoint.csv) ? endpoint.csv : ['rows'];
  const rows = endpoint.kind === 'list' ? [items] : lists.map((name) => properties?.[name]?.items);
  const shapes = rows.flatMap((row) => row?.anyOf ?? row ?? []);
  if (shapes.length === 0 || shapes.some((shape) => shape.properties === undefined))
    throw new Error(`The endpoint ${endpoint.name} has no rows to make columns of.`);
  const columns = shapes.flatMap((shape) => columnsWithin(shape, []));
  return [...new Map(columns.map((column) => [column.head, column])).values()];
}

function columnsWithin(schema: Schema, path: readonly string[]): Column[] {
  // A nullable object has the columns of its not-null side.
  const { properties } = schema.anyOf?.find((each) => each.properties !== undefined) ?? schema;
  if (properties === undefined) return [{ head: path.join('.'), path }];
  return Object.entries(properties).flatMap(([name, each]) => columnsWithin(each, [...path, name]));
}

/** True when the request asks for CSV: by `format`, or else by naming it in `Accept` and JSON not as gladly. */
export function wantsCsv(request: FastifyRequest, query: Record<string, unknown>): boolean {
  if (query.format !== undefined) return query.format === 'csv';
  const csv = qualityOf('text/csv', request.headers.accept);
  return csv > 0 && csv > qualityOf('application/json', request.headers.accept);
}

function qualityOf(type: string, accept: string | undefined): number {
  for (const range of (accept ?? '').split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    if (name !== type) continue;
    const quality = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1);
    return Number.isFinite(quality) ? quality : 0;
  }
  return 0;
}

/** What a file of one object holds: the last of the lists that it has, as a single page. */
export function onlyPage(endpoint: EndpointShape, object: Readonly<Record<string, unknown>>): Page<object> {
  const names = Array.isArray(endpoint.csv) ? endpoint.csv : [];
  const rows = names.map((name) => object[name]).findLast(Array.isArray) ?? [];
  return { rows, total: rows.length, next: null };
}

interface Export {
  readonly endpoint: EndpointShape;
  readonly columns: readonly Column[];
  readonly pageAt: (page: PageRequest) => Promise<Page<object>>;
  readonly today: Date;
}

/**
 * Sends every row of a list. Pages are read by keyset as fast as the client takes them, so that memory holds one page
 * and no snapshot is kept open: a row whose place in the order changes meanwhile may be met twice or not at all.
 */
export async function sendCsv(
  request: FastifyRequest,
  reply: FastifyReply,
  { endpoint, columns, pageAt, today }: Export,
): Promise<FastifyReply> {
  // Read before anything is sent: what is refused is answered as any refusal.
  const first = await pageAt(pageRequest(1, null));
  // To HEAD, the head only.
  const pages = request.method === 'HEAD' ? [] : pagesFrom(first, pageAt);
  const heads = columns.map(({ head }) => head);
  return reply
    .header('cache-control', 'no-store')
    .header('vary', 'accept')
    .header('content-disposition', `attachment; filename="${fileName(endpoint, today)}"`)
    .type('text/csv; charset=utf-8; header=present')
    .send(Readable.from(linesOf(heads, columns, pages), { objectMode: false }));
}

const pageRequest = (page: number, after: PageRequest['after']): PageRequest => ({
  page,
  perPage: rowsPerPage,
  after,
  uncounted: true,
});

async function* pagesFrom(first: Page<object>, pageAt: Export['pageAt']): AsyncGenerator<Page<object>> {
  let page = first;
  for (let number = 2; ; number += 1) {
    yield page;
    if (page.next === null) return;
    page = await pageAt(pageRequest(number, page.next));
  }
}

async function* linesOf(
  heads: readonly string[],
  columns: readonly Column[],
  pages: AsyncIterable<Page<object>> | Iterable<Page<object>>,
): AsyncGenerator<string> {
  yield csvOf([heads]);
  for await (const { rows } of pages)
    if (rows.length > 0) yield csvOf(rows.map((row) => columns.map(({ path }) => cellOf(valueAt(row, path)))));
}

/** RFC 4180. A lone CR or LF ends a row for many readers and is quoted as well. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return stringify([...rows.map((row) => [...row])], { record_delimiter: '\r\n', quoted_match: /[\r\n]/ });
}

function valueAt(row: object, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], row);
}

/** A value as text. In a list, what has an id or a name stands as that. */
export function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return harmless(value.map(itemOf).join(', '));
  return harmless(typeof value === 'string' ? value : JSON.stringify(value));
}

function itemOf(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item);
  const { id, name } = item as { id?: unknown; name?: unknown };
  return String(id ?? name ?? JSON.stringify(item));
}

/** A spreadsheet would run what begins like a formula; behind an apostrophe it is text. */
function harmless(text: string): string {
  return /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
}

function fileName({ path }: EndpointShape, today: Date): string {
  const words = path.split('/').filter((part) => part !== '' && part !== 'api' && part !== 'v1' && !part.includes('{'));
  return `${words.join('-')}-${today.toISOString().slice(0, 10)}.csv`;
}
