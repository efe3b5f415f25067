import type { OpenStatus } from '@patchlight/contract/reports';
import type { ModuleStatus } from '@patchlight/contract/verdicts';
import { type RawBuilder, sql } from 'kysely';
import { inScope, type Scope } from '../context.ts';
import { countedLately } from '../db/counted-lately.ts';
import type { Db } from '../db/database.ts';
import { urgencies } from './judge.ts';
import { shownStatus, shownVersion } from './modules.ts';
import { joinSites, type OwnSites } from './own-sites.ts';

export interface VersionInUse {
  readonly moduleId: number;
  readonly versionId: number;
  readonly version: string | null;
  /** Null for a custom module. */
  readonly status: ModuleStatus | null;
  readonly muted: boolean;
  /** Sites that run it and are not deleted. */
  readonly sites: number;
}

/**
 * The scope as a condition that an index beginning with the organization can use. All of them is a list too: an index
 * cannot be entered without its first column.
 */
export function inOrganizations(scope: Scope, column: string): RawBuilder<boolean> {
  if (scope !== 'all') return inScope(scope, column);
  return sql<boolean>`${sql.ref(column)} = any(array(select id from organizations))`;
}

/** Which versions of some modules some sites run, muted or not, and how many sites each. Reads the rows of these modules. */
export async function versionsInUse(db: Db, sites: OwnSites, moduleIds: readonly number[]): Promise<VersionInUse[]> {
  if (moduleIds.length === 0) return [];
  const read = async () => (await selectVersions(sites, moduleIds).execute(db)).rows;
  return countedLately(db, ['versionsInUse', sites, moduleIds], read, installsOf);
}

function selectVersions(sites: OwnSites, moduleIds: readonly number[]): RawBuilder<VersionInUse> {
  return sql`
    select v.module_id as "moduleId", v.id as "versionId", ${shownVersion} as version, ${shownStatus} as status, used.muted, used.sites
    from (select sm.current_version_id as version_id, sm.mute_id is not null as muted, count(*) as sites from site_modules sm ${joinSites(sites, 'sm')}
      where ${inOrganizations(sites.scope, 'sm.organization_id')} and sm.module_id = any(${moduleIds}::bigint[])
      group by 1, 2) used
    join module_versions v on v.id = used.version_id`;
}

/** A site runs one version of a module, so the sites of its versions add up to the sites of the module. */
export function installsOf(inUse: readonly VersionInUse[]): number {
  return inUse.reduce((sum, { sites }) => sum + sites, 0);
}

/** The condition that a living site of the scope runs the module `m`. */
export async function moduleInUse(db: Db, scope: Scope): Promise<RawBuilder<boolean>> {
  if (scope === 'all') return isInUseSomewhere;
  const walk = async () => (await usedModules(scope).execute(db)).rows.map(({ id }) => id);
  const used = await countedLately(db, ['usedModules', scope], walk, (ids) => ids.length);
  return sql<boolean>`m.id = any(${used}::bigint[])`;
}

/** The condition that a living site of the scope runs the module `m` in a version that asks for an update in one of these ways, or muted. */
export const isOpenInUse = (
  scope: Scope,
  statuses: readonly (OpenStatus | 'muted')[],
): RawBuilder<boolean> => sql<boolean>`m.id = any(array(
  select sm.module_id from site_modules sm ${joinSites({ scope }, 'sm')}
  where ${inOrganizations(scope, 'sm.organization_id')} and sm.urgency = any(${statuses.map((each) => urgencies[each])}::smallint[])))`;

// Mostly the first site found is a living one. OFFSET 0 and the inner select keep these the two probes that they are:
// as joins they would read every row of an organization.
const isOnLivingSite = sql`exists (select from site_modules sm
  where sm.organization_id = used.organization_id and sm.module_id = used.module_id
    and (select not s.is_deleted from sites s where s.organization_id = sm.organization_id and s.id = sm.site_id) offset 0)`;

/** The distinct modules of few organizations: one step through the index for each, not one for each of their sites. */
function usedModules(organizationIds: readonly number[]): RawBuilder<{ id: number }> {
  const step = (organization: RawBuilder<unknown>, after: RawBuilder<unknown>) => sql`cross join lateral (
    select sm.module_id from site_modules sm where sm.organization_id = ${organization} and sm.module_id > ${after}
    order by sm.module_id limit 1) step`;
  return sql`with recursive used as (
      select o.id as organization_id, step.module_id from unnest(${organizationIds}::bigint[]) as o(id) ${step(sql`o.id`, sql`0`)}
      union all
      select used.organization_id, step.module_id from used ${step(sql`used.organization_id`, sql`used.module_id`)})
    select used.module_id as id from used where ${isOnLivingSite}`;
}

// Of all organizations at once there are fewer modules than pairs of both: each module looks for its first site.
const isInUseSomewhere = sql<boolean>`exists (select from
  (select o.id as organization_id, m.id as module_id from organizations o) used where ${isOnLivingSite} offset 0)`;
