-- The record of every change, and the seals that make a later edit of it show.

-- Organization 0 is the platform itself. No foreign keys: the record outlives what it speaks of.
create table audit_logs (
  organization_id bigint not null default 0,
  id bigint generated always as identity,
  uuid uuid not null,
  site_id bigint,
  actor_type text not null,
  actor_id uuid,
  actor_name text,
  action text not null,
  target_type text,
  target_id text,
  data jsonb not null default '{}',
  status text not null,
  request_id text,
  created_at timestamptz not null,
  primary key (organization_id, id)
);
create index audit_logs_id on audit_logs (id);

create table audit_seals (
  id bigint generated always as identity primary key,
  sealed_at timestamptz not null,
  first_id bigint not null,
  last_id bigint not null,
  row_count integer not null,
  previous_hash bytea,
  hash bytea not null
);
