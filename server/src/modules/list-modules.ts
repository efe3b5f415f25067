import type { QueryOf, ResponseOf } from '@patchlight/contract/endpoint';
import { passing } from '@patchlight/contract/facet';
import type * as contract from '@patchlight/contract/modules';
import { openStatuses } from '@patchlight/contract/reports';
import { compareVersions } from '@patchlight/drupal/version';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { containing } from '../db/like.ts';
import { byNameOrAge, type Page, type PageRequest, selectPage } from '../db/page.ts';
import { notFound } from '../errors.ts';
import { listAdoption } from './adoption.ts';
import { listAdvisoriesOf } from './advisories-of-module.ts';
import { isVisible, moduleType, narrowedScope, requireModule } from './modules.ts';
import { installsOf, isOpenInUse, moduleInUse, type VersionInUse, versionsInUse } from './versions-in-use.ts';

const moduleColumns = sql`m.id as key, m.uuid as id, m.module_name as name, m.title, m.drupal_link, ${moduleType} as type,
  m.organization_id is not null as custom, f.project_status, f.supported_branches, f.fetched_at as as_of`;
const from = sql`from modules m left join release_feeds f on f.module_id = m.id`;
type ModuleRow = Omit<contract.Module, 'sites' | 'versions_in_use'> & { key: number };

export async function listModules(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listModules>; page: PageRequest },
): Promise<Page<contract.Module>> {
  const scope = await narrowedScope(ctx, query.organization_id);
  const pattern = query.q === undefined ? null : containing(query.q);
  const where = sql`${query.status === undefined ? await moduleInUse(ctx.db, scope) : isOpenInUse(scope, passing(query.status, openStatuses))}
    and ${query.muted === undefined ? sql`true` : isOpenInUse(scope, ['muted'])}
    and ${query.include === 'custom' ? isVisible(ctx) : sql`m.organization_id is null`}
    and ${pattern === null ? sql`true` : sql`(m.module_name ilike ${pattern} or m.title ilike ${pattern})`}`;
  const found = await selectPage<ModuleRow>(ctx.db, {
    select: sql`select ${moduleColumns}, m.module_name as _name, m.id as _id ${from} where ${where}`,
    sort: byNameOrAge[query.sort ?? 'name'],
    page,
    total: sql`select count(*) as total from modules m where ${where}`,
    mayBeRecent: true,
  });
  // Counted for the page only: counting every module would read every row of the fleet.
  const inUse = await versionsInUse(ctx.db, { scope }, keysOf(found.rows));
  return { ...found, rows: found.rows.map((row) => viewOf(row, inUse)) };
}

export async function getModule(
  ctx: Ctx,
  { params }: { params: { module_id: string } },
): Promise<ResponseOf<typeof contract.getModule>> {
  const { id } = await requireModule(ctx, params.module_id);
  const [{ rows }, inUse, adoption, advisories] = await Promise.all([
    sql<ModuleRow>`select ${moduleColumns} ${from} where m.id = ${id}`.execute(ctx.db),
    versionsInUse(ctx.db, { scope: ctx.organizationIds }, [id]),
    listAdoption(ctx, id),
    listAdvisoriesOf(ctx, id),
  ]);
  if (rows[0] === undefined) throw notFound();
  return { ...viewOf(rows[0], inUse), adoption, advisories };
}

function keysOf(rows: readonly ModuleRow[]): number[] {
  return rows.map(({ key }) => key);
}

function viewOf({ key, ...row }: ModuleRow, inUse: readonly VersionInUse[]): contract.Module {
  const own = inUse.filter(({ moduleId }) => moduleId === key);
  return { ...row, sites: installsOf(own), versions_in_use: shownVersions(own) };
}

/** Newest first. Builds of one development version differ by their date only, which is not shown here. */
function shownVersions(inUse: readonly VersionInUse[]): contract.Module['versions_in_use'] {
  const byText = new Map<string, contract.Module['versions_in_use'][number]>();
  for (const { version, status, sites } of inUse) {
    const key = JSON.stringify([version, status]);
    byText.set(key, { version, status, sites: sites + (byText.get(key)?.sites ?? 0) });
  }
  return [...byText.values()].sort((a, b) => compareVersions(b.version ?? '', a.version ?? ''));
}
