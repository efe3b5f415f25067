import type * as contract from '@patchlight/contract/advisories';
import type { ResponseOf } from '@patchlight/contract/endpoint';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { urgencies } from './judge.ts';
import { shownVersion } from './modules.ts';
import { daysExposed, shownFix, type VersionRemedy } from './shown-fix.ts';
import { inOrganizations } from './versions-in-use.ts';

export type ExposedSites = contract.Advisory['sites'];

/** The contract's answer names so many sites; the list of a module's sites has them all. */
const exposedSitesMax = 100;

const living = sql`join sites s on s.organization_id = sm.organization_id and s.id = sm.site_id and not s.is_deleted`;

/**
 * Advisories that concern a site of the scope, surely or possibly. An affected version makes its row urgent and a
 * possible one is counted at its site, so that only those rows are read, not the fleet.
 */
export async function exposingAdvisories(ctx: Ctx): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select va.advisory_id as id from site_modules sm ${living}
      join version_advisories va on va.version_id = sm.current_version_id
      where ${inOrganizations(ctx.organizationIds, 'sm.organization_id')} and sm.urgency = ${sql.lit(urgencies.security)}
    union
    select va.advisory_id from sites s
      join site_modules sm on sm.organization_id = s.organization_id and sm.site_id = s.id
      join version_advisories va on va.version_id = sm.current_version_id
      where ${inOrganizations(ctx.organizationIds, 's.organization_id')} and not s.is_deleted and s.possible_count > 0`.execute(
    ctx.db,
  );
  return rows.map(({ id }) => id);
}

/**
 * Own sites that some advisories concern; one that is surely exposed is not counted as possible too. Sites are counted
 * by their version first: a core version that falls under twenty advisories is then read once.
 */
export async function countExposedSites(ctx: Ctx, advisoryIds: readonly number[]): Promise<Map<number, ExposedSites>> {
  if (advisoryIds.length === 0) return new Map();
  const { rows } = await sql<ExposedSites & { id: number }>`
    with concerned as materialized (
      select ap.advisory_id, ap.module_id, count(*) over (partition by ap.advisory_id) as projects
      from advisory_projects ap where ap.advisory_id = any(${advisoryIds}::bigint[])),
    installs as (
      select sm.organization_id, sm.site_id, sm.module_id, sm.current_version_id as version_id from site_modules sm ${living}
      where ${inOrganizations(ctx.organizationIds, 'sm.organization_id')}
        and sm.module_id = any(array(select module_id from concerned))),
    used as (select version_id, count(*) as sites from installs group by version_id)
    select va.advisory_id as id, coalesce(sum(used.sites) filter (where va.exposure = 'affected'), 0)::bigint as exposed,
      coalesce(sum(used.sites) filter (where va.exposure = 'possible'), 0)::bigint as possible
    from used join version_advisories va on va.version_id = used.version_id
    where va.advisory_id in (select advisory_id from concerned where projects = 1)
    group by va.advisory_id
    union all
    select per_site.advisory_id, count(*) filter (where per_site.affected), count(*) filter (where not per_site.affected)
    from (select va.advisory_id, bool_or(va.exposure = 'affected') as affected
      from installs join version_advisories va on va.version_id = installs.version_id
      where va.advisory_id in (select advisory_id from concerned where projects > 1)
      group by va.advisory_id, installs.organization_id, installs.site_id) per_site
    group by per_site.advisory_id`.execute(ctx.db);
  return new Map(rows.map(({ id, ...sites }) => [id, sites]));
}

type ExposedSite = ResponseOf<typeof contract.getAdvisory>['exposed_sites'][number];
type ExposedSiteRow = Omit<ExposedSite, 'fix' | 'days_exposed'> &
  Pick<VersionRemedy, 'fix'> & { core_version: string | null };

/** Own sites that the advisory concerns: the surely exposed first, among them the longest exposed. */
export async function listExposedSites(ctx: Ctx, advisoryId: number): Promise<ExposedSite[]> {
  const { rows } = await sql<ExposedSiteRow>`
    select json_build_object('id', s.uuid, 'name', s.name, 'url', s.url) as site, m.module_name as module,
      ${shownVersion} as version, va.exposure, greatest(a.published_at, sm.running_since) as exposed_since,
      v.verdict->'fix' as fix, s.core_version
    from site_modules sm ${living}
    join version_advisories va on va.version_id = sm.current_version_id and va.advisory_id = ${advisoryId}
    join advisories a on a.id = va.advisory_id
    join module_versions v on v.id = sm.current_version_id
    join modules m on m.id = sm.module_id
    where ${inOrganizations(ctx.organizationIds, 'sm.organization_id')}
      and sm.module_id = any(array(select module_id from advisory_projects where advisory_id = ${advisoryId}))
    order by va.exposure, exposed_since, s.name_key, s.id limit ${exposedSitesMax}`.execute(ctx.db);
  return rows.map(({ fix, core_version, ...row }) => ({
    ...row,
    days_exposed: daysExposed(row.exposed_since, row.exposed_since, ctx.now()),
    fix: shownFix(fix, core_version),
  }));
}
