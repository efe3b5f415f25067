-- What the home page shows of the past, a row a day: how many exposures were open, and how the sites stood. And what the list
-- of sites is sorted by.

create table daily_tallies (
  organization_id bigint not null references organizations,
  -- '' is all sites.
  tag text not null,
  -- Of the moment at which it begins in UTC.
  day date not null,
  -- Open exposures by risk: 15 and above, 10 to 14, below, and not known; and the sites that had one. They follow from the
  -- history, for days before this table as well.
  critical bigint not null,
  moderate bigint not null,
  low bigint not null,
  unknown_risk bigint not null,
  exposed_sites bigint not null,
  -- Sites by status as they were counted on that day; null for a day on which nobody counted.
  security bigint,
  unsupported bigint,
  "update" bigint,
  "unknown" bigint,
  "current" bigint,
  silent bigint,
  primary key (organization_id, tag, day)
);
select raise_wall('daily_tallies');

-- The order of core versions as text: three numbers of the same width, and a final release after what led to it.
alter table sites add core_key text collate "C" generated always as (coalesce(
  lpad(split_part(core_version, '.', 1), 4, '0') || '.' || lpad(substring(split_part(core_version, '.', 2) from '^[0-9]*'), 6, '0') || '.'
  || lpad(substring(split_part(core_version, '.', 3) from '^[0-9]*'), 6, '0')
  || case when core_version ~ '-' then '-' || split_part(core_version, '-', 2) else '~' end, '')) stored;
create index sites_core on sites (organization_id, core_key, id) where not is_deleted;
create index sites_security on sites (organization_id, security_count, id) where not is_deleted;
