import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { useDatabase } from './harness.ts';

const database = useDatabase();

const typeOf: Record<string, string> = {
  int2: 'number',
  int4: 'number',
  int8: 'number',
  text: 'string',
  uuid: 'string',
  bool: 'boolean',
  timestamptz: 'Time',
  bytea: 'Buffer',
  jsonb: 'Json',
  _text: 'string[]',
  _uuid: 'string[]',
  _int8: 'number[]',
};

function wrapped(base: string, nullable: boolean, generated: boolean): string {
  if (base === 'Json' || base === 'Time')
    return `${generated ? 'Generated' : nullable && base === 'Time' ? 'Nullable' : ''}${base}`;
  const full = nullable ? `${base} | null` : base;
  return generated ? `Generated<${full}>` : full;
}

it('the table types are those of the migrated database', async () => {
  const { rows } = await sql<{ table: string; column: string; type: string; nullable: boolean; generated: boolean }>`
    select c.table_name as "table", c.column_name as "column", c.udt_name as type,
      c.is_nullable = 'YES' as nullable, c.column_default is not null or c.is_identity = 'YES' as generated
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name not like 'kysely%'
    order by c.table_name, c.ordinal_position`.execute(database.current.db);
  const tables = new Map<string, typeof rows>();
  for (const row of rows) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  const nameOf = (table: string) => table.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
  const lines = [
    "import type { ColumnType, Generated } from 'kysely';",
    '',
    '// Written from the migrated database by tables.test.ts; after a new migration: npm run tables.',
    '',
    'type NullableTime = ColumnType<string | null, Date | string | null, Date | string | null>;',
    'type GeneratedTime = ColumnType<string, Date | string | undefined, Date | string>;',
    'type Time = ColumnType<string, Date | string, Date | string>;',
    'type Json = ColumnType<unknown, string | null, string | null>;',
    'type GeneratedJson = ColumnType<unknown, string | undefined, string>;',
    '',
  ];
  for (const [table, columns] of tables) {
    lines.push(`export interface ${nameOf(table)} {`);
    for (const { column, type, nullable, generated } of columns) {
      const base = typeOf[type] ?? `unknown /* ${type} */`;
      lines.push(`  ${column}: ${wrapped(base, nullable, generated)};`);
    }
    lines.push('}', '');
  }
  lines.push(
    'export interface Tables {',
    ...[...tables.keys()].map((table) => `  ${table}: ${nameOf(table)};`),
    '}',
    '',
  );
  await expect(lines.join('\n')).toMatchFileSnapshot('../src/db/tables.ts');
});
