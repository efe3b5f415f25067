import type * as contract from '@patchlight/contract/advisories';
import type { QueryOf } from '@patchlight/contract/endpoint';
import type { SortByOne } from '@patchlight/contract/sort';
import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { orderOf, type Page, type PageRequest, type SortKey, selectPage } from '../db/page.ts';
import { requireAdvisory } from './advisory-lookup.ts';
import { endsExposure, walkBack } from './exposure-intervals.ts';
import { affectedVersions, intervalsSince } from './fixed-sites.ts';
import { mutedBy, versionTextOf } from './modules.ts';
import { joinSites, type OwnSites, ownSites } from './own-sites.ts';
import { daysExposed, shownFix, type VersionRemedy } from './shown-fix.ts';
import { inOrganizations } from './versions-in-use.ts';

type Sort = NonNullable<QueryOf<typeof contract.listAdvisorySites>['sort']>;

export async function listAdvisorySites(
  ctx: Ctx,
  {
    params,
    query,
    page,
  }: { params: { advisory_id: string }; query: QueryOf<typeof contract.listAdvisorySites>; page: PageRequest },
): Promise<Page<contract.AdvisorySite>> {
  const { key } = await requireAdvisory(ctx, params.advisory_id);
  const { state = 'exposed', sort } = query;
  return selectSites(ctx, { advisory: key, state, sites: await ownSites(ctx, query), sort, page });
}

interface Asked {
  readonly advisory: number;
  readonly state: contract.AdvisoryState;
  readonly sites: OwnSites;
  readonly sort?: Sort | undefined;
  readonly page: PageRequest;
}

type SiteRow = Omit<contract.AdvisorySite, 'days_exposed' | 'fix'> &
  Pick<VersionRemedy, 'fix'> & { readonly core_version: string | null };

export async function selectSites(
  ctx: Ctx,
  { advisory, state, sites, sort, page }: Asked,
): Promise<Page<contract.AdvisorySite>> {
  const found = state === 'fixed' ? fixedExposures(advisory, sites) : openExposures(advisory, state, sites);
  const { rows, ...rest } = await selectPage<SiteRow>(ctx.db, {
    select: sql`select json_build_object('id', s.uuid, 'name', s.name, 'url', s.url) as site,
        (select json_build_object('id', o.uuid, 'name', o.name) from organizations o where o.id = s.organization_id) as organization,
        (select m.module_name from modules m where m.id = f.module_id) as module, ${state} as state,
        ${versionTextOf('v')} as version, f.exposed_since, f.fixed_at, ${versionTextOf('n')} as fixed_with,
        ${state === 'fixed' ? sql`null` : sql`v.verdict->'fix'`} as fix, s.core_version,
        round(extract(epoch from f.fixed_at - f.published_at) / 3600, 2)::float8 as hours,
        ${mutedBy('f')} as muted, f.time as _time, s.name_key as _name, s.id as _site, f.module_id as _module
      from (${found}) f
      join sites s on s.organization_id = f.organization_id and s.id = f.site_id
      join module_versions v on v.id = f.version_id
      left join module_versions n on n.id = f.fixed_with`,
    sort: orderOf(sort ?? (state === 'fixed' ? '-time' : 'time'), sorts),
    page,
    total: sql`select count(*) as total from (${found}) f`,
  });
  return {
    ...rest,
    rows: rows.map(({ fix, core_version, ...row }) => ({
      ...row,
      days_exposed: daysExposed(row.exposed_since, row.exposed_since, ctx.now()),
      fix: shownFix(fix, core_version),
    })),
  };
}

const ordered = (first: SortKey['column'], type: SortKey['type'], descending: boolean): SortKey[] => [
  { column: first, type, descending },
  { column: '_site', type: 'bigint', descending },
  { column: '_module', type: 'bigint', descending },
];
const sorts: Record<SortByOne<Sort>, SortKey[]> = {
  time: ordered('_time', 'timestamptz', false),
  '-time': ordered('_time', 'timestamptz', true),
  name: ordered('_name', 'text', false),
  '-name': ordered('_name', 'text', true),
};

const projectsOf = (advisory: number) =>
  sql`any(array(select module_id from advisory_projects where advisory_id = ${advisory}))`;

const ranks = { exposed: 1, possible: 2, muted: 3 } as const;

/** What runs now and is surely or possibly exposed, or muted, since when. A site is in the first state that holds for it. */
function openExposures(
  advisory: number,
  state: Exclude<contract.AdvisoryState, 'fixed'>,
  sites: OwnSites,
): RawBuilder<unknown> {
  return sql`
    with recursive exposed as materialized (
      select va.version_id, va.advisory_id as hole, va.exposure, a.published_at
      from version_advisories va join advisories a on a.id = va.advisory_id where va.advisory_id = ${advisory}),
    concerned as materialized (
      select sm.organization_id, sm.site_id, sm.module_id, e.hole, e.published_at, sm.running_since as from_at,
        sm.current_version_id as version_id, sm.mute_id,
        case when sm.mute_id is not null then 3 when e.exposure = 'affected' then 1 else 2 end as rank
      from site_modules sm ${joinSites(sites, 'sm')} join exposed e on e.version_id = sm.current_version_id
      where ${inOrganizations(sites.scope, 'sm.organization_id')} and sm.module_id = ${projectsOf(advisory)}),
    open as materialized (
      select * from concerned c where rank = ${sql.lit(ranks[state])} and not exists (select from concerned o
        where o.organization_id = c.organization_id and o.site_id = c.site_id and o.rank < c.rank)),
    ${walkBack(sql`select organization_id, site_id, module_id, hole, published_at, from_at from open`)}
    select o.organization_id, o.site_id, o.module_id, o.version_id, o.mute_id, o.published_at,
      greatest(o.published_at, b.from_at) as exposed_since, null::timestamptz as fixed_at, null::bigint as fixed_with,
      greatest(o.published_at, b.from_at) as time
    from open o join began b using (organization_id, site_id, module_id)`;
}

/** The last exposure of each site that had one since the publication and is no longer concerned. */
function fixedExposures(advisory: number, sites: OwnSites): RawBuilder<unknown> {
  return sql`
    with ${affectedVersions(sql`va.advisory_id = ${advisory}`)},
    ended as (
      select distinct on (r.organization_id, r.site_id, r.module_id) r.organization_id, r.site_id, r.module_id, r.version_id,
        e.published_at, r.next_version_id, r.until_at
      from exposed e cross join lateral ${intervalsSince(sites)} ${joinSites(sites, 'r')}
      where ${endsExposure}
      order by r.organization_id, r.site_id, r.module_id, r.until_at desc)
    select organization_id, site_id, module_id, version_id, null::bigint as mute_id, published_at, null::timestamptz as exposed_since,
      until_at as fixed_at, next_version_id as fixed_with, until_at as time
    from ended f
    where not exists (select from site_modules sm join version_advisories va on va.version_id = sm.current_version_id
      where sm.organization_id = f.organization_id and sm.site_id = f.site_id and sm.module_id = ${projectsOf(advisory)}
        and va.advisory_id = ${advisory})`;
}
