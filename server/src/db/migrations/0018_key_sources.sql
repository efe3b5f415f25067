-- A key remembers the addresses it was used from, so that the first use from another one is told once.

alter table api_keys add column seen_from text[] not null default '{}';
