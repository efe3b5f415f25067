-- Orders what a site runs apart from what was only heard of it: a heartbeat must not make a full report look old.

-- The newest report that said what the site runs, by its effective time and sequence.
alter table sites add column inventory_at timestamptz, add column inventory_sequence bigint;
update sites set inventory_at = reported_at, inventory_sequence = last_sequence where state_version > 0;

-- False for a heartbeat that names an inventory nobody knows, and for a report that leaves the extensions out.
alter table site_reports add column says_inventory boolean not null default true;
