-- A seal keeps the hash of each of its rows, so that a check can name the one that was changed, is missing or was inserted.

-- [{"id", "action", "created_at", "hash"}] in order of id; what the seal's own hash is made of.
alter table audit_seals add column rows jsonb not null default '[]';
-- What happened on one site, in order: without it a site's few entries are found by reading those of the organization.
create index audit_logs_site on audit_logs (organization_id, site_id, id) where site_id is not null;
