-- Patch runs that somebody records, and how they become one with what reports show; keys that were replaced.

alter table patch_runs
  -- Who recorded it, by the name of that moment; null where only reports showed it.
  add actor_type text,
  add actor_id uuid,
  add actor_name text,
  -- Reports after `report_id` that showed more of it: one run may be deployed in several steps.
  add later_report_ids uuid[] not null default '{}',
  -- Recorded, and a report that shows the rest of it may still come.
  add is_open boolean not null default false;

-- A line says whether its module is known, whether it closed a hole, and whether a report showed it.
-- Whoever migrates owns the table and may still be bound by its policy.
select set_config('patchlight.organizations', 'all', true);
update patch_runs set updates = coalesce((
  select jsonb_agg(jsonb_build_object('known', true, 'security', security_updates_count = updates_count, 'detected', true) || line)
  from jsonb_array_elements(updates) as l(line)), '[]');

-- Holds only the runs that wait: what a report that changes versions pays is one look into it.
create index patch_runs_open on patch_runs (organization_id, site_id, run_date) where is_open;

-- Makes one of each recorded run of a site and the runs that its reports showed: a detected run that holds a line of
-- the recorded one (same module, same new version) that no report has shown yet, from 36 hours before it until one and
-- a half of the site's intervals, and at least 36 hours, after it; the nearest pair first. The recorded run stays, with
-- the lines as the report shows them, and the detected one goes. The caller has locked the site's row in site_activity.
-- Its only home is here, because those who record and those who report may not import each other. Hash joins stay on,
-- which the connections of the report writer have off: two runs of 500 lines would be 250,000 comparisons.
create function join_patch_runs(of_organization bigint, of_site bigint) returns void
language plpgsql set enable_hashjoin = on as $$
declare
  pair record;
  before_run constant interval := interval '36 hours';
  after_run interval;
begin
  select greatest(interval '36 hours', s.expected_interval_hours * interval '90 minutes') into strict after_run
    from sites s where s.organization_id = of_organization and s.id = of_site;
  loop
    select r.id, r.run_date, r.updates, d.id as seen_id, d.run_date as seen_at, d.updates as seen, d.report_id into pair
      from patch_runs r
      join patch_runs d on d.organization_id = r.organization_id and d.site_id = r.site_id and d.source = 'detected'
        and d.run_date between r.run_date - before_run and r.run_date + after_run
      where r.organization_id = of_organization and r.site_id = of_site and r.is_open
        and exists (
          select from jsonb_to_recordset(r.updates) as c(module text, to_version text, detected boolean)
          join jsonb_to_recordset(d.updates) as s(module text, to_version text) using (module, to_version)
          where not c.detected)
      order by abs(extract(epoch from d.run_date - r.run_date)), r.id, d.id limit 1;
    exit when not found;
    update patch_runs r set updates = m.lines, updates_count = m.total, security_updates_count = m.security,
        is_open = m.is_open, report_id = coalesce(r.report_id, pair.report_id),
        later_report_ids = case when r.report_id is null then '{}' else r.later_report_ids || pair.report_id end
      from (
        select jsonb_agg(line order by place) as lines, count(*) as total,
          count(*) filter (where (line->>'security')::boolean) as security, bool_or(not (line->>'detected')::boolean) as is_open
        from (
          select coalesce(c.place, 1000000 + s.place) as place,
            -- What an earlier report showed stays as that one showed it.
            case when s.line is null or (c.line->>'detected')::boolean then c.line else coalesce(c.line, '{}') || s.line end as line
          from (select line, place, line->>'module' as module, line->>'to_version' as to_version
              from jsonb_array_elements(pair.updates) with ordinality as l(line, place)) c
          full join (select line, place, line->>'module' as module, line->>'to_version' as to_version
              from jsonb_array_elements(pair.seen) with ordinality as l(line, place)) s using (module, to_version)) merged) m
      where r.organization_id = of_organization and r.site_id = of_site and r.run_date = pair.run_date and r.id = pair.id;
    delete from patch_runs d where d.organization_id = of_organization and d.site_id = of_site and d.run_date = pair.seen_at
      and d.id = pair.seen_id;
  end loop;
  -- Reports are applied in the order of their times: what a run of this age waits for can no longer come.
  update patch_runs r set is_open = false
    from site_activity a
    where r.organization_id = of_organization and r.site_id = of_site and r.is_open
      and a.organization_id = of_organization and a.site_id = of_site and r.run_date + after_run < a.inventory_at;
end $$;

-- The key that took over from this one; it works on until its end.
alter table api_keys add replaced_by uuid;
