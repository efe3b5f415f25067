-- Sites with their present state, the keys that report for them, what they run, what they ran, what they sent.

create table sites (
  organization_id bigint not null references organizations,
  id bigint generated always as identity,
  uuid uuid not null,
  url text not null,
  name text not null,
  -- What lists sort by: a column, because behind row-level security an index on an expression gives no order.
  name_key text generated always as (lower(name)) stored,
  description text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by bigint references users,
  updated_by bigint references users,
  is_active boolean not null default true,
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  environment text not null default 'production',
  tags text[] not null default '{}',
  expected_interval_hours integer not null default 24,
  -- Derived from site_modules in the same transaction that changes them: 1 security, 2 unsupported, 3 update,
  -- 4 unknown, 5 current; a site that never reported is unknown.
  urgency smallint not null default 4,
  modules_count integer not null default 0,
  security_count integer not null default 0,
  unsupported_count integer not null default 0,
  update_count integer not null default 0,
  unknown_count integer not null default 0,
  current_count integer not null default 0,
  custom_count integer not null default 0,
  possible_count integer not null default 0,
  muted_count integer not null default 0,
  risk smallint,
  -- Order of attention: the most urgent status first, within it the highest risk; an unknown risk counts as 15.
  attention smallint generated always as
    ((6 - urgency) * 100 + coalesce(risk, case when urgency = 1 then 15 else 0 end)) stored,
  -- What the newest report said of the platform.
  core_version text,
  php_version text,
  platform jsonb,
  primary key (organization_id, id),
  unique (organization_id, uuid)
) with (fillfactor = 60);
create index sites_uuid on sites (uuid);
create unique index sites_url on sites (organization_id, url) where not is_deleted;
create index sites_name on sites (organization_id, name_key, id) where not is_deleted;
create index sites_attention on sites (organization_id, attention, id) where not is_deleted;

-- What was last heard of a site, apart from the site because every report writes it: a narrow row costs half of what a wide
-- one does. Whoever writes anything of a site locks this row first.
create table site_activity (
  organization_id bigint not null,
  site_id bigint not null,
  last_report_at timestamptz,
  reported_at timestamptz,
  last_sequence bigint,
  last_report_id uuid,
  -- Of the bytes, to know the same report again.
  last_report_hash bytea,
  -- Place in the order of the newest report that said what the site runs; a heartbeat may be newer.
  inventory_at timestamptz,
  inventory_sequence bigint,
  inventory_hash text,
  -- The installation that reports; another one with the same key is a copy.
  instance_id text,
  -- Raised by every change of the site's rows in site_modules; in-memory copies are checked against it.
  state_version bigint not null default 0,
  primary key (organization_id, site_id),
  foreign key (organization_id, site_id) references sites (organization_id, id)
) with (fillfactor = 50);

create table api_keys (
  organization_id bigint not null references organizations,
  id bigint generated always as identity,
  uuid uuid not null,
  site_id bigint,
  name text not null,
  prefix text not null,
  key_hash bytea not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  created_by bigint references users,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (organization_id, id),
  unique (organization_id, uuid),
  foreign key (organization_id, site_id) references sites (organization_id, id)
);
create index api_keys_uuid on api_keys (uuid);
create index api_keys_hash on api_keys (key_hash);
create index api_keys_site on api_keys (organization_id, site_id);

-- What each site runs now. Every report updates rows in place: half-empty pages and no index on a changing column
-- keep those updates within their page. No foreign keys to modules and module_versions: their rows are only ever
-- added, by the same process that writes here, and the check would cost a look-up for each changed row.
create table site_modules (
  organization_id bigint not null,
  site_id bigint not null,
  module_id bigint not null,
  current_version_id bigint not null,
  update_available boolean not null default false,
  security_update boolean not null default false,
  -- 1 to 5 as in sites; 6 a custom module, which has no status.
  urgency smallint not null,
  running_since timestamptz not null,
  extensions jsonb,
  patches jsonb,
  primary key (organization_id, site_id, module_id),
  foreign key (organization_id, site_id) references sites (organization_id, id)
) with (fillfactor = 45);
create index site_modules_module on site_modules (organization_id, module_id, site_id);
create index site_modules_open on site_modules (organization_id, urgency, site_id, module_id) where urgency <= 3;

-- Intervals that ended: the site ran `version_id` (null: did not have the module) from `from_at` until `until_at`,
-- then `next_version_id` (null: removed). The interval that still runs is the row in site_modules.
-- No foreign key here, in site_reports and in patch_runs: their rows are written beside the locked row of the site, and checking each of
-- them again costs as much as writing it.
create table site_module_history (
  organization_id bigint not null,
  site_id bigint not null,
  until_at timestamptz not null,
  id bigint generated always as identity,
  module_id bigint not null,
  version_id bigint,
  from_at timestamptz,
  next_version_id bigint,
  report_id uuid not null,
  primary key (organization_id, site_id, until_at, id)
);

-- Every report received and what became of it.
create table site_reports (
  organization_id bigint not null,
  site_id bigint not null,
  received_at timestamptz not null,
  report_id uuid not null,
  effective_at timestamptz not null,
  sequence bigint,
  source text not null default 'site' check (source in ('site', 'repository')),
  status text not null,
  reason text,
  trigger text,
  agent text,
  body_hash bytea not null,
  baseline boolean not null default false,
  changes integer not null default 0,
  -- False for a heartbeat that names an inventory nobody knows, and for a report that leaves the extensions out.
  says_inventory boolean not null default true,
  warnings jsonb,
  request_id text,
  primary key (organization_id, site_id, received_at, report_id)
);
create unique index site_reports_id on site_reports (organization_id, site_id, report_id) where status <> 'rejected';

create table patch_runs (
  organization_id bigint not null,
  id bigint generated always as identity,
  uuid uuid not null,
  site_id bigint not null,
  run_date timestamptz not null,
  source text not null,
  url text,
  note text,
  updates jsonb not null,
  updates_count integer not null,
  security_updates_count integer not null,
  report_id uuid,
  created_at timestamptz not null default now(),
  created_by bigint references users,
  primary key (organization_id, site_id, run_date, id)
);

-- One row: raised whenever a key may have become worthless. A process that sees the number it knows may go on trusting
-- the keys it has looked up.
create table key_epoch (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null
);
insert into key_epoch (epoch) values (1);
create function raise_key_epoch() returns trigger language plpgsql as $$
begin
  update key_epoch set epoch = epoch + 1;
  return null;
end $$;
create trigger keys_changed after update of revoked_at, expires_at, scopes or delete on api_keys
  for each statement execute function raise_key_epoch();
create trigger keys_changed after update of is_active, is_deleted on sites
  for each statement execute function raise_key_epoch();
create trigger keys_changed after update of is_active, is_deleted on organizations
  for each statement execute function raise_key_epoch();
