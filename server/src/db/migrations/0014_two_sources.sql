-- A site may be told of by itself and by its repository: what the repository holds stands beside what the site runs.

alter table site_activity
  -- Whose inventory is in site_modules: the site's own as soon as there is one. Null before the first.
  add inventory_source text check (inventory_source in ('site', 'repository')),
  -- Place in the order of the newest report of the repository, where it stands beside.
  add repository_at timestamptz,
  add repository_sequence bigint;
-- Whoever migrates owns the tables and may still be bound by their policies.
select set_config('patchlight.organizations', 'all', true);
update site_activity a set inventory_source = coalesce((
    select r.source from site_reports r where r.organization_id = a.organization_id and r.site_id = a.site_id
      and r.report_id = a.last_report_id and r.status <> 'rejected'), 'site')
  where inventory_at is not null;

-- Intervals that ended because from then on another source counts: the site did not change.
alter table site_module_history add handover boolean not null default false;

create table site_repository_modules (
  organization_id bigint not null,
  site_id bigint not null,
  module_id bigint not null,
  version_id bigint not null,
  since timestamptz not null,
  primary key (organization_id, site_id, module_id),
  foreign key (organization_id, site_id) references sites (organization_id, id)
);
select raise_wall('site_repository_modules');
