-- What the sites of an organization add up to, so that an overview reads some sums and not every site and module.
-- Two ledgers: the sum of an organization's rows is the truth. A writer adds a row with the difference that it makes and
-- waits for nobody; now and then the rows are replaced by their sum (server/src/reports/fold-counts.ts).

-- Sites that are not deleted, and the counters of their rows in `sites`.
create table site_counts (
  organization_id bigint not null,
  id bigint generated always as identity,
  expected_interval_hours integer not null,
  urgency smallint not null,
  sites bigint not null,
  security_count bigint not null,
  unsupported_count bigint not null,
  update_count bigint not null,
  unknown_count bigint not null,
  possible_count bigint not null,
  muted_count bigint not null,
  primary key (organization_id, id)
);

-- Rows of site_modules with a security update to take, by version; those of deleted sites too, which are few and are taken
-- off by whoever reads.
create table exposed_installs (
  organization_id bigint not null,
  id bigint generated always as identity,
  version_id bigint not null,
  installs bigint not null,
  primary key (organization_id, id)
);

select raise_wall('site_counts');
select raise_wall('exposed_installs');

create index sites_deleted on sites (organization_id, id) where is_deleted;
create index release_feeds_fetched on release_feeds (fetched_at);

-- For a whole statement, because a batch of reports updates many sites at once.
create function count_sites() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into site_counts (organization_id, expected_interval_hours, urgency, sites,
        security_count, unsupported_count, update_count, unknown_count, possible_count, muted_count)
      select organization_id, expected_interval_hours, urgency, 1,
        security_count, unsupported_count, update_count, unknown_count, possible_count, muted_count
      from added where not is_deleted;
  elsif tg_op = 'DELETE' then
    insert into site_counts (organization_id, expected_interval_hours, urgency, sites,
        security_count, unsupported_count, update_count, unknown_count, possible_count, muted_count)
      select organization_id, expected_interval_hours, urgency, -1,
        -security_count, -unsupported_count, -update_count, -unknown_count, -possible_count, -muted_count
      from removed where not is_deleted;
  else
    insert into site_counts (organization_id, expected_interval_hours, urgency, sites,
        security_count, unsupported_count, update_count, unknown_count, possible_count, muted_count)
      select organization_id, expected_interval_hours, urgency, sum(n), sum(n * security_count), sum(n * unsupported_count),
        sum(n * update_count), sum(n * unknown_count), sum(n * possible_count), sum(n * muted_count)
      from (select 1 as n, * from added union all select -1, * from removed) changed
      where not is_deleted group by organization_id, expected_interval_hours, urgency
      having (sum(n), sum(n * security_count), sum(n * unsupported_count), sum(n * update_count), sum(n * unknown_count),
        sum(n * possible_count), sum(n * muted_count)) <> (0, 0, 0, 0, 0, 0, 0);
  end if;
  return null;
end $$;
create trigger sites_added after insert on sites
  referencing new table as added for each statement execute function count_sites();
create trigger sites_changed after update on sites
  referencing old table as removed new table as added for each statement execute function count_sites();
create trigger sites_removed after delete on sites
  referencing old table as removed for each statement execute function count_sites();

-- For a row, because few of the rows that a report writes have one: the others cost a comparison.
create function count_exposed() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' and old.security_update then
    insert into exposed_installs (organization_id, version_id, installs)
      values (old.organization_id, old.current_version_id, -1);
  end if;
  if tg_op <> 'DELETE' and new.security_update then
    insert into exposed_installs (organization_id, version_id, installs)
      values (new.organization_id, new.current_version_id, 1);
  end if;
  return null;
end $$;
create trigger exposed_added after insert on site_modules
  for each row when (new.security_update) execute function count_exposed();
create trigger exposed_changed after update on site_modules for each row
  when ((old.security_update or new.security_update)
    and (old.security_update <> new.security_update or old.current_version_id <> new.current_version_id))
  execute function count_exposed();
create trigger exposed_removed after delete on site_modules
  for each row when (old.security_update) execute function count_exposed();

-- Whoever migrates owns the tables and may still be bound by their policies.
select set_config('patchlight.organizations', 'all', true);
insert into site_counts (organization_id, expected_interval_hours, urgency, sites,
    security_count, unsupported_count, update_count, unknown_count, possible_count, muted_count)
  select organization_id, expected_interval_hours, urgency, count(*), sum(security_count), sum(unsupported_count),
    sum(update_count), sum(unknown_count), sum(possible_count), sum(muted_count)
  from sites where not is_deleted group by organization_id, expected_interval_hours, urgency;
insert into exposed_installs (organization_id, version_id, installs)
  select organization_id, current_version_id, count(*) from site_modules where security_update
  group by organization_id, current_version_id;
