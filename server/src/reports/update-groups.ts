import type * as contract from '@patchlight/contract/reports';
import type { OpenStatus } from '@patchlight/contract/reports';
import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { advisoryRef, moduleRef } from '../modules/modules.ts';
import { allOpenModules, isOfThem, type Selected } from './open-modules.ts';

type Grouping = 'site' | 'module' | 'advisory';

// Subselects, because they are only computed for the rows that the limit lets through.
const names: Record<Grouping, RawBuilder<unknown>> = {
  site: sql`(select json_build_object('id', o.uuid, 'name', o.name) from sites s join organizations o on o.id = s.organization_id
      where s.organization_id = g.organization_id and s.id = g.key) as organization,
    (select json_build_object('id', s.uuid, 'name', s.name, 'url', s.url) from sites s
      where s.organization_id = g.organization_id and s.id = g.key) as site`,
  module: sql`(select ${moduleRef} from modules m where m.id = g.key) as module`,
  advisory: sql`(select ${advisoryRef} from advisories a where a.id = g.key) as advisory`,
};

const counts = sql`count(*) filter (where r.urgency = 1) as security,
  count(*) filter (where r.urgency = 2) as unsupported, count(*) filter (where r.urgency = 3) as update`;
type Counted = contract.UpdateGroup & { total: number };

/** The most security first, then the most unsupported, then the most other updates. */
export async function listGroups(
  ctx: Ctx,
  { by, selected, page }: { by: Grouping; selected: Selected; page: PageRequest },
): Promise<Page<contract.UpdateGroup>> {
  const groups = groupsOf(by, selected);
  const total = sql<{ total: number }>`select count(*) as total from (${groups}) g`;
  const found = await selectPage<Counted>(ctx.db, {
    select: sql`select ${names[by]}, g.sites, g.security, g.unsupported, g.update, g.risk, count(*) over () as total,
      g.security as _security, g.unsupported as _unsupported, g.update as _update, g.key as _key from (${groups}) g`,
    sort: [
      { column: '_security', type: 'bigint', descending: true },
      { column: '_unsupported', type: 'bigint', descending: true },
      { column: '_update', type: 'bigint', descending: true },
      { column: '_key', type: 'bigint' },
    ],
    // Making the groups is the cost of the page, so they are counted where they are made.
    page: { ...page, uncounted: true },
    total,
  });
  const counted = found.rows[0]?.total ?? (page.page === 1 ? 0 : (await total.execute(ctx.db)).rows[0]?.total);
  return { ...found, rows: found.rows.map(({ total: _total, ...group }) => group), total: counted ?? 0 };
}

function groupsOf(by: Grouping, selected: Selected): RawBuilder<unknown> {
  if (by === 'module') return modulesOf(selected);
  if (by === 'site') return selected.isWithinSites ? sitesByRows(selected) : sitesByCounters(selected);
  return sql`select va.advisory_id as key, count(distinct r.site_id) as sites, ${counts},
      (select a.risk from advisories a where a.id = va.advisory_id) as risk
    from ${insecureModules(selected)} join version_advisories va on va.version_id = r.current_version_id and va.exposure = 'affected'
    group by va.advisory_id`;
}

// The rows are counted from the index alone; only the insecure ones are then looked at, for their risk. A site runs a
// module once, so that its rows are its sites.
function modulesOf(selected: Selected): RawBuilder<unknown> {
  return sql`select c.*, v.risk from (
      select r.module_id as key, count(*) as sites, ${counts} from ${allOpenModules(selected)} group by r.module_id) c
    left join (select r.module_id, max(v.risk) as risk from ${insecureModules(selected)}
      join module_versions v on v.id = r.current_version_id group by r.module_id) v on v.module_id = c.key`;
}

function sitesByRows(selected: Selected): RawBuilder<unknown> {
  return sql`select r.organization_id, r.site_id as key, 1::bigint as sites, ${counts}, max(v.risk) as risk
    from ${allOpenModules(selected)} left join module_versions v on v.id = r.current_version_id and r.urgency = 1
    group by r.organization_id, r.site_id`;
}

function sitesByCounters(selected: Selected): RawBuilder<unknown> {
  const { sites, statuses } = selected;
  const shown = (of: OpenStatus, column: string) => (statuses.includes(of) ? sql.ref(`s.${column}`) : sql`0`);
  return sql`select * from (
    select s.organization_id, s.id as key, 1::bigint as sites, ${shown('security', 'security_count')} as security,
      ${shown('unsupported', 'unsupported_count')} as unsupported, ${shown('update', 'update_count')} as update,
      ${statuses.includes('security') ? sql`s.risk` : sql`null::smallint`} as risk
    from sites s where ${isOfThem(selected)} and ${sites}) c
    where c.security + c.unsupported + c.update > 0`;
}

// What is surely affected is insecure; what an advisory only may concern is not.
function insecureModules(selected: Selected): RawBuilder<unknown> {
  return allOpenModules({ ...selected, modules: sql<boolean>`${selected.modules} and ${selected.urgency} = 1` });
}
