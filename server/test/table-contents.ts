import type { TestApp } from './app.ts';

type Sql = Pick<TestApp, 'sql'>;
/** For some tables: which of their rows count. */
type Where = Readonly<Record<string, string>>;

async function ofEachTable(test: Sql, expression: string, where: Where): Promise<Record<string, string>> {
  const tables = await test.sql<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
      and table_name not like 'kysely%' order by 1`,
  );
  const texts = tables.map(
    ({ name }) =>
      `(select ${expression} from ${name} t, lateral (select (to_jsonb(t) - '{last_used_at,seen_from}'::text[])::text as row) r where ${where[name] ?? 'true'}) as ${name}`,
  );
  const [row] = await test.sql<Record<string, string>>(`select ${texts.join(', ')}`);
  return row ?? {};
}

/** Every row of every table as text: what a dump of the database would show. */
export const contents = (test: Sql, where: Where = {}) =>
  ofEachTable(test, "coalesce(string_agg(t::text, e'\\n'), '')", where);

/** One hash for each table, to see that nothing has changed but when and from where a credential was used. */
export const checksums = (test: Sql, where: Where = {}) =>
  ofEachTable(test, "md5(coalesce(string_agg(row, ',' order by row), ''))", where);

/** Without the record that a refusal may leave. */
export const besideRefusals: Where = {
  audit_logs: "t.status = 'success' and t.action <> 'api_key.seenFromNewAddress'",
  site_reports: "t.status <> 'rejected'",
};
