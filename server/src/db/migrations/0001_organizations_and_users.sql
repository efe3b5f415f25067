-- Who uses the platform: organizations with their revisions, people, and who belongs where.

create table organizations (
  id bigint generated always as identity primary key,
  uuid uuid not null unique,
  name text not null,
  tax_id text,
  timezone text not null default 'UTC',
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by bigint,
  updated_by bigint,
  is_active boolean not null default true,
  is_deleted boolean not null default false,
  deleted_at timestamptz
);
create unique index organizations_name on organizations (lower(name)) where not is_deleted;

create table users (
  id bigint generated always as identity primary key,
  uuid uuid not null unique,
  name text not null,
  email text not null,
  hashed_password text,
  organization_id bigint references organizations,
  role text not null check (role in ('viewer', 'developer', 'organization_admin', 'superuser')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_active boolean not null default true,
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  last_login timestamptz,
  notification_preferences jsonb not null default '{}',
  timezone text not null default 'UTC',
  locale text not null default 'en',
  password_change_required boolean not null default false,
  -- Raised to end every session at once; a token carries the number it was made with.
  token_version integer not null default 0
);
create unique index users_email on users (lower(email)) where not is_deleted;
create index users_home on users (organization_id);

alter table organizations
  add foreign key (created_by) references users,
  add foreign key (updated_by) references users;

create table organization_revisions (
  organization_id bigint not null references organizations,
  id bigint generated always as identity,
  created_by bigint references users,
  created_at timestamptz not null default now(),
  modified_by bigint references users,
  modified_at timestamptz not null default now(),
  before jsonb,
  after jsonb not null,
  primary key (organization_id, id)
);

create table memberships (
  organization_id bigint not null references organizations,
  user_id bigint not null references users,
  role text not null check (role in ('viewer', 'developer', 'organization_admin')),
  created_at timestamptz not null default now(),
  created_by bigint references users,
  primary key (organization_id, user_id)
);
create index memberships_of_user on memberships (user_id);
