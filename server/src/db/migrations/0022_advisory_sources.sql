-- What each source says of an advisory, and what was changed in it after it was stored.

create table advisory_revisions (
  id bigint generated always as identity primary key,
  advisory_id bigint not null references advisories,
  changed_at timestamptz not null,
  -- Title, risk, withdrawn or not, and the affected versions of each project.
  before jsonb not null,
  after jsonb not null
);
create index advisory_revisions_advisory on advisory_revisions (advisory_id, id);
revoke update, delete on advisory_revisions from patchlight_app;

-- What the advisory database says; null where it says nothing of this project. `affected_versions` is what counts.
alter table advisory_projects add column database_versions text;
update advisory_projects set database_versions = affected_versions;

-- What psa.json announces at present, as it was read.
create table psa_items (
  advisory_id text not null,
  module_id bigint not null references modules,
  title text not null,
  link text not null,
  is_psa boolean not null,
  insecure text[] not null,
  published_at timestamptz,
  primary key (advisory_id, module_id)
);

alter table feed_sources drop constraint feed_sources_kind_check;
alter table feed_sources add constraint feed_sources_kind_check
  check (kind in ('release_history', 'advisories_osv', 'advisories_sa', 'advisories_psa'));
