-- Views of lists that people keep for themselves.

create table saved_views (
  id bigint generated always as identity primary key,
  uuid uuid not null unique,
  user_id bigint not null references users,
  name text not null,
  list text not null,
  query jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index saved_views_name on saved_views (user_id, list, lower(name));

-- They belong to a person and to no organization: only the scope of all organizations sees them.
alter table saved_views enable row level security;
alter table saved_views force row level security;
create policy nobody on saved_views using ((select current_setting('patchlight.organizations', true)) = 'all');
