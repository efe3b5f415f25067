-- What the patch-run report asks: since when a site is exposed, and what a closed period said.

-- The second wall between tenants around a table whose rows belong to an organization each, as in 0005_tenant_wall.sql.
create function raise_wall(tenant_table regclass) returns void language plpgsql as $$
declare
  wall constant text := 'case (select current_setting(''patchlight.organizations'', true)) when ''all'' then true
    else organization_id = any ((select string_to_array(nullif(nullif(current_setting(''patchlight.organizations'', true), ''all''), ''''), '','')::bigint[])::bigint[])
    end';
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format('create policy tenant on %s using (%s)', tenant_table, wall);
end $$;

-- Releases that would take a version off a security hole of which no known advisory tells. An advisory says itself which
-- releases close its hole, and is then not counted a second time.
create table version_security_releases (
  version_id bigint not null references module_versions,
  release text not null,
  primary key (version_id, release)
);
-- Versions were judged without them, and their verdicts do not hold the advisories as they are shown: the next import of a
-- feed or an advisory judges its projects again, the same one too.
update release_feeds set hash = sha256(hash);
update advisories set hash = sha256(hash);

-- The figures of one organization for one period and one set of filters, as they were first computed a week or more after its
-- end. They are never changed.
create table closed_periods (
  organization_id bigint not null references organizations,
  -- SHA-256 of what was asked.
  question bytea not null,
  figures jsonb not null,
  computed_at timestamptz not null,
  primary key (organization_id, question)
);
-- Whatever comes late for a closed period comes more than a week late.
create index site_reports_late on site_reports (organization_id, effective_at) where received_at - effective_at > interval '7 days';

revoke update on closed_periods from patchlight_app;
select raise_wall('closed_periods');
