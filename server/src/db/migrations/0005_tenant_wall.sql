-- The second wall between tenants: the server works as a role that owns nothing, and sees the rows of an organization only
-- while the transaction names it in `patchlight.organizations` (numbers with commas between, or `all`).

do $$
begin
  if not exists (select from pg_roles where rolname = 'patchlight_app') then
    begin
      create role patchlight_app nologin;
    -- Another database of the same server is being migrated at this moment.
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  if not pg_has_role(current_user, 'patchlight_app', 'usage') then
    execute format('grant patchlight_app to %I', current_user);
  end if;
exception when insufficient_privilege then
  raise exception using errcode = 'insufficient_privilege', message = format(
    'The role %s may not make the role that the server works as. Once, as an administrator: '
    'create role patchlight_app nologin; grant patchlight_app to %I;', current_user, current_user);
end $$;

grant usage on schema public to patchlight_app;
grant select, insert, update, delete on all tables in schema public to patchlight_app;
alter default privileges in schema public grant select, insert, update, delete on tables to patchlight_app;
-- What was recorded stays as it was recorded.
revoke update, delete on audit_logs, audit_seals from patchlight_app;
revoke insert, update, delete on kysely_migration, kysely_migration_lock from patchlight_app;

-- A scalar subquery is worked out once for a statement, not once for a row. A CASE is taken to pass half of the rows: an OR
-- of two unknowns would pass almost none in the planner's eyes, and it would choose plans for a handful of rows.
do $$
declare
  wall constant text := 'case (select current_setting(''patchlight.organizations'', true)) when ''all'' then true
    else %s = any ((select string_to_array(nullif(nullif(current_setting(''patchlight.organizations'', true), ''all''), ''''), '','')::bigint[])::bigint[])
    end';
  tenant record;
begin
  for tenant in
    select table_name from information_schema.columns
    where table_schema = 'public' and column_name = 'organization_id' and is_nullable = 'NO'
  loop
    execute format('alter table %I enable row level security', tenant.table_name);
    execute format('alter table %I force row level security', tenant.table_name);
    execute format('create policy tenant on %I using (%s)', tenant.table_name, format(wall, 'organization_id'));
  end loop;
  alter table organizations enable row level security;
  alter table organizations force row level security;
  execute format('create policy tenant on organizations using (%s)', format(wall, 'id'));
  -- A row of nobody is a drupal.org project, which everybody may see.
  alter table modules enable row level security;
  alter table modules force row level security;
  execute format('create policy tenant on modules using (organization_id is null or %s)', format(wall, 'organization_id'));
  -- A person is seen where he has his home and where he is a member.
  alter table users enable row level security;
  alter table users force row level security;
  execute format('create policy tenant on users using (%s or exists (select from memberships m where m.user_id = users.id))',
    format(wall, 'organization_id'));
end $$;
