import { type RawBuilder, sql } from 'kysely';
import { countedLately } from './counted-lately.ts';
import type { Db } from './database.ts';
import { prepared } from './prepared.ts';

/** Where a page ended: the sort values of its last row. */
export type Position = readonly (string | number | null)[];

/** The part of a list that a request asks for: by number, or from where the page before ended. */
export interface PageRequest {
  readonly page: number;
  readonly perPage: number;
  readonly after: Position | null;
  /** The rows are not counted, which may cost more than the page: for a reader who wants every page of the list. */
  readonly uncounted?: true;
}

/** One page of a list. `next`: the sort values of its last row, null where nothing follows. */
export interface Page<T> {
  readonly rows: T[];
  readonly total: number;
  readonly next: Position | null;
}

/** One page of a list with what is said of the whole. */
export interface Report<T, Summary> extends Page<T> {
  readonly summary: Summary;
}

/** One column of the order, by its name in the select list. It must not be null; the last one must be unique. */
export interface SortKey {
  readonly column: string;
  readonly type: 'text' | 'bigint' | 'timestamptz' | 'uuid';
  readonly descending?: boolean;
}

/** The orders of a list by name or by age, either way round; its select names `_name` and `_id`. */
export const byNameOrAge: Readonly<Record<'name' | '-name' | 'created_at' | '-created_at', readonly SortKey[]>> = {
  name: [
    { column: '_name', type: 'text' },
    { column: '_id', type: 'bigint' },
  ],
  '-name': [
    { column: '_name', type: 'text', descending: true },
    { column: '_id', type: 'bigint', descending: true },
  ],
  created_at: [{ column: '_id', type: 'bigint' }],
  '-created_at': [{ column: '_id', type: 'bigint', descending: true }],
};

/** The order of one name, such as `-risk`, or of two, such as `-risk,name`: first by the one, then as the other says. */
export function orderOf<Name extends string>(
  sort: string,
  orders: Readonly<Record<Name, readonly SortKey[]>>,
): readonly SortKey[] {
  const [first, second] = sort.split(',').map((name) => orders[name as Name]);
  const keys = second === undefined ? (first ?? []) : [...(first?.slice(0, 1) ?? []), ...second];
  return keys.filter(({ column }, at) => keys.findIndex((each) => each.column === column) === at);
}

interface Selection {
  /** A whole select; columns whose name starts with `_` are for sorting only and left out of the rows. */
  readonly select: RawBuilder<unknown>;
  readonly sort: readonly SortKey[];
  readonly page: PageRequest;
  /** The select has few texts: it is planned once. */
  readonly isPrepared?: boolean;
  /** Gives one row with the column `total`. */
  readonly total: RawBuilder<{ total: number }>;
  /** To count costs many times the page: a large total may be as old as db/counted-lately.ts says. */
  readonly mayBeRecent?: boolean;
}

/** Reads one page: with a position by keyset, so that a deep page costs what the first costs; else by offset. */
export async function selectPage<Row extends object>(
  db: Db,
  { select, sort, page, total, isPrepared, mayBeRecent = false }: Selection,
): Promise<Page<Row>> {
  const order = sql.join(
    sort.map((key) => sql`${sql.ref(key.column)} ${key.descending === true ? sql`desc` : sql`asc`}`),
  );
  const offset = page.after === null ? (page.page - 1) * page.perPage : 0;
  const [found, counted] = await Promise.all([
    sql<
      Record<string, unknown>
    >`${isPrepared === true ? prepared : sql``} select * from (${select}) as list where ${beyond(sort, page.after)}
      order by ${order} limit ${page.perPage + 1} offset ${offset}`.execute(db),
    page.uncounted === true ? 0 : countAll(db, total, mayBeRecent),
  ]);
  const rows = found.rows.slice(0, page.perPage);
  const last = found.rows.length > page.perPage ? rows.at(-1) : undefined;
  return {
    // The caller names the columns of its own select.
    rows: rows.map(withoutSortColumns) as Row[],
    total: counted,
    next: last === undefined ? null : sort.map((key) => positionValue(last[key.column])),
  };
}

async function countAll(db: Db, total: RawBuilder<{ total: number }>, mayBeRecent: boolean): Promise<number> {
  const query = total.compile(db);
  const count = async () => (await db.executeQuery(query)).rows[0]?.total ?? 0;
  return mayBeRecent ? countedLately(db, [query.sql, query.parameters], count, (counted) => counted) : count();
}

const ofEveryList = ['sort', 'page', 'per_page', 'cursor', 'format'];

/** True when the query narrows its list by nothing but these members of it. */
export function isNarrowedOnlyBy(query: object, ...names: readonly string[]): boolean {
  return Object.keys(query).every((name) => names.includes(name) || ofEveryList.includes(name));
}

/** The condition that a row comes after the position. */
export function beyond(sort: readonly SortKey[], after: Position | null): RawBuilder<boolean> {
  if (after === null) return sql<boolean>`true`;
  const value = (index: number) => sql`${after[index] ?? null}::${sql.raw(sort[index]?.type ?? 'text')}`;
  const sameWay = sort.every((key) => (key.descending === true) === (sort[0]?.descending === true));
  if (sameWay) {
    const columns = sql.join(sort.map((key) => sql.ref(key.column)));
    const values = sql.join(sort.map((_, index) => value(index)));
    return sql<boolean>`(${columns}) ${sort[0]?.descending === true ? sql`<` : sql`>`} (${values})`;
  }
  const steps = sort.map((key, index) => {
    const equal = sort.slice(0, index).map((each, at) => sql`${sql.ref(each.column)} = ${value(at)}`);
    const past = sql`${sql.ref(key.column)} ${key.descending === true ? sql`<` : sql`>`} ${value(index)}`;
    return sql`(${sql.join([...equal, past], sql` and `)})`;
  });
  return sql<boolean>`(${sql.join(steps, sql` or `)})`;
}

function withoutSortColumns(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('_')));
}

function positionValue(value: unknown): string | number | null {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}
