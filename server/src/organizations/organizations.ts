import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/organizations';
import { type Selectable, sql } from 'kysely';
import { type Ctx, inScope, isInScope, type Scope } from '../context.ts';
import { containing } from '../db/like.ts';
import { byNameOrAge, type Page, type PageRequest, selectPage } from '../db/page.ts';
import type { Organizations } from '../db/tables.ts';
import { forbidden, notFound } from '../errors.ts';

type Organization = contract.Organization;

export const columns = [
  'id',
  'uuid',
  'name',
  'tax_id',
  'timezone',
  'settings',
  'is_active',
  'created_at',
  'updated_at',
] as const;
export type OrganizationRow = Selectable<Pick<Organizations, (typeof columns)[number]>>;

export type UpdateTargets = Organization['update_targets'];

/** Where an organization has set none of its own: three days from risk 15 on, two weeks below. */
export const defaultTargets = { critical_hours: 72, other_hours: 336 } as const;

export async function listOrganizations(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listOrganizations>; page: PageRequest },
): Promise<Page<Organization>> {
  const where = sql`not is_deleted and ${inScope(ctx.organizationIds, 'organizations.id')}
    and ${query.q === undefined ? sql`true` : sql`name ilike ${containing(query.q)}`}`;
  const found = await selectPage<OrganizationRow>(ctx.db, {
    select: sql`select ${sql.join(columns.map((column) => sql.ref(column)))}, lower(name) as _name, id as _id
      from organizations where ${where}`,
    sort: byNameOrAge[query.sort ?? 'name'],
    page,
    total: sql`select count(*) as total from organizations where ${where}`,
  });
  return { ...found, rows: found.rows.map(viewOrganization) };
}

export async function getOrganization(ctx: Ctx, { params }: { params: { org_id: string } }): Promise<Organization> {
  return viewOrganization(await requireOrganization(ctx, params.org_id));
}

export async function listOrganizationRevisions(
  ctx: Ctx,
  {
    params,
    query,
    page,
  }: { params: { org_id: string }; query: QueryOf<typeof contract.listOrganizationRevisions>; page: PageRequest },
): Promise<Page<contract.OrganizationRevision>> {
  const { id } = await requireOrganization(ctx, params.org_id);
  if (!isInScope(ctx.organizationIds, id)) throw forbidden();
  return selectPage(ctx.db, {
    select: sql`select r.modified_at, r.before, r.after, r.id as _id,
        case when u.id is not null then json_build_object('id', u.uuid, 'name', u.name) end as modified_by
      from organization_revisions r left join users u on u.id = r.modified_by where r.organization_id = ${id}`,
    sort: [{ column: '_id', type: 'bigint', descending: query.sort !== 'modified_at' }],
    page,
    total: sql`select count(*) as total from organization_revisions where organization_id = ${id}`,
  });
}

/** The organization of this id within the caller's sight, or a 404. */
export async function requireOrganization(ctx: Ctx, uuid: string): Promise<OrganizationRow> {
  const row = await findOrganization(ctx.db, ctx.visibleOrganizationIds, uuid);
  if (row === undefined) throw notFound();
  return row;
}

/** True when the organization is there and within the scope. */
export async function seesOrganization(db: Ctx['db'], scope: Scope, uuid: string): Promise<boolean> {
  return (await findOrganization(db, scope, uuid)) !== undefined;
}

function findOrganization(db: Ctx['db'], scope: Scope, uuid: string): Promise<OrganizationRow | undefined> {
  return db
    .selectFrom('organizations')
    .select(columns)
    .where('uuid', '=', uuid)
    .where('is_deleted', '=', false)
    .where(inScope(scope, 'organizations.id'))
    .executeTakeFirst();
}

export function viewOrganization({ id: _id, uuid, settings, ...row }: OrganizationRow): Organization {
  return { id: uuid, ...row, update_targets: targetsOf(settings) };
}

export function targetsOf(settings: unknown): UpdateTargets {
  // Written by this feature alone, after the contract's check.
  const { update_targets } = settings as { update_targets?: UpdateTargets };
  return update_targets ?? defaultTargets;
}
