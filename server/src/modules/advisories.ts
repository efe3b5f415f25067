import type * as contract from '@patchlight/contract/advisories';
import type { QueryOf, ResponseOf } from '@patchlight/contract/endpoint';
import { fixedIn } from '@patchlight/drupal/advisories';
import { levelOf } from '@patchlight/drupal/risk';
import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { containing } from '../db/like.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { notFound } from '../errors.ts';
import { listRevisions } from './advisory-revisions.ts';
import { countExposedSites, type ExposedSites, exposingAdvisories, listExposedSites } from './exposed-sites.ts';
import { moduleRef } from './modules.ts';

type Advisory = contract.Advisory;
type AdvisoryRow = Omit<Advisory, 'level' | 'projects' | 'sites'> & { key: number };

const columns = sql`a.id as key, a.advisory_id as id, a.title, a.link, a.aliases, a.risk, a.published_at, a.modified_at,
  a.withdrawn_at`;

export async function listAdvisories(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listAdvisories>; page: PageRequest },
): Promise<Page<Advisory>> {
  const where = await filterOf(ctx, query);
  const descending = query.sort !== 'published_at';
  const found = await selectPage<AdvisoryRow>(ctx.db, {
    select: sql`select ${columns}, coalesce(a.published_at, 'epoch') as _published, a.id as _id
      from advisories a where ${where}`,
    sort: [
      { column: '_published', type: 'timestamptz', descending },
      { column: '_id', type: 'bigint', descending },
    ],
    page,
    total: sql`select count(*) as total from advisories a where ${where}`,
  });
  return { ...found, rows: await viewsOf(ctx, found.rows) };
}

async function filterOf(ctx: Ctx, query: QueryOf<typeof contract.listAdvisories>): Promise<RawBuilder<boolean>> {
  const parts: RawBuilder<unknown>[] = [sql`true`];
  if (query.state === 'exposed') parts.push(sql`a.id = any(${await exposingAdvisories(ctx)}::bigint[])`);
  if (query.published_from !== undefined) parts.push(sql`a.published_at >= ${query.published_from}`);
  if (query.published_to !== undefined) parts.push(sql`a.published_at < ${query.published_to}`);
  if (query.project !== undefined)
    parts.push(sql`exists (select from advisory_projects ap join modules m on m.id = ap.module_id
      where ap.advisory_id = a.id and m.organization_id is null and m.module_name = ${query.project})`);
  if (query.q !== undefined) {
    const pattern = containing(query.q);
    parts.push(sql`(a.advisory_id ilike ${pattern} or a.title ilike ${pattern}
      or exists (select from unnest(a.aliases) as alias where alias ilike ${pattern}))`);
  }
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

export async function getAdvisory(
  ctx: Ctx,
  { params }: { params: { advisory_id: string } },
): Promise<ResponseOf<typeof contract.getAdvisory>> {
  const row = await requireAdvisory(ctx, params.advisory_id);
  const [views, details, exposedSites, revisions] = await Promise.all([
    viewsOf(ctx, [row]),
    ctx.db.selectFrom('advisories').select('details').where('id', '=', row.key).executeTakeFirst(),
    listExposedSites(ctx, row.key),
    listRevisions(ctx.db, row.key),
  ]);
  const [advisory] = views;
  if (advisory === undefined) throw notFound();
  return { ...advisory, details: details?.details ?? null, revisions, exposed_sites: exposedSites };
}

/** By drupal.org's id, the database's, or an alias such as a CVE where no other advisory shares it. */
async function requireAdvisory(ctx: Ctx, reference: string): Promise<AdvisoryRow> {
  const id = reference.trim().toLowerCase();
  const { rows } = await sql<AdvisoryRow & { osvId: string | null }>`select ${columns}, a.osv_id as "osvId"
    from advisories a where lower(a.advisory_id) = ${id} or lower(a.osv_id) = ${id}
      or exists (select from unnest(a.aliases) as alias where lower(alias) = ${id}) order by a.id`.execute(ctx.db);
  const named = rows.find((row) => row.id.toLowerCase() === id || row.osvId?.toLowerCase() === id);
  const found = named ?? (rows.length === 1 ? rows[0] : undefined);
  if (found === undefined) throw notFound();
  const { osvId: _osvId, ...row } = found;
  return row;
}

interface ProjectRow {
  key: number;
  module: Advisory['projects'][number]['module'];
  affected_versions: string;
}

async function viewsOf(ctx: Ctx, rows: readonly AdvisoryRow[]): Promise<Advisory[]> {
  const keys = rows.map(({ key }) => key);
  const [projects, counts] = await Promise.all([
    sql<ProjectRow>`select ap.advisory_id as key, ${moduleRef} as module, ap.affected_versions
      from advisory_projects ap join modules m on m.id = ap.module_id
      where ap.advisory_id = any(${keys}::bigint[]) order by m.module_name`.execute(ctx.db),
    countExposedSites(ctx, keys),
  ]);
  return rows.map((row) => viewOf(row, projects.rows, counts.get(row.key)));
}

function viewOf(
  { key, ...row }: AdvisoryRow,
  projects: readonly ProjectRow[],
  sites: ExposedSites = { exposed: 0, possible: 0 },
): Advisory {
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
