import { resultOf, rounded } from './result.ts';
import type { Row } from './rows.ts';
import { yearSites } from './year.ts';

const bytesAMegabyte = 1e6;

export const yearOfHistory: Row = {
  id: 'T17',
  title: 'size of the database after a year: 1,000 sites, 100 modules, 6 changes a site and week',
  ...{ target: 1000, aim: 400, better: 'lower', unit: 'MB' },
  isLong: true,
  async measure(lab) {
    const { database } = await lab.year();
    await database.query('vacuum (analyze)');
    const { rows } = await database.query<{ name: string; table: string; indexes: string; rows: string }>(
      `select relname as name, pg_table_size(oid) as table, pg_indexes_size(oid) as indexes, reltuples as rows from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_total_relation_size(oid) > 1000000
        order by pg_total_relation_size(oid) desc`,
    );
    const sizes = await database.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes');
    const megabytes = Number(sizes.rows[0]?.bytes) / bytesAMegabyte;
    return resultOf(yearOfHistory, [megabytes], {
      baseline: 'none: pg_database_size after a vacuum: tables, indexes and free space of everything, without the WAL',
      detail: {
        sites: yearSites,
        tables: Object.fromEntries(
          rows.map(({ name, table, indexes, rows }) => [
            name,
            {
              rows: Number(rows),
              table_mb: rounded(Number(table) / bytesAMegabyte),
              indexes_mb: rounded(Number(indexes) / bytesAMegabyte),
            },
          ]),
        ),
      },
    });
  },
};
