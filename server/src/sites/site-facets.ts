import type * as contract from '@patchlight/contract/site-facets';
import type * as filters from '@patchlight/contract/site-filter';
import { environments, freshnesses } from '@patchlight/contract/site-filter';
import { moduleStatuses } from '@patchlight/contract/verdicts';
import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inScope } from '../context.ts';
import { type CoreFeed, freshnessAt, fromSites, type SiteFacet, siteConditions, urgencyOf } from './site-filter.ts';

const tagsMax = 50;

/**
 * How many sites have each value of each facet. The sites are read once: each row knows which facets let it through, and counts
 * for a facet where all the others do.
 */
export async function getSiteFacets(
  ctx: Ctx,
  { query }: { query: filters.SiteFilter },
  coreFeed: CoreFeed,
): Promise<contract.SiteFacets> {
  const { facets, others } = await siteConditions(ctx, query, coreFeed);
  const passes = Object.entries(facets).map(
    ([facet, condition]) =>
      sql`${condition === undefined ? sql`true` : sql`coalesce(${condition}, false)`} as ${sql.ref(`in_${facet}`)}`,
  );
  const failures = sql.join(
    Object.keys(facets).map((facet) => sql`(not ${sql.ref(`in_${facet}`)})::int`),
    sql` + `,
  );
  const { rows } = await sql<contract.SiteFacets>`
    with read as materialized (
      select s.urgency, ${freshnessAt(ctx.now())} as freshness, s.environment, s.tags, ${minorOf} as core, ${sql.join(passes)}
      ${fromSites} where ${inScope(ctx.organizationIds, 's.organization_id')} and ${others}),
    sites as (select *, ${failures} as failures from read)
    select count(*) filter (where failures = 0) as total,
      ${counted('status', moduleStatuses, (status) => sql`urgency = ${sql.lit(urgencyOf(status))}`)},
      ${counted('freshness', freshnesses, (freshness) => sql`freshness = ${sql.lit(freshness)}`)},
      ${counted('environment', environments, (environment) => sql`environment = ${sql.lit(environment)}`)},
      ${listed('tag', sql`sites cross join unnest(tags) as value`, sql`order by sites desc, value limit ${tagsMax}`)},
      ${listed('core', sql`sites cross join lateral (select core where core is not null) c(value)`, newestFirst)}
    from sites`.execute(ctx.db);
  if (rows[0] === undefined) throw new Error('An aggregate over everything gave no row.');
  return rows[0];
}

/** The beginning of a core version that all of its branch have, as the filter `core` takes it. */
const minorOf = sql`substring(s.core_version from '^(?:7[.]|[0-9]+[.](?:[0-9]+[.]|x))')`;
const newestFirst = sql`order by string_to_array(rtrim(regexp_replace(value, '[^0-9.]', '', 'g'), '.'), '.')::int[] desc, value`;

const isOtherwiseIn = (facet: SiteFacet) => sql`failures = (not ${sql.ref(`in_${facet}`)})::int`;

function counted<Value extends string>(
  facet: SiteFacet,
  values: readonly Value[],
  has: (value: Value) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  const members = values.map(
    (value) => sql`${sql.lit(value)}, count(*) filter (where ${isOtherwiseIn(facet)} and ${has(value)})`,
  );
  return sql`json_build_object(${sql.join(members)}) as ${sql.ref(facet)}`;
}

/** The values that there are, from rows with a `value`. */
function listed(facet: SiteFacet, from: RawBuilder<unknown>, order: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce((select json_agg(json_build_object('value', value, 'sites', sites)) from (
    select value, count(*) as sites from ${from} where ${isOtherwiseIn(facet)} group by value ${order}) each), '[]') as ${sql.ref(facet)}`;
}
