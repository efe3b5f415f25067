import { type RawBuilder, sql } from 'kysely';

/**
 * The sites of events `e` (organization_id, id, kind, advisory_id, release_id, module_id, opened_at) for which what the event
 * tells is true now: `organization_id, event_id, site_id, notice_id, version_id, counts`. One that is muted does not count, and
 * is not settled either. Events without such sites, as that a key ends, have none here.
 */
export const runningSites = (events: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  with e as materialized (${events}),
  concerned as (
    select e.*, ap.module_id as project_id from e join advisory_projects ap on ap.advisory_id = e.advisory_id
    union all
    select e.*, r.module_id from e join module_versions r on r.id = e.release_id
    union all
    select e.*, e.module_id from e where e.module_id is not null)
  select c.organization_id, c.id as event_id, es.site_id, min(es.notice_id) as notice_id, min(sm.current_version_id) as version_id,
    bool_or(case when c.module_id is null then sm.security_update else sm.urgency = 2 end) as counts
  from concerned c
  join event_sites es on es.organization_id = c.organization_id and es.event_id = c.id
  join sites s on s.organization_id = es.organization_id and s.id = es.site_id and not s.is_deleted
  join site_modules sm on sm.organization_id = es.organization_id and sm.site_id = es.site_id and sm.module_id = c.project_id
    and case when sm.mute_id is not null then true when c.module_id is null then sm.security_update else sm.urgency = 2 end
  left join module_versions r on r.id = c.release_id
  where c.module_id is not null
    or exists (select from version_advisories va
      where va.version_id = sm.current_version_id and va.advisory_id = c.advisory_id and va.exposure = 'affected')
    or exists (select from version_security_releases vr
      where vr.version_id = sm.current_version_id and vr.release = r.version_number)
  group by c.organization_id, c.id, es.site_id`;
