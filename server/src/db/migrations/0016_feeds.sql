-- What is fetched from drupal.org, when next, and what became of each attempt.

-- One queue for each host, shared by all servers: who holds the lease sends the next request. It runs on the clock of
-- the database, so that servers whose clocks differ keep the same distance.
create table feed_hosts (
  host text primary key,
  lease uuid,
  leased_until timestamptz not null default 'epoch',
  next_request_at timestamptz not null default 'epoch',
  -- The host asked for a pause, or is in trouble.
  paused_until timestamptz not null default 'epoch',
  -- Requests in a row that it refused for their number, or could not answer for its load.
  refusals integer not null default 0
);

-- A thing to fetch: the release history of a project, for all sites together, or a list of advisories.
create table feed_sources (
  key text primary key,
  kind text not null check (kind in ('release_history', 'advisories_osv', 'advisories_sa')),
  module_id bigint unique references modules,
  -- Null while no site runs the project.
  next_fetch_at timestamptz,
  is_paused boolean not null default false,
  -- Of the last good answer; null where it gave none.
  etag text,
  last_modified text,
  hash bytea,
  succeeded_at timestamptz,
  -- Attempts in a row without a good answer, and the last attempt of all.
  failures integer not null default 0,
  attempted_at timestamptz,
  outcome text,
  status integer,
  content_type text,
  bytes bigint,
  detail text,
  check ((kind = 'release_history') = (module_id is not null))
);
create index feed_sources_due on feed_sources (next_fetch_at) where not is_paused;

-- Every attempt of the last 30 days.
create table feed_fetches (
  id bigint generated always as identity primary key,
  source_key text not null references feed_sources on delete cascade,
  fetched_at timestamptz not null,
  duration_ms integer not null,
  outcome text not null,
  status integer,
  content_type text,
  bytes bigint not null,
  hash bytea,
  detail text
);
create index feed_fetches_source on feed_fetches (source_key, id);
create index feed_fetches_age on feed_fetches (fetched_at);
