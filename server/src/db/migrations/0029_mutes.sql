-- What is left out of the counts on purpose: the mutes, and on each row of a site the one that hides it.

create table mutes (
  organization_id bigint not null references organizations,
  id bigint generated always as identity,
  uuid uuid not null,
  module_id bigint not null references modules,
  -- On one site, on the sites with one of these tags, or, with neither, in the whole organization.
  site_id bigint,
  tags text[],
  up_to_version text,
  -- Hides a version whose holes all have a mute that names them.
  advisory_id bigint references advisories,
  reason text not null,
  owner_id bigint references users,
  ends_at timestamptz,
  until_newer_release boolean not null,
  -- What was known of the project when it was muted: an advisory, or a release, beyond that brings it back.
  known_advisories bigint[] not null,
  known_release_at timestamptz not null,
  created_at timestamptz not null,
  created_by bigint references users,
  updated_at timestamptz not null,
  ended_at timestamptz,
  ended_by bigint references users,
  end_cause text check (end_cause in ('person', 'date', 'release', 'advisory')),
  -- `mute_epoch` of the last change of what it hides, and of the change that the rows of its sites show.
  epoch bigint not null,
  flagged_epoch bigint not null default 0,
  primary key (organization_id, id),
  unique (organization_id, uuid),
  foreign key (organization_id, site_id) references sites (organization_id, id),
  check (site_id is null or tags is null),
  check (ends_at is not null or until_newer_release),
  check ((ended_at is null) = (end_cause is null))
);
select raise_wall('mutes');
create index mutes_uuid on mutes (uuid);
create index mutes_of_module on mutes (module_id) where ended_at is null;
create index mutes_in_force on mutes (organization_id) where ended_at is null;
create index mutes_due on mutes (ends_at) where ended_at is null;
create index mutes_to_flag on mutes (organization_id, id) where flagged_epoch < epoch;
create index mutes_of_site on mutes (organization_id, site_id) where site_id is not null;

-- Raised by every change of what is muted: a process that knows another number reads the mutes again.
alter table catalogue_epoch add mute_epoch bigint not null default 0;

-- The mute that hides the row. Its urgency is 7 then, and it has no update to take: every count, list and index that asks
-- for what is open passes it by, and the verdict on the version still says what it is.
alter table site_modules add mute_id bigint;
create index site_modules_muted on site_modules (organization_id, site_id, module_id) where urgency = 7;
