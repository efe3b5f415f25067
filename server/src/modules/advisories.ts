import type * as contract from '@patchlight/contract/advisories';
import type { QueryOf, ResponseOf } from '@patchlight/contract/endpoint';
import { passing } from '@patchlight/contract/facet';
import type { SortByOne } from '@patchlight/contract/sort';
import { type RiskLevel, riskLevels, severities } from '@patchlight/contract/verdicts';
import { fixedIn } from '@patchlight/drupal/advisories';
import { levelOf } from '@patchlight/drupal/risk';
import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { countedLately } from '../db/counted-lately.ts';
import { matching } from '../db/facet.ts';
import { containing } from '../db/like.ts';
import { orderOf, type Page, type PageRequest, type SortKey, selectPage } from '../db/page.ts';
import { notFound } from '../errors.ts';
import { type AdvisoryRow, advisoryColumns, requireAdvisory } from './advisory-lookup.ts';
import { listRevisions } from './advisory-revisions.ts';
import { burnDown } from './advisory-timeline.ts';
import { type ConcerningAdvisory, concerningAdvisories, countExposedSites } from './exposed-sites.ts';
import { countFixedSites, hasFixedSites } from './fixed-sites.ts';
import { selectSites } from './list-advisory-sites.ts';
import { moduleRef, unknownRisk } from './modules.ts';
import { type OwnSites, ownSites } from './own-sites.ts';

type Advisory = contract.Advisory;
type Query = QueryOf<typeof contract.listAdvisories>;

/** The answer names so many sites of each state; the list of an advisory's sites has them all. */
const sitesMax = 100;

export async function listAdvisories(
  ctx: Ctx,
  { query, page }: { query: Query; page: PageRequest },
): Promise<Page<Advisory>> {
  const sites = await ownSites(ctx, query);
  const isAboutSites = (query.state ?? 'all') !== 'all' || query.sort?.includes('exposed') === true;
  const concerning = isAboutSites ? await concerningAdvisories(ctx, sites) : [];
  const where = sql.join([...stateOf(query.state, concerning, sites), ...filtersOf(query)], sql` and `);
  const found = await selectPage<AdvisoryRow>(ctx.db, {
    select: sql`select ${advisoryColumns}, coalesce(a.published_at, 'epoch') as _published, ${risk} as _risk,
        coalesce(c.exposed, 0) as _exposed, a.id as _id
      from advisories a left join unnest(${concerning.map(({ id }) => id)}::bigint[],
        ${concerning.map(({ exposed }) => exposed)}::bigint[]) as c(id, exposed) on c.id = a.id
      where ${where}`,
    sort: orderOf(query.sort ?? '-published_at', sorts),
    page,
    total: sql`select count(*) as total from advisories a where ${where}`,
  });
  return { ...found, rows: await viewsOf(ctx, found.rows, sites) };
}

const ordered = (descending: boolean, ...columns: [string, SortKey['type']][]): SortKey[] =>
  columns.map(([column, type]) => ({ column, type, descending }));
const byAge = (descending: boolean) => ordered(descending, ['_published', 'timestamptz'], ['_id', 'bigint']);
// The newest of the same risk, or with as many sites, come first.
const by = (column: string, descending: boolean) => [...ordered(descending, [column, 'bigint']), ...byAge(true)];
const sorts: Record<SortByOne<NonNullable<Query['sort']>>, SortKey[]> = {
  published_at: byAge(false),
  '-published_at': byAge(true),
  risk: by('_risk', false),
  '-risk': by('_risk', true),
  exposed: by('_exposed', false),
  '-exposed': by('_exposed', true),
};

const risk = sql`coalesce(a.risk, ${sql.lit(unknownRisk)})`;

function stateOf(
  state: string | undefined,
  concerning: readonly ConcerningAdvisory[],
  sites: OwnSites,
): RawBuilder<unknown>[] {
  if (state === undefined) return [];
  const among = (isMeant: (one: ConcerningAdvisory) => boolean) =>
    sql`a.id = any(${concerning.filter(isMeant).map(({ id }) => id)}::bigint[])`;
  const conditions: Readonly<Record<string, RawBuilder<unknown>>> = {
    exposed: among(({ exposed }) => exposed > 0),
    possible: among(({ exposed, possible }) => exposed === 0 && possible > 0),
    muted: among(({ exposed, possible }) => exposed + possible === 0),
    fixed: sql`(not ${among(() => true)} and ${hasFixedSites(sites)})`,
  };
  return [matching(state, (each) => conditions[each] ?? sql`true`)];
}

function filtersOf(query: Query): RawBuilder<unknown>[] {
  const parts: RawBuilder<unknown>[] = [sql`true`];
  if (query.published_from !== undefined) parts.push(sql`a.published_at >= ${query.published_from}`);
  if (query.published_to !== undefined) parts.push(sql`a.published_at < ${query.published_to}`);
  if (query.min_risk !== undefined) parts.push(sql`${risk} >= ${query.min_risk}`);
  if (query.level !== undefined) {
    const levels = passing(query.level, riskLevels).map(isOfLevel);
    parts.push(levels.length === 0 ? sql`false` : sql`(${sql.join(levels, sql` or `)})`);
  }
  if (query.project !== undefined) parts.push(concernsProject(sql`m.module_name = ${query.project}`));
  if (query.q !== undefined) {
    const pattern = containing(query.q);
    parts.push(sql`(a.advisory_id ilike ${pattern} or a.title ilike ${pattern}
      or exists (select from unnest(a.aliases) as alias where alias ilike ${pattern})
      or ${concernsProject(sql`m.module_name ilike ${pattern}`)})`);
  }
  return parts;
}

const concernsProject = (isNamed: RawBuilder<unknown>) => sql`exists (select from advisory_projects ap
  join modules m on m.id = ap.module_id where ap.advisory_id = a.id and m.organization_id is null and ${isNamed})`;

const isOfLevel = (level: RiskLevel) => sql`${risk} between ${severities[level]} and ${highestOf(level)}`;

/** The risks of a level end where the next begins. */
function highestOf(level: RiskLevel): number {
  return Math.min(
    25,
    ...Object.values(severities)
      .filter((least) => least > severities[level])
      .map((least) => least - 1),
  );
}

export async function getAdvisory(
  ctx: Ctx,
  { params, query = {} }: { params: { advisory_id: string }; query?: QueryOf<typeof contract.getAdvisory> },
): Promise<ResponseOf<typeof contract.getAdvisory>> {
  const row = await requireAdvisory(ctx, params.advisory_id);
  const sites = await ownSites(ctx, query);
  const page: PageRequest = { page: 1, perPage: sitesMax, after: null, uncounted: true };
  const sitesOf = async (state: contract.AdvisoryState) =>
    (await selectSites(ctx, { advisory: row.key, state, sites, page })).rows;
  const [[advisory], text, revisions, timeline, exposed_sites, possible_sites, muted_sites, fixed_sites] =
    await Promise.all([
      viewsOf(ctx, [row], sites),
      ctx.db
        .selectFrom('advisories')
        .select(['details', 'risk_vector'])
        .where('id', '=', row.key)
        .executeTakeFirstOrThrow(),
      listRevisions(ctx.db, row.key),
      burnDown(ctx, row, sites),
      sitesOf('exposed'),
      sitesOf('possible'),
      sitesOf('muted'),
      sitesOf('fixed'),
    ]);
  if (advisory === undefined) throw notFound();
  return { ...advisory, ...text, revisions, timeline, exposed_sites, possible_sites, muted_sites, fixed_sites };
}

interface ProjectRow {
  key: number;
  module: Advisory['projects'][number]['module'];
  affected_versions: string;
}

async function viewsOf(ctx: Ctx, rows: readonly AdvisoryRow[], sites: OwnSites): Promise<Advisory[]> {
  const keys = rows.map(({ key }) => key);
  const count = () => Promise.all([countExposedSites(ctx, keys, sites), countFixedSites(ctx, keys, sites)]);
  const [projects, [counts, fixed]] = await Promise.all([
    sql<ProjectRow>`select ap.advisory_id as key, ${moduleRef} as module, ap.affected_versions
      from advisory_projects ap join modules m on m.id = ap.module_id
      where ap.advisory_id = any(${keys}::bigint[]) order by m.module_name`.execute(ctx.db),
    countedLately(ctx.db, ['advisories', keys, sites], count, countedSites),
  ]);
  return rows.map((row) => {
    const { exposed = 0, possible = 0, muted = 0 } = counts.get(row.key) ?? {};
    return viewOf(row, projects.rows, { exposed, possible, muted, fixed: fixed.get(row.key) ?? 0 });
  });
}

function countedSites([counts, fixed]: readonly [
  Map<number, { exposed: number; possible: number }>,
  Map<number, number>,
]): number {
  const concerned = [...counts.values()].map(({ exposed, possible }) => exposed + possible);
  return [...concerned, ...fixed.values()].reduce((sum, each) => sum + each, 0);
}

function viewOf({ key, ...row }: AdvisoryRow, projects: readonly ProjectRow[], sites: Advisory['sites']): Advisory {
  const own = projects.filter((each) => each.key === key);
  return {
    ...row,
    level: row.risk === null ? null : levelOf(row.risk),
    projects: own.map(({ module, affected_versions }) => ({
      module,
      affected_versions,
      fixed_in: fixedIn(affected_versions, null),
    })),
    sites,
  };
}
