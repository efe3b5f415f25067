import type * as contract from '@patchlight/contract/overview';
import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { prepared } from '../db/prepared.ts';
import { advisoryRef, moduleRef, unknownRisk } from '../modules/modules.ts';
import { urgencyOf } from '../sites/sites.ts';
import type { Overviewed } from './overview.ts';

const fixesMax = 10;
const insecure = sql.lit(urgencyOf('security'));

/**
 * Versions with a security update to take, and the number of living sites that run each, from the ledger; with a tag, which it
 * does not know, from the rows.
 */
function exposedVersions({ organizations, tag }: Overviewed): RawBuilder<unknown> {
  const rowsOf = (sites: RawBuilder<unknown>) => sql`from sites s
    join site_modules sm on sm.organization_id = s.organization_id and sm.site_id = s.id and sm.security_update
    where s.organization_id in ${organizations} and ${sites}`;
  if (tag !== undefined)
    return sql`select sm.current_version_id as version_id, count(*) as sites
      ${rowsOf(sql`not s.is_deleted and ${tag} = any(s.tags)`)} group by sm.current_version_id`;
  return sql`select version_id, sum(installs)::bigint as sites from (
      select version_id, installs from exposed_installs where organization_id in ${organizations}
      union all select sm.current_version_id, -1 ${rowsOf(sql`s.is_deleted`)}) i
    group by version_id having sum(installs) > 0`;
}

interface FixQueue {
  readonly exposures: contract.Exposures;
  readonly fixes: contract.QueuedFix[];
}

/** A site runs one version of a module, so the sites of its versions add up to the sites of the module. */
export async function findFixes(ctx: Ctx, of: Overviewed): Promise<FixQueue> {
  const { rows } = await sql<contract.Exposures & { fixes: contract.QueuedFix[] }>`${prepared}
    with used as materialized (
      select v.module_id, v.id, v.urgency, v.risk, i.sites, v.holes, v.oldest_hole_at
      from (${exposedVersions(of)}) i join module_versions v on v.id = i.version_id),
    first as materialized (
      select module_id, sum(sites) as sites, max(risk) as risk, sum(sites * coalesce(risk, ${unknownRisk})) as weight
      from used where urgency = ${insecure} group by module_id order by weight desc, module_id limit ${fixesMax}),
    first_used as materialized (
      select id, module_id, sites from used where urgency = ${insecure} and module_id in (select module_id from first))
    select coalesce(sum(sites * holes), 0)::bigint as open, max(risk) as highest_risk,
      min(oldest_hole_at) as oldest_published_at, coalesce((${fixesOfFirst}), '[]') as fixes
    from used`.execute(ctx.db);
  const { fixes = [], ...exposures } = rows[0] ?? { open: 0, highest_risk: null, oldest_published_at: null };
  return { exposures, fixes };
}

const fixesOfFirst = sql`
  select json_agg(json_build_object('module', ${moduleRef}, 'sites', f.sites, 'risk', f.risk,
    'advisories', coalesce((select json_agg(${advisoryRef} order by a.published_at desc nulls last, a.id desc) from advisories a
      where a.id in (select va.advisory_id from first_used u join version_advisories va on va.version_id = u.id
        and va.exposure = 'affected' where u.module_id = f.module_id)), '[]'),
    'fixed_in', array(select v.verdict->'fix'->>'version' from first_used u join module_versions v on v.id = u.id
      where u.module_id = f.module_id and v.verdict->'fix'->>'version' is not null
      group by v.verdict->'fix'->>'version' order by sum(u.sites) desc, v.verdict->'fix'->>'version'))
    order by f.weight desc, f.module_id)
  from first f join modules m on m.id = f.module_id`;
