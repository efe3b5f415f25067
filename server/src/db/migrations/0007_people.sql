-- People come and go: sessions with their refresh tokens, invitations, password resets, and mails that wait to be sent.

-- Whoever presents one of these is nobody yet, so they belong to no tenant: only the scope of all organizations sees them.
create table sessions (
  id bigint generated always as identity primary key,
  uuid uuid not null unique,
  user_id bigint not null references users,
  -- That of the person when it began: raising theirs ends it.
  token_version integer not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  user_agent text,
  address text
);
create index sessions_of_user on sessions (user_id);

-- A used token stays until its session is gone: that is how a second use is noticed.
create table refresh_tokens (
  hash bytea primary key,
  session_id bigint not null references sessions on delete cascade,
  -- One token has at most one successor, whoever asks at the same time.
  parent_hash bytea unique,
  nonce bytea not null,
  created_at timestamptz not null,
  used_at timestamptz
);
create index refresh_tokens_of_session on refresh_tokens (session_id);

create table password_resets (
  hash bytea primary key,
  user_id bigint not null references users,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index password_resets_of_user on password_resets (user_id);

create table outbox (
  id bigint generated always as identity primary key,
  kind text not null,
  recipient text not null,
  subject text not null,
  text text not null,
  created_at timestamptz not null,
  sent_at timestamptz
);
create index outbox_unsent on outbox (id) where sent_at is null;

create table invitations (
  organization_id bigint not null references organizations,
  id bigint generated always as identity,
  uuid uuid not null unique,
  email text not null,
  name text not null,
  role text not null check (role in ('viewer', 'developer', 'organization_admin', 'superuser')),
  token_hash bytea unique,
  created_at timestamptz not null,
  created_by bigint references users,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  primary key (organization_id, id)
);
create unique index invitations_pending on invitations (organization_id, lower(email)) where accepted_at is null;

alter table memberships add column uuid uuid not null default gen_random_uuid() unique;

do $$
declare
  wall constant text := 'case (select current_setting(''patchlight.organizations'', true)) when ''all'' then true
    else organization_id = any ((select string_to_array(nullif(nullif(current_setting(''patchlight.organizations'', true), ''all''), ''''), '','')::bigint[])::bigint[])
    end';
  nobodys text;
begin
  foreach nobodys in array array['sessions', 'refresh_tokens', 'password_resets', 'outbox'] loop
    execute format('alter table %I enable row level security', nobodys);
    execute format('alter table %I force row level security', nobodys);
    execute format('create policy nobody on %I using ((select current_setting(''patchlight.organizations'', true)) = ''all'')', nobodys);
  end loop;
  alter table invitations enable row level security;
  alter table invitations force row level security;
  execute format('create policy tenant on invitations using (%s)', wall);
end $$;
