-- Where organizations are told of events in other programs, and what was delivered to each channel.

create table channels (
  organization_id bigint not null references organizations,
  id bigint generated always as identity,
  uuid uuid not null,
  type text not null check (type in ('webhook', 'slack', 'teams')),
  name text not null,
  -- A secret, for whoever knows it may speak there; so are those that sign, as the receiver has them too.
  url text not null,
  secret bytea,
  former_secret bytea,
  former_secret_until timestamptz,
  -- Of none: all.
  events text[] not null,
  tags text[] not null,
  min_risk integer,
  template text,
  is_active boolean not null,
  -- Why it was switched off by itself.
  pause_reason text check (pause_reason in ('gone', 'failing')),
  paused_at timestamptz,
  -- Notices up to this one were looked at.
  last_notice_id bigint not null,
  -- Of the first attempt that failed since one succeeded.
  failing_since timestamptz,
  last_delivered_at timestamptz,
  -- Until when whoever sends to it has it for himself.
  busy_until timestamptz,
  created_at timestamptz not null,
  created_by bigint references users,
  updated_at timestamptz not null,
  primary key (organization_id, id),
  unique (organization_id, uuid),
  check ((secret is not null) = (type = 'webhook')),
  check (template is null or type = 'webhook'),
  check ((pause_reason is null) = (paused_at is null)),
  check (not (is_active and pause_reason is not null))
);
select raise_wall('channels');
create index channels_uuid on channels (uuid);
create index channels_active on channels (organization_id, last_notice_id) where is_active;

create table channel_deliveries (
  organization_id bigint not null,
  id bigint generated always as identity,
  -- The webhook-id of every attempt.
  uuid uuid not null,
  channel_id bigint not null,
  -- Null: a test.
  notice_id bigint,
  event text not null,
  stage text,
  -- Both are written before the first attempt and sent with every other one.
  subject text,
  body text,
  status text not null check (status in ('waiting', 'delivered', 'failed')),
  attempts integer not null,
  status_code integer,
  answer text,
  next_attempt_at timestamptz,
  created_at timestamptz not null,
  primary key (organization_id, id),
  unique (organization_id, channel_id, notice_id),
  foreign key (organization_id, channel_id) references channels (organization_id, id),
  check ((next_attempt_at is not null) = (status = 'waiting'))
);
select raise_wall('channel_deliveries');
create index channel_deliveries_uuid on channel_deliveries (uuid);
create index channel_deliveries_due on channel_deliveries (next_attempt_at, id) where status = 'waiting';
create index channel_deliveries_of_channel on channel_deliveries (organization_id, channel_id, id);
create index channel_deliveries_old on channel_deliveries (created_at);
