-- What a reported name stands for, where a person decided it: custom code, or a drupal.org project of another name.

create table module_identities (
  organization_id bigint not null references organizations,
  -- As sites report it.
  name text not null,
  -- The drupal.org project that it is; null where it is custom code.
  project text,
  decided_by bigint references users,
  decided_at timestamptz not null,
  primary key (organization_id, name)
);
select raise_wall('module_identities');

-- Raised by every decision: a process that knows another number reads the decisions again.
alter table catalogue_epoch add identity_epoch bigint not null default 0;

-- Kind and name as reported (`custom acme_x`, `project acme_x`), where a decision says that it is something else.
alter table site_modules add reported_as text;
alter table site_repository_modules add reported_as text;
