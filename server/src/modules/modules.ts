import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/modules';
import { compareVersions } from '@patchlight/drupal/version';
import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inScope, type Scope } from '../context.ts';
import { containing } from '../db/like.ts';
import { type Page, type PageRequest, type SortKey, selectPage } from '../db/page.ts';
import { notFound } from '../errors.ts';
import { missingVersion } from './judge.ts';
import { installsOf, isInUse, type VersionInUse, versionsInUse } from './versions-in-use.ts';

// Fragments that name a module `m` and a version `v` of it as they are shown.
export const moduleRef = sql`json_build_object('id', m.uuid, 'name', m.module_name, 'title', m.title,
  'drupal_link', m.drupal_link)`;
/** A distribution is what drupal.org calls an installation profile with its modules. */
export const moduleType = sql<string | null>`case
  when m.organization_id is null and m.module_name = 'drupal' then 'core'
  when m.type = 'distribution' then 'profile' else m.type end`;
export const shownVersion = sql<string | null>`nullif(v.version_number, ${missingVersion})`;
/** Null for a custom module, whose number is past the end. */
export const shownStatus = sql<
  string | null
>`(array['security', 'unsupported', 'update', 'unknown', 'current'])[v.urgency]`;

export interface ModuleKey {
  readonly id: number;
  readonly name: string;
}

/** Shared projects are seen by everybody, a custom module only within its organization. */
function isVisible(ctx: Ctx): RawBuilder<boolean> {
  return sql<boolean>`(m.organization_id is null or ${inScope(ctx.organizationIds, 'm.organization_id')})`;
}

/** The condition that a module has this id or machine name. */
export function isNamed(reference: string): RawBuilder<boolean> {
  return isUuid(reference) ? sql<boolean>`m.uuid = ${reference}` : sql<boolean>`m.module_name = ${reference}`;
}

/** The module of this id or machine name, or a 404. A custom module does not hide the project whose name it took. */
export async function requireModule(ctx: Ctx, reference: string): Promise<ModuleKey> {
  const { rows } = await sql<ModuleKey>`select m.id, m.module_name as name from modules m
    where ${isNamed(reference)} and ${isVisible(ctx)}
    order by m.organization_id nulls first limit 1`.execute(ctx.db);
  if (rows[0] === undefined) throw notFound();
  return rows[0];
}

/** The caller's organizations, or the one of them that a list is narrowed to. */
export async function narrowedScope(ctx: Ctx, organizationUuid: string | undefined): Promise<Scope> {
  if (organizationUuid === undefined) return ctx.organizationIds;
  const rows = await ctx.db
    .selectFrom('organizations')
    .select('id')
    .where('uuid', '=', organizationUuid)
    .where('is_deleted', '=', false)
    .where(inScope(ctx.organizationIds, 'organizations.id'))
    .execute();
  return rows.map(({ id }) => id);
}

const moduleColumns = sql`m.id as key, m.uuid as id, m.module_name as name, m.title, m.drupal_link, ${moduleType} as type,
  m.organization_id is not null as custom, f.project_status, f.supported_branches, f.fetched_at as as_of`;
const from = sql`from modules m left join release_feeds f on f.module_id = m.id`;
type ModuleRow = Omit<contract.Module, 'sites' | 'versions_in_use'> & { key: number };

const sorts: Record<string, SortKey[]> = {
  name: [
    { column: '_name', type: 'text' },
    { column: '_id', type: 'bigint' },
  ],
  '-name': [
    { column: '_name', type: 'text', descending: true },
    { column: '_id', type: 'bigint', descending: true },
  ],
};

export async function listModules(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listModules>; page: PageRequest },
): Promise<Page<contract.Module>> {
  const scope = await narrowedScope(ctx, query.organization_id);
  const pattern = query.q === undefined ? null : containing(query.q);
  const where = sql`${isInUse(scope)}
    and ${query.include === 'custom' ? isVisible(ctx) : sql`m.organization_id is null`}
    and ${pattern === null ? sql`true` : sql`(m.module_name ilike ${pattern} or m.title ilike ${pattern})`}`;
  const found = await selectPage<ModuleRow>(ctx.db, {
    select: sql`select ${moduleColumns}, m.module_name as _name, m.id as _id ${from} where ${where}`,
    sort: sorts[query.sort ?? 'name'] ?? [],
    page,
    total: sql`select count(*) as total from modules m where ${where}`,
  });
  // Counted for the page only: counting every module would read every row of the fleet.
  const inUse = await versionsInUse(ctx.db, scope, keysOf(found.rows));
  return { ...found, rows: found.rows.map((row) => viewOf(row, inUse)) };
}

export async function getModule(ctx: Ctx, { params }: { params: { module_id: string } }): Promise<contract.Module> {
  const { id } = await requireModule(ctx, params.module_id);
  const [{ rows }, inUse] = await Promise.all([
    sql<ModuleRow>`select ${moduleColumns} ${from} where m.id = ${id}`.execute(ctx.db),
    versionsInUse(ctx.db, ctx.organizationIds, [id]),
  ]);
  if (rows[0] === undefined) throw notFound();
  return viewOf(rows[0], inUse);
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

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
