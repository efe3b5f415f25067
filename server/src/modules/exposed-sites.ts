import type * as contract from '@patchlight/contract/advisories';
import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { urgencies } from './judge.ts';
import { isMeant, joinSites, type OwnSites } from './own-sites.ts';
import { inOrganizations } from './versions-in-use.ts';

type Counts = contract.Advisory['sites'];

/**
 * The sites that advisories concern now, a row for each pair and `exposure`, which is `muted` for a row that a mute hides. An
 * affected version makes its row urgent and a possible one is counted at its site, so that only those rows are read, not the fleet.
 */
export const concernedSites = (sites: OwnSites): RawBuilder<unknown> => sql`
  select va.advisory_id, sm.organization_id, sm.site_id, va.exposure
    from site_modules sm ${joinSites(sites, 'sm')}
    join version_advisories va on va.version_id = sm.current_version_id
    where ${inOrganizations(sites.scope, 'sm.organization_id')} and sm.urgency = ${sql.lit(urgencies.security)}
  union
  select va.advisory_id, sm.organization_id, sm.site_id, va.exposure from sites s
    join site_modules sm on sm.organization_id = s.organization_id and sm.site_id = s.id
    join version_advisories va on va.version_id = sm.current_version_id
    where ${inOrganizations(sites.scope, 's.organization_id')} and ${isMeant(sites)} and s.possible_count > 0 and sm.mute_id is null
  union
  select va.advisory_id, sm.organization_id, sm.site_id, 'muted' from site_modules sm ${joinSites(sites, 'sm')}
    join version_advisories va on va.version_id = sm.current_version_id
    where ${inOrganizations(sites.scope, 'sm.organization_id')} and sm.urgency = ${sql.lit(urgencies.muted)}`;

export interface ConcerningAdvisory {
  readonly id: number;
  /** Sites that are surely exposed. */
  readonly exposed: number;
  /** Pairs that are only possibly so; 0 of both where all is muted. */
  readonly possible: number;
}

export async function concerningAdvisories(ctx: Ctx, sites: OwnSites): Promise<ConcerningAdvisory[]> {
  const { rows } = await sql<ConcerningAdvisory>`
    select advisory_id as id, count(*) filter (where exposure = 'affected') as exposed,
      count(*) filter (where exposure = 'possible') as possible
    from (${concernedSites(sites)}) concerned group by advisory_id`.execute(ctx.db);
  return rows;
}

/**
 * Own sites that some advisories concern; one that is surely exposed is not counted as possible too, and as muted only one that
 * is neither. Sites are counted
 * by their version first: a core version that falls under twenty advisories is then read once.
 */
export async function countExposedSites(
  ctx: Ctx,
  advisoryIds: readonly number[],
  sites: OwnSites,
): Promise<Map<number, Omit<Counts, 'fixed'>>> {
  if (advisoryIds.length === 0) return new Map();
  const { rows } = await sql<Omit<Counts, 'fixed'> & { id: number }>`
    with concerned as materialized (
      select ap.advisory_id, ap.module_id, count(*) over (partition by ap.advisory_id) as projects
      from advisory_projects ap where ap.advisory_id = any(${advisoryIds}::bigint[])),
    installs as (
      select sm.organization_id, sm.site_id, sm.module_id, sm.current_version_id as version_id, sm.mute_id is not null as muted
      from site_modules sm ${joinSites(sites, 'sm')}
      where ${inOrganizations(sites.scope, 'sm.organization_id')}
        and sm.module_id = any(array(select module_id from concerned))),
    used as (select version_id, muted, count(*) as sites from installs group by version_id, muted)
    select va.advisory_id as id, coalesce(sum(used.sites) filter (where not muted and va.exposure = 'affected'), 0)::bigint as exposed,
      coalesce(sum(used.sites) filter (where not muted and va.exposure = 'possible'), 0)::bigint as possible,
      coalesce(sum(used.sites) filter (where muted), 0)::bigint as muted
    from used join version_advisories va on va.version_id = used.version_id
    where va.advisory_id in (select advisory_id from concerned where projects = 1)
    group by va.advisory_id
    union all
    select per_site.advisory_id, count(*) filter (where per_site.affected),
      count(*) filter (where not per_site.affected and not per_site.muted), count(*) filter (where per_site.muted)
    from (select va.advisory_id, bool_or(not installs.muted and va.exposure = 'affected') as affected,
        bool_and(installs.muted) as muted
      from installs join version_advisories va on va.version_id = installs.version_id
      where va.advisory_id in (select advisory_id from concerned where projects > 1)
      group by va.advisory_id, installs.organization_id, installs.site_id) per_site
    group by per_site.advisory_id`.execute(ctx.db);
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}
