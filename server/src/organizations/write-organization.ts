import type { BodyOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/organizations';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction, isInScope, type TxCtx } from '../context.ts';
import { constraintOf } from '../db/failures.ts';
import { conflict, forbidden, invalid, notFound, requireName } from '../errors.ts';
import { newId } from '../ids.ts';
import { restorableSince } from '../restore-window.ts';
import { columns, type OrganizationRow, requireOrganization, viewOrganization } from './organizations.ts';
import { isTimeZone } from './time-zone.ts';

type Organization = contract.Organization;

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
  refuseBadTimeZone(input.timezone);
  const row = await tx.db
    .insertInto('organizations')
    .values({
      uuid: newId(),
      name,
      tax_id: input.tax_id ?? null,
      timezone: input.timezone ?? 'UTC',
      created_by: authorOf(tx),
      updated_by: authorOf(tx),
      created_at: tx.now(),
      updated_at: tx.now(),
    })
    .returning(columns)
    .executeTakeFirstOrThrow()
    .catch(refuseKnownName);
  await record(tx, 'organization.created', row, null);
  return { id: row.id, organization: viewOrganization(row) };
}

export async function updateOrganization(
  ctx: Ctx,
  { params, body }: { params: { org_id: string }; body: BodyOf<typeof contract.updateOrganization> },
): Promise<Organization> {
  const { id } = await requireOrganization(ctx, params.org_id);
  if (!isInScope(ctx.organizationIds, id)) throw forbidden();
  refuseBadTimeZone(body.timezone);
  const { update_targets: targets, name, ...fields } = body;
  return inTransaction(ctx, async (tx) => {
    const before = await tx.db
      .selectFrom('organizations')
      .select(columns)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const row = await tx.db
      .updateTable('organizations')
      .set({
        ...fields,
        ...(name !== undefined && { name: requireName(name) }),
        ...(targets !== undefined && {
          settings: JSON.stringify({ ...Object(before.settings), update_targets: targets }),
        }),
        updated_at: tx.now(),
        updated_by: authorOf(tx),
      })
      .where('id', '=', id)
      .returning(columns)
      .executeTakeFirstOrThrow()
      .catch(refuseKnownName);
    await record(tx, 'organization.updated', row, before);
    return viewOrganization(row);
  });
}

/** Soft delete: whoever and whatever belongs to it is refused from the next request on. `forget` ends its keys here. */
export async function deleteOrganization(
  ctx: Ctx,
  { params }: { params: { org_id: string } },
  forget: (organizationId: number) => void,
): Promise<void> {
  const { id } = await requireOrganization(ctx, params.org_id);
  await inTransaction(ctx, async (tx) => {
    const row = await setDeleted(tx, id, true);
    await record(tx, 'organization.deleted', row, row);
  });
  forget(id);
}

export async function restoreOrganization(ctx: Ctx, { params }: { params: { org_id: string } }): Promise<Organization> {
  const found = await ctx.db
    .selectFrom('organizations')
    .select('id')
    .where('uuid', '=', params.org_id)
    .where('is_deleted', '=', true)
    .where('deleted_at', '>', restorableSince(ctx.now()).toISOString())
    .executeTakeFirst();
  if (found === undefined) throw notFound();
  return inTransaction(ctx, async (tx) => {
    const row = await setDeleted(tx, found.id, false).catch(refuseKnownName);
    await record(tx, 'organization.restored', row, row);
    return viewOrganization(row);
  });
}

function setDeleted(tx: TxCtx, id: number, isDeleted: boolean): Promise<OrganizationRow> {
  return tx.db
    .updateTable('organizations')
    .set({
      is_deleted: isDeleted,
      is_active: !isDeleted,
      deleted_at: isDeleted ? tx.now() : null,
      updated_at: tx.now(),
      updated_by: authorOf(tx),
    })
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow();
}

/** The revision and the audit row of one change. */
async function record(
  tx: TxCtx,
  action: `organization.${string}`,
  row: OrganizationRow,
  before: OrganizationRow | null,
): Promise<void> {
  const [was, is] = [before === null ? null : viewOrganization(before), viewOrganization(row)];
  await tx.db
    .insertInto('organization_revisions')
    .values({
      organization_id: row.id,
      created_by: authorOf(tx),
      created_at: tx.now(),
      modified_by: authorOf(tx),
      modified_at: tx.now(),
      before: was === null ? null : JSON.stringify(was),
      after: JSON.stringify(is),
    })
    .execute();
  await audit(tx, action, {
    organizationId: row.id,
    target: { type: 'organization', id: row.uuid },
    before: was,
    after: is,
  });
}

function authorOf(tx: TxCtx): number | null {
  return tx.actor.type === 'user' ? tx.actor.id : null;
}

function refuseBadTimeZone(timezone: string | undefined): void {
  if (timezone !== undefined && !isTimeZone(timezone))
    throw invalid('/timezone', 'bad_format', 'Must be a time zone such as Europe/Berlin.');
}

function refuseKnownName(error: unknown): never {
  if (constraintOf(error) !== 'organizations_name') throw error;
  throw conflict('An organization of this name exists already.', '/name');
}
