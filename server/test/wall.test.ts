import { sql } from 'kysely';
import { describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../src/db/database.ts';
import { useApp } from './app.ts';
import { urlOf } from './postgres.ts';

const test = useApp();
const tenantTables = () =>
  test.sql<{ name: string; forced: boolean; key: string | null }>(`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
      (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid and i.indisprimary) as key
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped)
    order by 1`);
// A person has a home and may be in many organizations; a project of drupal.org belongs to none.
const perTenant = (name: string) => name !== 'users' && name !== 'modules';

describe('T-16 row-level security', () => {
  it('is on and forced for every table that names an organization, and its key begins with it', async () => {
    const tables = await tenantTables();
    expect(tables.length).toBeGreaterThan(8);
    expect(tables.filter(({ forced }) => !forced)).toEqual([]);
    expect(tables.filter(({ name, key }) => perTenant(name) && key !== 'organization_id')).toEqual([]);
  });

  it('binds the role that the server works as: it owns nothing and passes nothing', async () => {
    const { rows } = await sql<{ name: string; strong: boolean; owns: number }>`
      select r.rolname as name, r.rolsuper or r.rolbypassrls as strong,
        (select count(*) from pg_class c where c.relowner = r.oid) as owns
      from pg_roles r where r.rolname = current_user`.execute(test.database.db);
    expect(rows).toEqual([{ name: 'patchlight_app', strong: false, owns: 0 }]);
  });

  it('binds it whatever the address of the database says', async () => {
    const url = `${urlOf(inject('postgres'), test.databaseName)}&options=-c%20role%3Dnone%20-c%20work_mem%3D7MB`;
    const { db, close } = openDatabase({ url }, { max: 1, onError: () => undefined });
    const { rows } = await sql`select current_user as role, current_setting('work_mem') as memory`.execute(db);
    await close();
    expect(rows).toEqual([{ role: 'patchlight_app', memory: '7MB' }]);
  });

  it('has no view that would look with the eyes of its owner', async () => {
    const views = await test.sql(`select relname from pg_class where relnamespace = 'public'::regnamespace
      and relkind in ('v', 'm') and not coalesce(reloptions, '{}') @> '{security_invoker=true}'`);
    expect(views).toEqual([]);
  });

  it('shows nobody nothing, and is no error', async () => {
    const nobody = test.database.scoped([]);
    for (const { name } of await tenantTables()) {
      const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}
        ${name === 'modules' ? sql`where organization_id is not null` : sql``}`.execute(nobody);
      expect({ name, count: rows[0]?.count }).toEqual({ name, count: 0 });
    }
  });

  it('refuses a row for another organization', async () => {
    const { home, away, awaySite } = test.cast;
    const insert = sql`insert into site_activity (organization_id, site_id) values (${away.id}, ${awaySite.id})`;
    await expect(insert.execute(test.database.scoped([home.id]))).rejects.toThrow(/row-level security/);
  });
});

it('T-17 no scope is carried to the next borrower of a connection, however the one before ended', async () => {
  const { home, away } = test.cast;
  const seen = { [home.id]: new Set<number>(), [away.id]: new Set<number>() };
  const one = async (index: number) => {
    const id = index % 2 === 0 ? home.id : away.id;
    const db = test.database.scoped([id]);
    if (index % 10 === 3) await expect(sql`select 1 / 0`.execute(db)).rejects.toThrow();
    else if (index % 10 === 6) {
      const broken = db.transaction().execute(async (tx) => {
        await sql`select * from sites`.execute(tx);
        throw new Error('given up');
      });
      await expect(broken).rejects.toThrow('given up');
    } else {
      const { rows } = await sql<{ organization_id: number }>`select organization_id from sites`.execute(db);
      for (const row of rows) seen[id]?.add(row.organization_id);
    }
  };
  await Promise.all(Array.from({ length: 2_000 }, (_, index) => one(index)));
  expect([[...(seen[home.id] ?? [])], [...(seen[away.id] ?? [])]]).toEqual([[home.id], [away.id]]);
});
