-- Lists that everybody asks for and that only grow: their order over all organizations, and how long they are.

-- The sites of all organizations in order of attention; sites_attention gives it within one.
create index sites_attention_all on sites (attention, id) where not is_deleted;

-- How many entries of the record are sealed, by organization. Nothing can appear below the last seal any more, so that only what
-- was written since has to be counted (server/src/audit/list-audit-logs.ts).
create table audit_counts (
  organization_id bigint primary key,
  sealed bigint not null
);
select raise_wall('audit_counts');

-- A trigger, so that a server of the version before counts too.
create function count_sealed() returns trigger language plpgsql as $$
begin
  insert into audit_counts (organization_id, sealed)
    select organization_id, count(*) from audit_logs where id between new.first_id and new.last_id group by organization_id
  on conflict (organization_id) do update set sealed = audit_counts.sealed + excluded.sealed;
  return null;
end $$;
create trigger seals_added after insert on audit_seals for each row execute function count_sealed();

-- Whoever migrates owns the tables and may still be bound by their policies.
select set_config('patchlight.organizations', 'all', true);
insert into audit_counts (organization_id, sealed)
  select organization_id, count(*) from audit_logs where id <= (select max(last_id) from audit_seals) group by organization_id;
