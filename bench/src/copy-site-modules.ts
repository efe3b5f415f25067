import type pg from 'pg';

// The naive layout is the one that a first design would have: full pages, and an index for each question.
const layouts = {
  tuned: `create table bench_tuned (like site_modules including all) with (fillfactor = 45)`,
  naive: `create table bench_naive (like site_modules including defaults, primary key (organization_id, site_id, module_id))
    with (fillfactor = 80);
    create index on bench_naive (module_id);
    create index on bench_naive (current_version_id);
    create index on bench_naive (organization_id, security_update, update_available)`,
};

/** Gives a copy of site_modules in one of the layouts, kept for the next run. Returns its name. */
export async function copySiteModules(database: pg.Pool, layout: keyof typeof layouts): Promise<string> {
  const table = `bench_${layout}`;
  const { rows } = await database.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [table]);
  if (rows[0]?.exists !== true) {
    const client = await database.connect();
    try {
      await client.query('begin');
      await client.query(layouts[layout]);
      await client.query(
        `insert into ${table} select * from site_modules order by organization_id, site_id, module_id`,
      );
      await client.query('commit');
    } finally {
      client.release();
    }
  }
  // Cleaning up after one part must not be counted as another's.
  await database.query(`alter table ${table} set (autovacuum_enabled = false)`);
  await database.query(`vacuum (analyze) ${table}`);
  return table;
}
