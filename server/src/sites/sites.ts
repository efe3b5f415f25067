import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/sites';
import { moduleStatuses } from '@patchlight/contract/verdicts';
import { type RawBuilder, sql } from 'kysely';
import { type Actor, type Ctx, inScope, isInScope, type Scope } from '../context.ts';
import { containing } from '../db/like.ts';
import { type Page, type PageRequest, type SortKey, selectPage } from '../db/page.ts';
import { forbidden, notFound } from '../errors.ts';

/** Numbers of the statuses in the database: 1 security … 5 current. */
export const urgencyOf = (status: contract.Site['status']): number => moduleStatuses.indexOf(status) + 1;

/** Of a site `s` and its activity `a`: within its interval it is fresh, within twice that late, then silent. */
export const freshnessAt = (now: Date) => sql`case
  when a.last_report_at is null then 'never'
  when a.last_report_at >= ${now}::timestamptz - s.expected_interval_hours * interval '1 hour' then 'fresh'
  when a.last_report_at >= ${now}::timestamptz - s.expected_interval_hours * interval '2 hours' then 'late'
  else 'silent' end`;

const siteColumnsAt = (now: Date) => sql`s.uuid as id, s.url, s.name, s.description,
  json_build_object('id', o.uuid, 'name', o.name) as organization,
  s.environment, s.tags, s.expected_interval_hours, s.is_active,
  (array['security', 'unsupported', 'update', 'unknown', 'current'])[s.urgency] as status, ${freshnessAt(now)} as freshness,
  json_build_object('modules', s.modules_count, 'security', s.security_count, 'unsupported', s.unsupported_count,
    'update', s.update_count, 'unknown', s.unknown_count, 'current', s.current_count, 'custom', s.custom_count,
    'possible', s.possible_count, 'muted', s.muted_count) as counts,
  s.risk, s.core_version, s.php_version, a.last_report_at, a.reported_at, s.created_at, s.updated_at`;

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

const from = sql`from sites s join organizations o on o.id = s.organization_id and not o.is_deleted
  left join site_activity a on a.organization_id = s.organization_id and a.site_id = s.id`;

const orders: Record<contract.Site['id'], SortKey> = {
  risk: { column: '_attention', type: 'bigint' },
  name: { column: '_name', type: 'text' },
  last_report_at: { column: '_reported', type: 'timestamptz' },
  created_at: { column: '_id', type: 'bigint' },
};

export async function listSites(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listSites>; page: PageRequest },
): Promise<Page<contract.Site>> {
  const where = sql`not s.is_deleted and ${inScope(ctx.organizationIds, 's.organization_id')} and ${filterOf(ctx, query)}`;
  const sort = query.sort ?? '-risk';
  const descending = sort.startsWith('-');
  const first = orders[sort.replace('-', '')] ?? { column: '_id', type: 'bigint' };
  return selectPage(ctx.db, {
    select: sql`select ${siteColumnsAt(ctx.now())}, ${oldestExposure}, ${drift}, s.attention as _attention, s.name_key as _name,
      coalesce(a.last_report_at, 'epoch') as _reported, s.id as _id ${from} where ${where}`,
    sort: [
      { ...first, descending },
      { column: '_id', type: 'bigint', descending },
    ],
    page,
    total: sql`select count(*) as total ${from} where ${where}`,
  });
}

function filterOf(ctx: Ctx, query: QueryOf<typeof contract.listSites>): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [sql`true`];
  if (query.organization_id !== undefined) parts.push(sql`o.uuid = ${query.organization_id}`);
  if (query.status !== undefined) parts.push(sql`s.urgency = ${urgencyOf(query.status)}`);
  if (query.freshness !== undefined) parts.push(sql`${freshnessAt(ctx.now())} = ${query.freshness}`);
  if (query.environment !== undefined) parts.push(sql`s.environment = ${query.environment}`);
  if (query.muted !== undefined) parts.push(sql`(s.muted_count > 0) = ${query.muted === 'true'}`);
  if (query.tag !== undefined) parts.push(sql`${query.tag} = any(s.tags)`);
  if (query.core !== undefined) parts.push(sql`starts_with(s.core_version, ${query.core})`);
  if (query.q !== undefined)
    parts.push(sql`(s.name ilike ${containing(query.q)} or s.url ilike ${containing(query.q)})`);
  if (query.module !== undefined)
    parts.push(sql`exists (select from site_modules sm join modules m on m.id = sm.module_id
      where sm.organization_id = s.organization_id and sm.site_id = s.id and m.module_name = ${query.module}
        and (m.organization_id is null or ${inScope(ctx.organizationIds, 'm.organization_id')}))`);
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

export async function getSite(ctx: Ctx, { params }: { params: { site_id: string } }): Promise<contract.Site> {
  const { rows } = await sql<contract.Site>`select ${siteColumnsAt(ctx.now())}, ${oldestExposure}, ${drift} ${from}
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
