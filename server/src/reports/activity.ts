import type { Activity } from '@patchlight/contract/overview-parts';
import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { prepared } from '../db/prepared.ts';
import { moduleRef, versionTextOf } from '../modules/modules.ts';
import type { Overviewed } from './overview.ts';

const shownMax = 10;
/** Of each organization: whatever else is recorded there, no more is read. */
const entriesMax = 100;

/** What happened last: from the record what changed sites, and from the events which advisories came to concern them. */
export async function listActivity(ctx: Ctx, of: Overviewed): Promise<Activity[]> {
  const [changes, advisories] = await Promise.all([listChanges(ctx, of), listFoundAdvisories(ctx, of)]);
  return [...changes, ...advisories].sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, shownMax);
}

const livingSite = ({ tag }: Overviewed) =>
  sql`not s.is_deleted and ${tag === undefined ? sql`true` : sql`${tag} = any(s.tags)`}`;

/** As `a`. Of all organizations together ten times as many as of one, instead of as many of each. */
function lastEntries({ organizations, isWhole }: Overviewed): RawBuilder<unknown> {
  if (isWhole)
    return sql`(select * from (select * from audit_logs order by id desc limit ${entriesMax * 10}) a
      where a.organization_id in ${organizations}) a`;
  return sql`(select id from organizations where id in ${organizations}) o
    cross join lateral (select * from audit_logs a where a.organization_id = o.id order by a.id desc limit ${entriesMax}) a`;
}

/** The record is for administrators: what is shown of it here is what the history and the patch runs of a site tell everybody. */
async function listChanges(ctx: Ctx, of: Overviewed): Promise<Activity[]> {
  const counted = (name: string) => sql`coalesce((a.data->'after'->>${sql.lit(name)})::int, 0)`;
  const isReport = sql`a.action = 'inventory.recorded'`;
  const { rows } = await sql<Activity>`${prepared}
    with last as (
      select a.*, s.uuid as site, s.name from ${lastEntries(of)}
      join sites s on s.organization_id = a.organization_id and s.id = a.site_id and ${livingSite(of)}
      where a.status = 'success' and (a.action = 'patch_run.recorded' or (${isReport}
        and ${counted('installed')} + ${counted('updated')} + ${counted('removed')} > 0))
      order by a.created_at desc, a.id desc limit ${shownMax})
    select case when ${isReport} then 'report' else 'patch_run' end as kind, a.created_at as at,
      json_build_object('id', a.site, 'name', a.name) as site,
      ${isReport} and coalesce((a.data->'after'->>'baseline')::boolean, false) as baseline,
      case when ${isReport} then ${counted('installed')} else 0 end as installed,
      case when ${isReport} then ${counted('updated')} else jsonb_array_length(a.data->'after'->'updates') end as updated,
      case when ${isReport} then ${counted('removed')} else 0 end as removed,
      case when m.id is not null then ${moduleRef} end as module, ${versionTextOf('v')} as version,
      null as advisory, null::bigint as sites, case when ${isReport} then null else a.actor_name end as actor
    from last a
    left join lateral (select h.module_id, h.next_version_id from site_module_history h
      where h.organization_id = a.organization_id and h.site_id = a.site_id and h.report_id::text = a.target_id
        and ${counted('installed')} + ${counted('updated')} + ${counted('removed')} = 1 limit 1) h on ${isReport}
    left join modules m on m.id = h.module_id left join module_versions v on v.id = h.next_version_id
    order by a.created_at desc, a.id desc`.execute(ctx.db);
  return rows;
}

async function listFoundAdvisories(ctx: Ctx, of: Overviewed): Promise<Activity[]> {
  const { rows } = await sql<Activity>`${prepared}
    select 'advisory' as kind, max(e.created_at) as at, null as site, false as baseline, 0 as installed, 0 as updated, 0 as removed,
      null as module, null as version, json_build_object('id', a.advisory_id, 'title', a.title, 'risk', a.risk) as advisory,
      sum(n.sites)::bigint as sites, null as actor
    from (select id from organizations where id in ${of.organizations}) o
    cross join lateral (select * from events e where e.organization_id = o.id and e.kind = 'security_exposure' and e.advisory_id is not null
      order by e.id desc limit ${shownMax}) e
    cross join lateral (select count(*) as sites from event_sites es
      join sites s on s.organization_id = es.organization_id and s.id = es.site_id and ${livingSite(of)}
      where es.organization_id = e.organization_id and es.event_id = e.id) n
    join advisories a on a.id = e.advisory_id
    where n.sites > 0 group by a.id order by at desc, a.id desc limit ${shownMax}`.execute(ctx.db);
  return rows;
}
