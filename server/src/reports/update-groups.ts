import type * as contract from '@patchlight/contract/reports';
import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inScope } from '../context.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { moduleRef } from '../modules/modules.ts';
import { openModules, type Selected } from './open-modules.ts';

type Grouping = 'site' | 'module' | 'advisory';

// Subselects, because they are only computed for the rows that the limit lets through.
const names: Record<Grouping, RawBuilder<unknown>> = {
  site: sql`(select json_build_object('id', o.uuid, 'name', o.name) from sites s join organizations o on o.id = s.organization_id
      where s.organization_id = g.organization_id and s.id = g.key) as organization,
    (select json_build_object('id', s.uuid, 'name', s.name, 'url', s.url) from sites s
      where s.organization_id = g.organization_id and s.id = g.key) as site`,
  module: sql`(select ${moduleRef} from modules m where m.id = g.key) as module`,
  // Within JSON PostgreSQL would write the time with an offset instead of the Z.
  advisory: sql`(select json_build_object('id', a.advisory_id, 'title', a.title,
      'published_at', to_char(a.published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
    from advisories a where a.id = g.key) as advisory`,
};

const counts = sql`count(*) filter (where r.urgency = 1) as security,
  count(*) filter (where r.urgency = 2) as unsupported, count(*) filter (where r.urgency = 3) as update`;
const withRisk = sql`left join module_versions v on v.id = r.current_version_id and r.urgency = 1`;

/** The most security first, then the most unsupported, then the most other updates. */
export function listGroups(
  ctx: Ctx,
  { by, selected, page }: { by: Grouping; selected: Selected; page: PageRequest },
): Promise<Page<contract.UpdateGroup>> {
  const groups = groupsOf(by, selected);
  return selectPage(ctx.db, {
    select: sql`select ${names[by]}, g.sites, g.security, g.unsupported, g.update, g.risk,
      g.security as _security, g.unsupported as _unsupported, g.update as _update, g.key as _key from (${groups}) g`,
    sort: [
      { column: '_security', type: 'bigint', descending: true },
      { column: '_unsupported', type: 'bigint', descending: true },
      { column: '_update', type: 'bigint', descending: true },
      { column: '_key', type: 'bigint' },
    ],
    page,
    total: sql`select count(*) as total from (${groups}) g`,
  });
}

function groupsOf(by: Grouping, selected: Selected): RawBuilder<unknown> {
  const rows = openModules(by === 'advisory' ? onlySecurity(selected) : selected);
  if (by === 'module')
    // A site runs a module once, so that its rows are its sites.
    return sql`select r.module_id as key, count(*) as sites, ${counts}, max(v.risk) as risk from ${rows} ${withRisk} group by r.module_id`;
  if (by === 'advisory')
    return sql`select va.advisory_id as key, count(distinct r.site_id) as sites, ${counts},
        (select a.risk from advisories a where a.id = va.advisory_id) as risk
      from ${rows} join version_advisories va on va.version_id = r.current_version_id and va.exposure = 'affected'
      group by va.advisory_id`;
  if (selected.isWithinSites || selected.status !== undefined)
    return sql`select r.organization_id, r.site_id as key, 1::bigint as sites, ${counts}, max(v.risk) as risk from ${rows} ${withRisk}
      group by r.organization_id, r.site_id`;
  return sql`select s.organization_id, s.id as key, 1::bigint as sites, s.security_count as security,
      s.unsupported_count as unsupported, s.update_count as update, s.risk
    from sites s where ${inScope(selected.organizationIds, 's.organization_id')} and ${selected.sites}
      and s.security_count + s.unsupported_count + s.update_count > 0`;
}

// What is surely affected is insecure; what an advisory only may concern is not.
function onlySecurity(selected: Selected): Selected {
  return { ...selected, modules: sql<boolean>`${selected.modules} and sm.urgency = 1` };
}
