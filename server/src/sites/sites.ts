import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/sites';
import { sql } from 'kysely';
import { type Actor, type Ctx, inScope, isInScope, type Scope } from '../context.ts';
import { orderOf, type Page, type PageRequest, type SortKey, selectPage } from '../db/page.ts';
import { forbidden, notFound } from '../errors.ts';
import { countedAhead } from './count-sites.ts';
import { type CoreFeed, freshnessAt, fromSites, isFiltered } from './site-filter.ts';

// Joined to the page, after its LIMIT: the oldest exposure of 25 sites, not of thousands.
const oldestExposure = sql`(
  select min(greatest(ad.published_at, m.running_since)) from site_modules m
  join version_advisories va on va.version_id = m.current_version_id and va.exposure = 'affected'
  join advisories ad on ad.id = va.advisory_id
  where m.organization_id = s.organization_id and m.site_id = s.id and m.urgency = 1) as oldest_exposure_at`;

// Joined to the page as well: where the site and its repository differ in what is a security matter.
const drift = sql`case when a.repository_at is not null then (
  select json_build_object('fixed_in_repository', count(*) filter (where m.urgency = 1 and v.urgency <> 1),
    'fixed_on_site', count(*) filter (where m.urgency <> 1), 'open_in_both', count(*) filter (where m.urgency = 1 and v.urgency = 1))
  from site_repository_modules h
  join site_modules m on m.organization_id = h.organization_id and m.site_id = h.site_id and m.module_id = h.module_id
  join module_versions v on v.id = h.version_id
  where h.organization_id = s.organization_id and h.site_id = s.id and m.mute_id is null
    and (m.urgency = 1 or v.urgency = 1)) end as drift`;

const lastPatchRun = sql`(select max(p.run_date) from patch_runs p
  where p.organization_id = s.organization_id and p.site_id = s.id) as last_patch_run_at`;

const siteColumnsAt = (now: Date) => sql`s.uuid as id, s.url, s.name, s.description,
  json_build_object('id', o.uuid, 'name', o.name) as organization,
  s.environment, s.tags, s.expected_interval_hours, s.is_active,
  (array['security', 'unsupported', 'update', 'unknown', 'current'])[s.urgency] as status, ${freshnessAt(now)} as freshness,
  json_build_object('modules', s.modules_count, 'security', s.security_count, 'unsupported', s.unsupported_count,
    'update', s.update_count, 'unknown', s.unknown_count, 'current', s.current_count, 'custom', s.custom_count,
    'possible', s.possible_count, 'muted', s.muted_count) as counts,
  s.risk, s.core_version, s.php_version, a.last_report_at, a.reported_at, s.created_at, s.updated_at,
  ${oldestExposure}, ${drift}, ${lastPatchRun}`;

const columns: Readonly<Record<(typeof contract.siteSorts)[number], SortKey>> = {
  risk: { column: '_attention', type: 'bigint' },
  name: { column: '_name', type: 'text' },
  core: { column: '_core', type: 'text' },
  security: { column: '_security', type: 'bigint' },
  oldest: { column: '_oldest', type: 'timestamptz' },
  last_report_at: { column: '_reported', type: 'timestamptz' },
  created_at: { column: '_id', type: 'bigint' },
};
const orders: Readonly<Record<string, readonly SortKey[]>> = Object.fromEntries(
  Object.entries(columns).flatMap(([name, key]) =>
    [false, true].map((descending) => [
      descending ? `-${name}` : name,
      [
        { ...key, descending },
        { column: '_id', type: 'bigint', descending },
      ],
    ]),
  ),
);

export async function listSites(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listSites>; page: PageRequest },
  coreFeed: CoreFeed,
): Promise<Page<contract.Site>> {
  const { sort = '-risk', per_page: _perPage, page: _page, cursor: _cursor, ...filter } = query;
  const where = sql`${inScope(ctx.organizationIds, 's.organization_id')} and ${await isFiltered(ctx, filter, coreFeed)}`;
  const byOldest = sort.split(',').find((name) => name.endsWith('oldest'));
  return selectPage(ctx.db, {
    select: sql`select ${siteColumnsAt(ctx.now())}, s.attention as _attention, s.name_key as _name,
        s.core_key as _core, s.security_count as _security, ${byOldest === undefined ? sql`null` : firstExposed(byOldest.startsWith('-'))} as _oldest,
        coalesce(a.last_report_at, 'epoch') as _reported, s.id as _id
      ${fromSites} ${byOldest === undefined ? sql`` : firstExposures(ctx)} where ${where}`,
    sort: orderOf(sort, orders),
    page,
    total: countedAhead(ctx, query) ?? sql`select count(*) as total ${fromSites} where ${where}`,
  });
}

// No index has it, because it would have to be written with each verdict: the insecure rows are read, and no others. Where
// nothing is open a site stands last, whichever way round.
const firstExposures = (ctx: Ctx) => sql`left join (
  select m.organization_id, m.site_id, min(greatest(v.oldest_hole_at, m.running_since)) as exposed_at
  from site_modules m join module_versions v on v.id = m.current_version_id
  where ${inScope(ctx.organizationIds, 'm.organization_id')} and m.organization_id = any(array(select id from organizations))
    and m.urgency = 1 and v.oldest_hole_at is not null
  group by m.organization_id, m.site_id) x on x.organization_id = s.organization_id and x.site_id = s.id`;
const firstExposed = (descending: boolean) =>
  sql`coalesce(x.exposed_at, ${sql.lit(descending ? '1970-01-01T00:00:00Z' : '9999-01-01T00:00:00Z')}::timestamptz)`;

export async function getSite(ctx: Ctx, { params }: { params: { site_id: string } }): Promise<contract.Site> {
  const { rows } = await sql<contract.Site>`select ${siteColumnsAt(ctx.now())} ${fromSites}
    where s.uuid = ${params.site_id} and not s.is_deleted and ${inScope(ctx.organizationIds, 's.organization_id')}`.execute(
    ctx.db,
  );
  if (rows[0] === undefined) throw notFound();
  return rows[0];
}

export interface SiteKey {
  readonly id: number;
  readonly uuid: string;
  readonly organizationId: number;
}

/** The site of this id: a 404 where the caller may not look, a 403 where he may look but not do this. */
export async function requireSite(ctx: Ctx, uuid: string): Promise<SiteKey> {
  const site = await findSite(ctx.db, ctx.actor, ctx.visibleOrganizationIds, uuid);
  if (site === undefined) throw notFound();
  if (!isInScope(ctx.organizationIds, site.organizationId)) throw forbidden();
  return site;
}

/** True when the site is there and the actor may look at it at all; a site key sees its own site only. */
export async function seesSite(db: Ctx['db'], actor: Actor, scope: Scope, uuid: string): Promise<boolean> {
  return (await findSite(db, actor, scope, uuid)) !== undefined;
}

async function findSite(db: Ctx['db'], actor: Actor, scope: Scope, uuid: string): Promise<SiteKey | undefined> {
  const site = await db
    .selectFrom('sites')
    .select(['id', 'uuid', 'organization_id as organizationId'])
    .where('uuid', '=', uuid)
    .where('is_deleted', '=', false)
    .where(inScope(scope, 'organization_id'))
    .where(sql<boolean>`exists (select from organizations o where o.id = sites.organization_id and not o.is_deleted)`)
    .executeTakeFirst();
  return actor.type === 'key' && actor.site !== null && actor.site.id !== site?.id ? undefined : site;
}
