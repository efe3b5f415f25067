-- What drupal.org publishes and what that means for a version: projects, releases, advisories, verdicts.

-- A row without organization is a drupal.org project, seen by all. A row with one is a custom module of that tenant.
create table modules (
  id bigint generated always as identity primary key,
  uuid uuid not null unique,
  module_name text not null,
  drupal_link text,
  title text,
  type text,
  organization_id bigint references organizations,
  created_at timestamptz not null default now()
);
create unique index modules_project on modules (module_name) where organization_id is null;
create unique index modules_custom on modules (organization_id, module_name) where organization_id is not null;

-- The last good release-history document of a project, as it was published.
create table release_feeds (
  module_id bigint primary key references modules,
  body bytea not null,
  hash bytea not null,
  project_status text,
  supported_branches text,
  fetched_at timestamptz not null,
  changed_at timestamptz not null
);

-- A release, a version that some site reported, or both. `datestamp` is 0 except for development builds, where it
-- tells one build from another. A missing version is the text "Unknown", as in Drupal core; '' is an empty one.
create table module_versions (
  id bigint generated always as identity primary key,
  module_id bigint not null references modules,
  version_number text not null,
  datestamp bigint not null default 0,
  release_date timestamptz,
  -- Position in the feed; null for a version that the feed does not list.
  feed_position integer,
  published boolean,
  security boolean not null default false,
  insecure boolean not null default false,
  supported boolean,
  core_compatibility text,
  release_link text,
  -- The verdict, computed once for all sites, and the inputs it was computed from.
  urgency smallint not null default 4,
  core_status text,
  reason text,
  update_available boolean not null default false,
  security_update boolean not null default false,
  risk smallint,
  possible boolean not null default false,
  verdict jsonb,
  verdict_at timestamptz,
  feed_hash bytea,
  advisory_hash bytea,
  -- The catalogue epoch in which the verdict last changed.
  epoch bigint not null default 0,
  unique (module_id, version_number, datestamp)
);
create index module_versions_epoch on module_versions (epoch) where epoch > 0;

create table advisories (
  id bigint generated always as identity primary key,
  advisory_id text not null unique,
  osv_id text unique,
  title text not null,
  details text,
  link text,
  aliases text[] not null default '{}',
  risk smallint,
  risk_vector text,
  published_at timestamptz,
  modified_at timestamptz,
  withdrawn_at timestamptz,
  hash bytea not null,
  imported_at timestamptz not null
);
create index advisories_published on advisories (published_at desc nulls last, id desc);

create table advisory_projects (
  advisory_id bigint not null references advisories,
  module_id bigint not null references modules,
  affected_versions text not null,
  primary key (advisory_id, module_id)
);
create index advisory_projects_module on advisory_projects (module_id);

-- Which versions an advisory concerns, and how surely.
create table version_advisories (
  version_id bigint not null references module_versions,
  advisory_id bigint not null references advisories,
  exposure text not null check (exposure in ('affected', 'possible')),
  primary key (version_id, advisory_id)
);
create index version_advisories_advisory on version_advisories (advisory_id);

-- One row: the number of the last change of any verdict. A process compares it with what it has in memory.
create table catalogue_epoch (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null
);
insert into catalogue_epoch (epoch) values (1);

-- Versions whose verdict changed while their sites still carry the old flags. Written with the verdict, removed with the
-- flags: a process that dies between the two leaves the work to the next one.
create table changed_verdicts (
  version_id bigint primary key references module_versions,
  -- Tells a verdict that changed again while its sites were brought up to date from one that is done.
  epoch bigint not null
);
