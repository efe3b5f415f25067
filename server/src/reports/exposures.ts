import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { endsExposure, walkBack } from '../modules/exposure-intervals.ts';
import { type Asked, membersOf } from './members.ts';

/** A site that ran, or runs, a version with a known hole: one for each site, project and advisory at a time. */
export interface Exposure {
  readonly organization_id: number;
  /** The group that it is counted in. */
  readonly key: string;
  readonly site: { readonly id: string; readonly name: string; readonly url: string };
  readonly project: string;
  readonly advisory: string | null;
  /** The security release, where no advisory tells of the hole. */
  readonly release: string | null;
  readonly risk: number | null;
  readonly published_at: string;
  /** The later of the publication and the first report with an affected version; null where it ended. */
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

/**
 * What each version exposes a site to, `e`: an advisory, or a security release of which no advisory tells; `hole` names
 * either. Only what was published before the end of the period.
 */
export const exposedVersions = (asOf: string): RawBuilder<unknown> => sql`exposed as materialized (
  select va.version_id, va.advisory_id as hole, a.advisory_id as advisory, null::text as release, a.risk, a.published_at
    from version_advisories va join advisories a on a.id = va.advisory_id
    where va.exposure = 'affected' and a.withdrawn_at is null and a.published_at < ${asOf}
  union all
  select vr.version_id, -r.id, null, vr.release, null, r.release_date
    from version_security_releases vr join module_versions v on v.id = vr.version_id
    join module_versions r on r.module_id = v.module_id and r.version_number = vr.release and r.datestamp = 0
    where r.release_date < ${asOf})`;

/** The exposures that ended within a period, and those that are open at its end. */
export async function listExposures(ctx: Ctx, asked: Asked): Promise<Exposure[]> {
  const { from, asOf } = asked.period;
  const { rows } = await sql<Exposure>`
    with recursive ${membersOf(asked)}, ${exposedVersions(asOf)},
      selected as materialized (select distinct organization_id, site_id from members),
      ran as (
        select h.organization_id, h.site_id, h.module_id, h.version_id, h.from_at, h.until_at, h.next_version_id, h.handover
          from selected s cross join lateral (select * from site_module_history h
            where h.organization_id = s.organization_id and h.site_id = s.site_id and h.until_at >= ${from} offset 0) h
          where h.version_id is not null and h.from_at < ${asOf}
        union all
        select sm.organization_id, sm.site_id, sm.module_id, sm.current_version_id, sm.running_since, null, null, false
          from site_modules sm join selected s on s.organization_id = sm.organization_id and s.site_id = sm.site_id
          where sm.organization_id = any(${asked.organizationIds}::bigint[]) and sm.urgency <= 3 and sm.running_since < ${asOf}),
      found as materialized (
        select r.organization_id, r.site_id, r.module_id, e.hole, e.advisory, e.release, e.risk, e.published_at, r.from_at,
          case when r.until_at < ${asOf} then r.until_at end as ended_at
        from ran r join exposed e on e.version_id = r.version_id and e.published_at < coalesce(r.until_at, ${asOf})
        where r.until_at is null or r.until_at >= ${asOf}
          or ${endsExposure}),
      ${walkBack(sql`select organization_id, site_id, module_id, hole, published_at, from_at from found where ended_at is null`)}
    select f.organization_id, m.key, json_build_object('id', s.uuid, 'name', s.name, 'url', s.url) as site,
      p.module_name as project, f.advisory, f.release, f.risk, f.published_at, f.ended_at,
      greatest(f.published_at, b.from_at) as started_at
    from found f
    join members m on m.organization_id = f.organization_id and m.site_id = f.site_id
    join sites s on s.organization_id = f.organization_id and s.id = f.site_id
    join modules p on p.id = f.module_id
    left join began b on f.ended_at is null and b.organization_id = f.organization_id and b.site_id = f.site_id
      and b.module_id = f.module_id and b.hole = f.hole`.execute(ctx.db);
  return rows;
}
