import type { BodyOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/memberships';
import type { OrganizationRole } from '@patchlight/contract/roles';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction, isInScope, type TxCtx } from '../context.ts';
import type { Db } from '../db/database.ts';
import { constraintOf } from '../db/failures.ts';
import { conflict, forbidden, notFound } from '../errors.ts';
import { noteMember } from '../notifications/members.ts';
import { lockOrganizationsOf, requireOtherAdmin } from './last-admin.ts';
import { findMembership, viewMembership } from './memberships.ts';
import { refuseRoleAbove, requireAdministered, requireTarget } from './target.ts';

type Membership = contract.Membership;

export async function createMembership(
  ctx: Ctx,
  { body }: { body: BodyOf<typeof contract.createMembership> },
): Promise<Membership> {
  const organization = await requireAdministered(ctx, body.organization_id);
  const target = await requireTarget(ctx, body.user_id);
  refuseRoleAbove(ctx.actor, organization.id, body.role);
  if (target.role === 'superuser' && target.organization_id === organization.id)
    throw conflict('A superuser stands above his home already.', '/user_id');
  return inTransaction(ctx, async (tx) => {
    const row = await tx.db
      .insertInto('memberships')
      .values({
        organization_id: organization.id,
        user_id: target.id,
        role: body.role,
        created_at: tx.now(),
        created_by: tx.actor.type === 'user' ? tx.actor.id : null,
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
      .catch((error: unknown) => {
        if (constraintOf(error) !== 'memberships_pkey') throw error;
        throw conflict('This person is a member already.', '/user_id');
      });
    await noteMember(tx, { organizationId: organization.id, userId: target.id, change: 'joined', role: body.role });
    await audit(tx, 'membership.created', {
      organizationId: organization.id,
      target: { type: 'user', id: target.uuid },
      after: { role: body.role },
    });
    return viewMembership(tx, row.uuid);
  });
}

export async function updateMembership(
  ctx: Ctx,
  { params, body }: { params: { membership_id: string }; body: BodyOf<typeof contract.updateMembership> },
  everyone: Db,
): Promise<Membership> {
  const { organization_id: organizationId, user_id: userId } = await requireMembership(ctx, params.membership_id);
  refuseRoleAbove(ctx.actor, organizationId, body.role);
  await inTransaction({ ...ctx, db: everyone }, (tx) =>
    setMembershipRole(tx, { userId, organizationId, role: body.role }),
  );
  return viewMembership(ctx, params.membership_id);
}

/** The role of a member, and at home that of the account with it. The context sees all organizations. */
export async function setMembershipRole(
  tx: TxCtx,
  { userId, organizationId, role }: { userId: number; organizationId: number; role: OrganizationRole },
): Promise<void> {
  await lockOrganizationsOf(tx, userId);
  const before = await tx.db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(['memberships.role', 'users.uuid', 'users.organization_id as home'])
    .where('memberships.user_id', '=', userId)
    .where('memberships.organization_id', '=', organizationId)
    .executeTakeFirst();
  if (before === undefined) throw notFound();
  if (role !== 'organization_admin') await requireOtherAdmin(tx, userId, organizationId);
  await tx.db
    .updateTable('memberships')
    .set({ role })
    .where('user_id', '=', userId)
    .where('organization_id', '=', organizationId)
    .execute();
  if (before.home === organizationId)
    await tx.db
      .updateTable('users')
      .set({ role, updated_at: tx.now() })
      .where('id', '=', userId)
      .where('role', '<>', 'superuser')
      .execute();
  if (role !== before.role)
    await noteMember(tx, { organizationId, userId, change: 'role_changed', role, formerRole: before.role });
  await audit(tx, 'membership.updated', {
    organizationId,
    target: { type: 'user', id: before.uuid },
    before: { role: before.role },
    after: { role },
  });
}

export async function deleteMembership(
  ctx: Ctx,
  { params }: { params: { membership_id: string } },
  everyone: Db,
): Promise<void> {
  const member = await requireMembership(ctx, params.membership_id);
  if (member.is_home) throw conflict('This is the person’s home: delete the account instead.');
  await inTransaction({ ...ctx, db: everyone }, async (tx) => {
    await lockOrganizationsOf(tx, member.user_id);
    await requireOtherAdmin(tx, member.user_id, member.organization_id);
    await tx.db.deleteFrom('memberships').where('uuid', '=', params.membership_id).execute();
    await noteMember(tx, {
      organizationId: member.organization_id,
      userId: member.user_id,
      change: 'left',
      role: null,
      formerRole: member.role,
    });
    await audit(tx, 'membership.deleted', {
      organizationId: member.organization_id,
      target: { type: 'user', id: member.user_uuid },
      before: { role: member.role },
    });
  });
}

async function requireMembership(ctx: Ctx, uuid: string) {
  const member = await findMembership(ctx.db, ctx.visibleOrganizationIds, uuid);
  if (member === undefined) throw notFound();
  if (!isInScope(ctx.organizationIds, member.organization_id)) throw forbidden();
  return member;
}
