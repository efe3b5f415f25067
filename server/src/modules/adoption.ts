import type * as contract from '@patchlight/contract/modules';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { versionTextOf } from './modules.ts';
import { joinSites, type OwnSites } from './own-sites.ts';
import { inOrganizations } from './versions-in-use.ts';

const weeks = 12;
const versionsMax = 8;

/** Which versions of a module own sites ran: now, and at the same hour of the weeks before. */
export async function listAdoption(ctx: Ctx, moduleId: number): Promise<contract.Adoption[]> {
  const sites: OwnSites = { scope: ctx.organizationIds };
  const { rows } = await sql<{ at: string; version: string | null; sites: number }>`
    with points as (select date_trunc('second', ${ctx.now()}::timestamptz) - week * interval '7 days' as at from generate_series(0, ${weeks - 1}::int) as week),
    versions as materialized (select v.id, ${versionTextOf('v')} as version from module_versions v where v.module_id = ${moduleId}),
    ran as materialized (
      select v.version, r.from_at, r.until_at from versions v
      cross join lateral (select * from site_module_history h where h.version_id = v.id
        and h.until_at > (select min(at) from points) and ${inOrganizations(sites.scope, 'h.organization_id')} offset 0) r
      ${joinSites(sites, 'r')}
      union all
      select v.version, sm.running_since, 'infinity' from site_modules sm join versions v on v.id = sm.current_version_id
      ${joinSites(sites, 'sm')}
      where sm.module_id = ${moduleId} and ${inOrganizations(sites.scope, 'sm.organization_id')})
    select p.at, r.version, count(r.from_at) as sites
    from points p left join ran r on r.from_at <= p.at and r.until_at > p.at
    group by p.at, r.version order by p.at, sites desc, r.version`.execute(ctx.db);
  const shown = mostUsed(rows);
  return [...new Set(rows.map(({ at }) => at))].map((at) => {
    const then = rows.filter((row) => row.at === at && row.sites > 0);
    return {
      at,
      sites: then.reduce((sum, row) => sum + row.sites, 0),
      versions: then
        .filter(({ version }) => shown.has(version))
        .map(({ version, sites: count }) => ({ version, sites: count })),
    };
  });
}

/** The versions that are shown at every point: those that most sites ran over all of the time. */
function mostUsed(rows: readonly { version: string | null; sites: number }[]): Set<string | null> {
  const sums = new Map<string | null, number>();
  for (const { version, sites } of rows) if (sites > 0) sums.set(version, (sums.get(version) ?? 0) + sites);
  const ranked = [...sums].sort(([, one], [, other]) => other - one);
  return new Set(ranked.slice(0, versionsMax).map(([version]) => version));
}
