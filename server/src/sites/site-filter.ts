import { passing } from '@patchlight/contract/facet';
import type * as contract from '@patchlight/contract/site-filter';
import { environments, freshnesses } from '@patchlight/contract/site-filter';
import { type ModuleStatus, moduleStatuses, severities } from '@patchlight/contract/verdicts';
import type { ReleaseHistory } from '@patchlight/drupal/release-history';
import { branchCoverageOf, coreBranchOf } from '@patchlight/drupal/security-coverage';
import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inScope } from '../context.ts';
import { isTagged, matching } from '../db/facet.ts';
import { containing } from '../db/like.ts';

/** What is stored of core's releases; null where nothing is. */
export type CoreFeed = (db: Ctx['db']) => Promise<ReleaseHistory | null>;

/** Numbers of the statuses in the database: 1 security … 5 current. */
export const urgencyOf = (status: ModuleStatus): number => moduleStatuses.indexOf(status) + 1;

/** The condition that a column of urgencies has one of the statuses. */
export function hasStatus(column: RawBuilder<unknown>, statuses: readonly ModuleStatus[]): RawBuilder<boolean> {
  const each = statuses.map((status) => sql`${column} = ${sql.lit(urgencyOf(status))}`);
  return each.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(each, sql` or `)})`;
}

/** Of a site `s` and its activity `a`: within its interval it is fresh, within twice that late, then silent. */
export const freshnessAt = (now: Date) => sql`case
  when a.last_report_at is null then 'never'
  when a.last_report_at >= ${now}::timestamptz - s.expected_interval_hours * interval '1 hour' then 'fresh'
  when a.last_report_at >= ${now}::timestamptz - s.expected_interval_hours * interval '2 hours' then 'late'
  else 'silent' end`;

/** What sites `s` are listed from, with their organization `o` and their activity `a`. */
export const fromSites = sql`from sites s join organizations o on o.id = s.organization_id and not o.is_deleted
  left join site_activity a on a.organization_id = s.organization_id and a.site_id = s.id`;

const facets = ['status', 'freshness', 'environment', 'tag', 'core'] as const;
export type SiteFacet = (typeof facets)[number];

/** The conditions of a filter on a site: those of its facets one by one, where they are given, and all the others. */
export interface SiteConditions {
  readonly facets: Readonly<Record<SiteFacet, RawBuilder<boolean> | undefined>>;
  readonly others: RawBuilder<boolean>;
}

export async function siteConditions(
  ctx: Ctx,
  filter: contract.SiteFilter,
  coreFeed: CoreFeed,
): Promise<SiteConditions> {
  const { status, freshness, environment, tag, core } = filter;
  const isAmong = (column: RawBuilder<unknown>, values: readonly string[]) =>
    sql<boolean>`${column} = any(${values}::text[])`;
  return {
    facets: {
      status: status === undefined ? undefined : hasStatus(sql`s.urgency`, passing(status, moduleStatuses)),
      freshness: freshness === undefined ? undefined : isAmong(freshnessAt(ctx.now()), passing(freshness, freshnesses)),
      environment:
        environment === undefined ? undefined : isAmong(sql`s.environment`, passing(environment, environments)),
      tag: tag === undefined ? undefined : isTagged(tag),
      core: core === undefined ? undefined : matching(core, (start) => sql`starts_with(s.core_version, ${start})`),
    },
    others: await otherConditions(ctx, filter, coreFeed),
  };
}

/** The condition that a filter lets a site through. */
export async function isFiltered(
  ctx: Ctx,
  filter: contract.SiteFilter,
  coreFeed: CoreFeed,
): Promise<RawBuilder<boolean>> {
  const { facets, others } = await siteConditions(ctx, filter, coreFeed);
  const given = Object.values(facets).filter((condition) => condition !== undefined);
  return sql<boolean>`${sql.join([others, ...given], sql` and `)}`;
}

async function otherConditions(
  ctx: Ctx,
  filter: contract.SiteFilter,
  coreFeed: CoreFeed,
): Promise<RawBuilder<boolean>> {
  const parts: RawBuilder<unknown>[] = [sql`not s.is_deleted`];
  if (filter.organization_id !== undefined)
    parts.push(sql`s.organization_id = (select id from organizations where uuid = ${filter.organization_id})`);
  if (filter.muted !== undefined) parts.push(sql`(s.muted_count > 0) = ${filter.muted === 'true'}`);
  if (filter.min_risk !== undefined)
    parts.push(sql`s.urgency = ${sql.lit(urgencyOf('security'))}
      and coalesce(s.risk, ${sql.lit(severities.critical)}) >= ${filter.min_risk}`);
  if (filter.not_patched_days !== undefined)
    parts.push(sql`not exists (select from patch_runs p where p.organization_id = s.organization_id and p.site_id = s.id
      and p.run_date >= ${ctx.now()}::timestamptz - ${filter.not_patched_days} * interval '1 day')`);
  if (filter.core_end_before !== undefined)
    parts.push(sql`s.core_version = any(${await endingCores(ctx, filter.core_end_before, coreFeed)}::text[])`);
  if (filter.q !== undefined)
    parts.push(sql`(s.name ilike ${containing(filter.q)} or s.url ilike ${containing(filter.q)})`);
  if (filter.module !== undefined)
    parts.push(sql`exists (select from site_modules sm join modules m on m.id = sm.module_id
      where sm.organization_id = s.organization_id and sm.site_id = s.id and m.module_name = ${filter.module}
        and (m.organization_id is null or ${inScope(ctx.visibleOrganizationIds, 'm.organization_id')}))`);
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

/** Core versions in use whose branch gets no security releases any more, or will not after so many days. */
async function endingCores(ctx: Ctx, days: number, coreFeed: CoreFeed): Promise<string[]> {
  const [{ rows }, feed] = await Promise.all([
    sql<{ core: string }>`select distinct core_version as core from sites
      where not is_deleted and core_version is not null and ${inScope(ctx.visibleOrganizationIds, 'organization_id')}`.execute(
      ctx.db,
    ),
    coreFeed(ctx.db),
  ]);
  const limit = new Date(ctx.now().getTime() + days * 86_400_000).toISOString();
  return rows.map(({ core }) => core).filter((core) => endsBefore(core, feed, { now: ctx.now(), limit }));
}

function endsBefore(core: string, feed: ReleaseHistory | null, { now, limit }: { now: Date; limit: string }): boolean {
  const branch = coreBranchOf(core);
  const coverage = branch === null ? null : branchCoverageOf(branch, feed, now);
  if (coverage === null) return false;
  // The end may be a month, of which the first day is enough, as where it is decided whether it has come.
  return (
    coverage.state === 'ended' ||
    (coverage.endsOn !== null && coverage.endsOn <= limit.slice(0, coverage.endsOn.length))
  );
}
