import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { concernedSites } from './exposed-sites.ts';
import { endsExposure } from './exposure-intervals.ts';
import { isMeant, joinSites, type OwnSites } from './own-sites.ts';
import { inOrganizations } from './versions-in-use.ts';

/** The CTE `exposed` of exposure-intervals.ts: the versions that some advisories affect. */
export const affectedVersions = (where: RawBuilder<unknown>): RawBuilder<unknown> => sql`exposed as materialized (
  select va.version_id, va.advisory_id as hole, told.published_at
  from version_advisories va join advisories told on told.id = va.advisory_id
  where va.exposure = 'affected' and ${where})`;

/** Intervals `r` of a version `e` that ended after its `published_at`: from the index that begins with the version. */
export const intervalsSince = ({ scope }: OwnSites): RawBuilder<unknown> => sql`(
  select * from site_module_history h where h.version_id = e.version_id and h.until_at > e.published_at
    and ${inOrganizations(scope, 'h.organization_id')} offset 0) r`;

/**
 * How many sites were exposed to each of some advisories since its publication and are no longer concerned. An interval is read
 * once, however many of them affect its version, and what ends an exposure is found out for each pair of versions.
 */
export async function countFixedSites(
  ctx: Ctx,
  advisoryIds: readonly number[],
  sites: OwnSites,
): Promise<Map<number, number>> {
  if (advisoryIds.length === 0) return new Map();
  const { rows } = await sql<{ id: number; fixed: number }>`
    with ${affectedVersions(sql`va.advisory_id = any(${advisoryIds}::bigint[])`)},
    ran as materialized (
      select r.organization_id, r.site_id, r.version_id, coalesce(r.next_version_id, 0) as next_version_id, r.until_at
      from (select version_id, min(published_at) as published_at from exposed group by version_id) e
      cross join lateral ${intervalsSince(sites)} ${joinSites(sites, 'r')} where not r.handover),
    ends as materialized (
      select r.version_id, r.next_version_id, e.hole, e.published_at
      from (select distinct version_id, next_version_id, false as handover from ran) r
      join exposed e on e.version_id = r.version_id where ${endsExposure}),
    ended as (
      select distinct e.hole, r.organization_id, r.site_id
      from ran r join ends e using (version_id, next_version_id) where e.published_at < r.until_at),
    concerned as (
      select * from (${concernedSites(sites)}) c where c.advisory_id = any(${advisoryIds}::bigint[]))
    select hole as id, count(*) as fixed from ended
    where not exists (select from concerned c where c.advisory_id = ended.hole
      and c.organization_id = ended.organization_id and c.site_id = ended.site_id)
    group by hole`.execute(ctx.db);
  return new Map(rows.map(({ id, fixed }) => [id, fixed]));
}

/** The condition that an advisory `a` which concerns no site now has fixed ones. */
export const hasFixedSites = (sites: OwnSites): RawBuilder<boolean> => sql<boolean>`exists (
  with ${affectedVersions(sql`va.advisory_id = a.id`)}
  select from exposed e cross join lateral ${intervalsSince(sites)}
  where ${endsExposure}
    and exists (select from sites s where s.organization_id = r.organization_id and s.id = r.site_id and ${isMeant(sites)} offset 0))`;
