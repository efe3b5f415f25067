import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/organizations';
import { type Selectable, sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Ctx, inScope, inTransaction, type Scope, type TxCtx } from '../context.ts';
import { constraintOf } from '../db/failures.ts';
import { containing } from '../db/like.ts';
import { type Page, type PageRequest, type SortKey, selectPage } from '../db/page.ts';
import type { Organizations } from '../db/tables.ts';
import { conflict, invalid, notFound, requireName } from '../errors.ts';
import { newId } from '../ids.ts';

type Organization = contract.Organization;

const columns = ['id', 'uuid', 'name', 'tax_id', 'timezone', 'is_active', 'created_at', 'updated_at'] as const;

interface NewOrganization {
  readonly name: string;
  readonly tax_id?: string | null;
  readonly timezone?: string;
}

export async function createOrganization(ctx: Ctx, input: NewOrganization): Promise<Organization> {
  return inTransaction(ctx, async (tx) => (await insertOrganization(tx, input)).organization);
}

/** Within a transaction that does more, such as the first start. */
export async function insertOrganization(
  tx: TxCtx,
  input: NewOrganization,
): Promise<{ id: number; organization: Organization }> {
  const name = requireName(input.name);
  if (input.timezone !== undefined && !isTimeZone(input.timezone))
    throw invalid('/timezone', 'bad_format', 'Must be a time zone such as Europe/Berlin.');
  const by = tx.actor.type === 'user' ? tx.actor.id : null;
  const row = await tx.db
    .insertInto('organizations')
    .values({
      uuid: newId(),
      name,
      tax_id: input.tax_id ?? null,
      timezone: input.timezone ?? 'UTC',
      created_by: by,
      updated_by: by,
      created_at: tx.now(),
      updated_at: tx.now(),
    })
    .returning(columns)
    .executeTakeFirstOrThrow()
    .catch((error: unknown) => {
      if (constraintOf(error) !== 'organizations_name') throw error;
      throw conflict('An organization of this name exists already.', '/name');
    });
  const organization = viewOf(row);
  await audit(tx, 'organization.created', {
    organizationId: row.id,
    target: { type: 'organization', id: row.uuid },
    after: organization,
  });
  return { id: row.id, organization };
}

const sorts: Record<string, SortKey[]> = {
  name: [
    { column: '_name', type: 'text' },
    { column: '_id', type: 'bigint' },
  ],
  '-name': [
    { column: '_name', type: 'text', descending: true },
    { column: '_id', type: 'bigint', descending: true },
  ],
  created_at: [{ column: '_id', type: 'bigint' }],
  '-created_at': [{ column: '_id', type: 'bigint', descending: true }],
};

export async function listOrganizations(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listOrganizations>; page: PageRequest },
): Promise<Page<Organization>> {
  const where = sql`not is_deleted and ${inScope(ctx.organizationIds, 'organizations.id')}
    and ${query.q === undefined ? sql`true` : sql`name ilike ${containing(query.q)}`}`;
  return selectPage(ctx.db, {
    select: sql`select uuid as id, name, tax_id, timezone, is_active, created_at, updated_at, lower(name) as _name, id as _id
      from organizations where ${where}`,
    sort: sorts[query.sort ?? 'name'] ?? [],
    page,
    total: sql`select count(*) as total from organizations where ${where}`,
  });
}

export async function getOrganization(ctx: Ctx, { params }: { params: { org_id: string } }): Promise<Organization> {
  return viewOf(await requireOrganization(ctx, params.org_id));
}

type OrganizationRow = Selectable<Pick<Organizations, (typeof columns)[number]>>;

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

function viewOf({ id: _id, uuid, ...row }: OrganizationRow): Organization {
  return { id: uuid, ...row };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
