-- What drupal.org says of an advisory beside the advisory database: its risk, its title, its CVEs.

-- Kept apart, since either may come first, and the database's text is written anew with each import.
create table advisory_nodes (
  advisory_id text primary key,
  title text not null,
  link text not null,
  risk_vector text,
  risk smallint,
  cves text[] not null,
  changed_at timestamptz not null
);

-- A list of several pages is fetched page by page, one request each.
alter table feed_sources add column next_page integer not null default 0;
