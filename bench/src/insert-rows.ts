import type pg from 'pg';

type Value = string | number | boolean | null;

/** Columns by name; `type` is the one of PostgreSQL. */
export type Columns = Readonly<Record<string, readonly [type: string, values: readonly Value[]]>>;

/**
 * Inserts rows given as columns, all in one statement. Keys are given too, so that a fleet is the same everywhere.
 * `scopes`: SQL for a column of that name, as an array of arrays cannot be taken apart.
 */
export async function insertRows(
  client: pg.ClientBase,
  table: string,
  columns: Columns,
  scopes?: string,
): Promise<void> {
  const names = [...Object.keys(columns), ...(scopes === undefined ? [] : ['scopes'])].join(', ');
  const arrays = Object.values(columns).map(([type], index) => `$${index + 1}::${type}[]`);
  await client.query(
    `insert into ${table} (${names}) overriding system value select *${scopes === undefined ? '' : `, ${scopes}`} from unnest(${arrays.join(', ')})`,
    Object.values(columns).map(([, values]) => arrayLiteral(values)),
  );
}

/** An array as PostgreSQL writes it. The driver would escape each value of its own, which takes longer than the insert. */
export function arrayLiteral(values: readonly Value[]): string {
  return `{${values.map(literal).join(',')}}`;
}

function literal(value: Value): string {
  if (typeof value !== 'string') return String(value);
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
