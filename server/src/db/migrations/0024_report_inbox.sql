-- Reports that came faster than they could be applied: committed as they came, and applied soon after.

create table report_inbox (
  organization_id bigint not null,
  id bigint generated always as identity,
  site_id bigint not null,
  report_id uuid not null,
  received_at timestamptz not null,
  body bytea not null,
  body_hash bytea not null,
  request_id text not null,
  actor_type text not null,
  actor_id text,
  actor_name text,
  -- Whoever applies it has it until then; a process that died has lost it at that time.
  claimed_until timestamptz not null default '-infinity',
  tries smallint not null default 0,
  failure text,
  -- Given up: it stays to be looked at.
  dead_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, site_id) references sites (organization_id, id)
) with (fillfactor = 70);
-- It is JSON that stays for seconds: to compress it costs more than to write it.
alter table report_inbox alter body set storage external;
create index report_inbox_waiting on report_inbox (id) where dead_at is null;
create index report_inbox_report on report_inbox (organization_id, site_id, report_id);
select raise_wall('report_inbox');
