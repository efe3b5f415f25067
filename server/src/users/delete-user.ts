import type { UserDetail } from '@patchlight/contract/users';
import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction } from '../context.ts';
import type { Db } from '../db/database.ts';
import { forbidden, notFound } from '../errors.ts';
import { noteMember } from '../notifications/members.ts';
import { restorableSince } from '../restore-window.ts';
import { endSessionsOf } from './end-sessions.ts';
import { lockOrganizationsOf, requireOtherAdmin, requireOtherSuperuser } from './last-admin.ts';
import { lockTarget, powerOver, requireTarget } from './target.ts';
import { refuseKnownEmail } from './update-user.ts';
import { viewUserDetail } from './users.ts';

/** Soft delete of oneself, or of somebody whose home the caller administers: tokens are refused from the next request on. */
export async function deleteUser(ctx: Ctx, { params }: { params: { user_id: string } }, everyone: Db): Promise<void> {
  const all = { ...ctx, db: everyone };
  const target = await requireTarget(all, params.user_id);
  const isSelf = ctx.actor.type === 'user' && ctx.actor.id === target.id;
  if (!isSelf && powerOver(ctx.actor, target).over !== 'account') throw forbidden();
  await inTransaction(all, async (tx) => {
    await lockOrganizationsOf(tx, target.id);
    const { name, email, role } = await lockTarget(tx, target.id);
    if (role === 'superuser') await requireOtherSuperuser(tx, target.id);
    await requireOtherAdmin(tx, target.id);
    await sql`update users set is_deleted = true, is_active = false, deleted_at = ${tx.now()}, updated_at = ${tx.now()},
      token_version = token_version + 1 where id = ${target.id}`.execute(tx.db);
    await endSessionsOf(tx, target.id, 'account');
    await tx.db.deleteFrom('password_resets').where('user_id', '=', target.id).execute();
    for (const organizationId of target.member_of)
      await noteMember(tx, { organizationId, userId: target.id, change: 'left', role: null, formerRole: role });
    await audit(tx, 'user.deleted', {
      organizationId: target.organization_id ?? platform,
      target: { type: 'user', id: target.uuid },
      before: { name, email, role },
    });
  });
}

/** For superusers, who see everybody. */
export async function restoreUser(ctx: Ctx, { params }: { params: { user_id: string } }): Promise<UserDetail> {
  return inTransaction(ctx, async (tx) => {
    const row = await tx.db
      .updateTable('users')
      .set({ is_deleted: false, is_active: true, deleted_at: null, updated_at: tx.now() })
      .where('uuid', '=', params.user_id)
      .where('is_deleted', '=', true)
      .where('deleted_at', '>', restorableSince(ctx.now()).toISOString())
      .returning(['uuid', 'name', 'email', 'role', 'organization_id'])
      .executeTakeFirst()
      .catch(refuseKnownEmail);
    if (row === undefined) throw notFound();
    const { uuid, organization_id: home, ...after } = row;
    await audit(tx, 'user.restored', { organizationId: home ?? platform, target: { type: 'user', id: uuid }, after });
    return viewUserDetail(tx, params.user_id);
  });
}
