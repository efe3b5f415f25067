-- What people may be told of: one event for an organization and an advisory, or a security release of which no advisory
-- tells, however many of its sites are exposed and however they came to be.

create table events (
  organization_id bigint not null references organizations,
  id bigint generated always as identity,
  kind text not null check (kind = 'security_exposure'),
  advisory_id bigint references advisories,
  release_id bigint references module_versions,
  created_at timestamptz not null,
  primary key (organization_id, id),
  check (num_nonnulls(advisory_id, release_id) = 1)
);
create unique index events_of_advisory on events (organization_id, kind, advisory_id) where advisory_id is not null;
create unique index events_of_release on events (organization_id, kind, release_id) where release_id is not null;

-- The sites that an event is about. One that is exposed no longer stays: what it runs now tells.
create table event_sites (
  organization_id bigint not null,
  event_id bigint not null,
  site_id bigint not null,
  -- When it was found exposed; anew when it had been safe in between.
  added_at timestamptz not null,
  primary key (organization_id, event_id, site_id),
  foreign key (organization_id, event_id) references events (organization_id, id),
  foreign key (organization_id, site_id) references sites (organization_id, id)
);
create index event_sites_site on event_sites (organization_id, site_id);

select raise_wall('events');
select raise_wall('event_sites');

-- Few versions are only possibly exposed, and their sites are counted.
create index module_versions_possible on module_versions (id) where possible;
