import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/inventory';
import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { containing } from '../db/like.ts';
import { type Page, type PageRequest, type SortKey, selectPage } from '../db/page.ts';
import {
  advisoriesOfVersion,
  moduleRef,
  moduleType,
  mutedBy,
  shownStatus,
  shownVersion,
  statusTextOf,
  timeInJson,
  versionTextOf,
} from '../modules/modules.ts';
import { daysExposed, remedyOfVersion, shownFix, type VersionRemedy } from '../modules/shown-fix.ts';
import { urgencyOf } from '../sites/site-filter.ts';
import { requireSite, type SiteKey } from '../sites/sites.ts';

// A project is fetched once a day; two days leave one fetch that failed.
const staleAfterHours = 48;

type Query = QueryOf<typeof contract.listSiteModules>;
type SiteModule = contract.SiteModule;

/**
 * What the site runs, or ran at the time `at`. The verdict is always today's verdict on that version: what an advisory
 * says of a version was true before it was published.
 */
export async function listSiteModules(
  ctx: Ctx,
  { params, query, page }: { params: { site_id: string }; query: Query; page: PageRequest },
): Promise<Page<SiteModule>> {
  const site = await requireSite(ctx, params.site_id);
  const from = sql`from (${query.at === undefined ? runningNow(site) : runningAt(site, query.at)}) r
    join modules m on m.id = r.module_id join module_versions v on v.id = r.version_id`;
  const where = filterOf(query);
  const at = query.at === undefined ? ctx.now() : new Date(query.at);
  const found = await selectPage<SiteModuleRow>(ctx.db, {
    select: sql`select ${columnsAt(ctx.now())}, ${query.at === undefined ? coreOf(site) : sql`null::text`} as core_version, coalesce(r.urgency, v.urgency) as _urgency, m.module_name as _name, m.id as _id ${from}
      left join site_activity s on s.organization_id = ${site.organizationId} and s.site_id = ${site.id}
      left join site_repository_modules h on h.organization_id = ${site.organizationId} and h.site_id = ${site.id}
        and h.module_id = m.id and ${query.at === undefined}
      left join module_versions hv on hv.id = h.version_id
      left join release_feeds f on f.module_id = m.id where ${where}`,
    sort: orderOf(query.sort ?? 'status'),
    page,
    total: sql`select count(*) as total ${from} where ${where}`,
  });
  return { ...found, rows: found.rows.map((row) => viewOf(row, at)) };
}

type SiteModuleRow = Omit<SiteModule, keyof VersionRemedy | 'days_exposed'> &
  VersionRemedy & { core_version: string | null };

function viewOf({ fix, exposed_since, core_version, ...row }: SiteModuleRow, at: Date): SiteModule {
  return {
    ...row,
    fix: shownFix(fix, core_version),
    days_exposed: daysExposed(exposed_since, row.running_since, at),
  };
}

// Of the past it is not kept.
const coreOf = (site: SiteKey) => sql`(select core_version from sites
  where organization_id = ${site.organizationId} and id = ${site.id})`;

/** Rows of what a site runs, with what says whether it is muted. */
export const runningNow = (site: SiteKey) => sql`
  select organization_id, module_id, current_version_id as version_id, running_since, extensions, patches, urgency, mute_id from site_modules
  where organization_id = ${site.organizationId} and site_id = ${site.id}`;

// The primary key of the history begins at the intervals that ended after `at`; those that began later fall out.
// Of the past it is not kept what was muted.
export const runningAt = (site: SiteKey, at: string) => sql`
  select organization_id, module_id, current_version_id as version_id, running_since, extensions, patches, null::smallint as urgency,
    null::bigint as mute_id
  from site_modules where organization_id = ${site.organizationId} and site_id = ${site.id} and running_since <= ${at}
  union all
  select organization_id, module_id, version_id, from_at, null, null, null, null from site_module_history
  where organization_id = ${site.organizationId} and site_id = ${site.id} and until_at > ${at} and from_at <= ${at}
    and version_id is not null`;

const columnsAt = (now: Date) => sql`${moduleRef} as module, ${moduleType} as type,
  m.organization_id is not null as custom, ${shownVersion} as version, nullif(v.datestamp, 0) as datestamp, r.running_since,
  ${shownStatus} as status, v.core_status, v.reason, v.verdict->>'recommended' as recommended,
  v.verdict->>'latest' as latest, coalesce(v.verdict->'security_updates', '[]') as security_updates,
  coalesce(v.verdict->'also', '[]') as also, ${remedyOfVersion}, coalesce(v.verdict->'flags', '[]') as flags, v.update_available,
  v.security_update, v.risk, coalesce(v.verdict->'behind', '{"releases": null, "days": null}') as behind,
  coalesce(r.extensions, '[]') as extensions, coalesce(r.patches, '[]') as patches, case when h.module_id is not null then
    json_build_object('version', ${versionTextOf('hv')}, 'status', ${statusTextOf('hv')},
      'since', ${timeInJson('h.since')}) end as repository,
  ${mutedBy('r')} as muted, ${advisoriesOfVersion} as advisories, f.fetched_at as as_of,
  coalesce(f.fetched_at < ${now}::timestamptz - ${staleAfterHours} * interval '1 hour', false) as stale, s.reported_at`;

function filterOf(query: Query): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [sql`true`];
  if (query.include?.split(',').includes('custom') !== true) parts.push(sql`m.organization_id is null`);
  if (query.status !== undefined) parts.push(sql`coalesce(r.urgency, v.urgency) = ${urgencyOf(query.status)}`);
  if (query.muted !== undefined) parts.push(sql`(r.mute_id is not null) = ${query.muted === 'true'}`);
  if (query.type !== undefined) parts.push(sql`${moduleType} = ${query.type}`);
  if (query.q !== undefined)
    parts.push(sql`(m.module_name ilike ${containing(query.q)} or m.title ilike ${containing(query.q)})`);
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

function orderOf(sort: string): SortKey[] {
  const descending = sort.startsWith('-');
  const byName: SortKey[] = [
    { column: '_name', type: 'text', descending },
    { column: '_id', type: 'bigint', descending },
  ];
  return sort.endsWith('name') ? byName : [{ column: '_urgency', type: 'bigint', descending }, ...byName];
}
