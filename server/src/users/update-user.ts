import type { BodyOf } from '@patchlight/contract/endpoint';
import type { Role } from '@patchlight/contract/roles';
import type * as contract from '@patchlight/contract/users';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import type { Db } from '../db/database.ts';
import { constraintOf } from '../db/failures.ts';
import { conflict, forbidden, invalid, OperationError, requireName } from '../errors.ts';
import { noteMember } from '../notifications/members.ts';
import { mergePreferences } from '../notifications/preferences.ts';
import { isTimeZone } from '../organizations/time-zone.ts';
import { endSessionsOf } from './end-sessions.ts';
import { lockOrganizationsOf, requireOtherAdmin, requireOtherSuperuser } from './last-admin.ts';
import { type Passwords, wordsAbout } from './passwords.ts';
import { lockTarget, type Power, powerOver, refuseRoleAbove, requireTarget, type Target } from './target.ts';
import { normalEmail, viewUserDetail } from './users.ts';
import { setMembershipRole } from './write-membership.ts';

type Body = BodyOf<typeof contract.updateUser>;

interface Parts {
  /** Sees all organizations: an account has memberships that its administrator does not see. */
  readonly everyone: Db;
  readonly passwords: Passwords;
  /** Runs a check of the current password, unless too many were wrong. */
  readonly braked: <T>(check: () => Promise<T>) => Promise<T>;
}

export async function updateUser(
  ctx: Ctx,
  { params, body }: { params: { user_id: string }; body: Body },
  { everyone, passwords, braked }: Parts,
): Promise<contract.UserDetail> {
  const all = { ...ctx, db: everyone };
  const target = await requireTarget(all, params.user_id);
  const isSelf = ctx.actor.type === 'user' && ctx.actor.id === target.id;
  const power = powerOver(ctx.actor, target);
  refuseUnlessAllowed(ctx, target, body, { isSelf, power });
  const hashed = body.password === undefined ? null : await newPassword(target, body, { passwords, braked });
  await inTransaction(all, async (tx) => {
    if (!isSelf && power.over === 'membership') await changeAway(tx, target, body, power.organizationIds);
    else await changeAccount(tx, target, body, hashed);
  });
  return viewUserDetail(isSelf ? all : ctx, target.uuid);
}

/** Which fields the caller may touch; what stays as it is is not touched. */
function refuseUnlessAllowed(
  ctx: Ctx,
  target: Target,
  body: Body,
  { isSelf, power }: { isSelf: boolean; power: Power },
): void {
  const { actor } = ctx;
  if (actor.type !== 'user') throw forbidden('A key does not change people.');
  if (actor.mustReplacePassword === true && !(isSelf && body.password !== undefined))
    throw new OperationError('password_change_required');
  if (!isSelf && power.over === 'nothing') throw forbidden();
  if (!isSelf && body.password !== undefined) throw forbidden('Only its owner changes a password.');
  if (!isSelf && power.over === 'membership') {
    if (Object.keys(body).some((name) => name !== 'role'))
      throw forbidden('This is not the person’s home: only the role here may be changed.');
    return;
  }
  const lifts = body.role !== undefined && body.role !== target.role;
  const switches = body.is_active !== undefined && body.is_active !== target.is_active;
  if ((lifts || switches) && power.over !== 'account') throw forbidden();
  if (lifts && body.role !== undefined) refuseRoleAbove(actor, target.organization_id ?? 0, body.role);
}

async function newPassword(
  target: Target,
  body: Body,
  { passwords, braked }: Pick<Parts, 'passwords' | 'braked'>,
): Promise<string> {
  const { password = '', current_password: current } = body;
  if (current === undefined)
    throw invalid('/current_password', 'required', 'The current password is needed to change it.');
  await braked(async () => {
    if (!(await passwords.isPassword(current, target.hashed_password)))
      throw invalid('/current_password', 'wrong', 'This is not the current password.');
  });
  const same = 'The new password is the current one.';
  if (password.normalize('NFC') === current.normalize('NFC'))
    throw new OperationError('weak_password', {
      message: same,
      details: [{ path: '/password', code: 'unchanged', message: same }],
    });
  passwords.refuseWeakPassword(password, wordsAbout({ ...target, ...(body.name && { name: body.name }) }));
  return passwords.hashPassword(password);
}

async function changeAway(tx: TxCtx, target: Target, body: Body, organizationIds: number[]): Promise<void> {
  const [organizationId, ...others] = organizationIds;
  if (body.role === 'superuser') throw forbidden('This role is above your own.');
  if (body.role === undefined || organizationId === undefined) throw forbidden();
  if (others.length > 0)
    throw invalid('/role', 'ambiguous', 'You share several organizations: change the membership instead.');
  refuseRoleAbove(tx.actor, organizationId, body.role);
  await setMembershipRole(tx, { userId: target.id, organizationId, role: body.role });
}

async function changeAccount(tx: TxCtx, seen: Target, body: Body, hashed: string | null): Promise<void> {
  await lockOrganizationsOf(tx, seen.id);
  const target = await lockTarget(tx, seen.id);
  const changes = changesOf(target, body);
  const { notification_preferences: preferences, ...columns } = changes;
  const { role, is_active: isActive } = changes;
  if (role !== undefined || isActive === false) {
    if (target.role === 'superuser') await requireOtherSuperuser(tx, target.id);
    if (isActive === false) await requireOtherAdmin(tx, target.id);
    else await requireOtherAdmin(tx, target.id, target.organization_id);
  }
  await tx.db
    .updateTable('users')
    .set({
      ...columns,
      ...(preferences !== undefined && { notification_preferences: JSON.stringify(preferences) }),
      ...(hashed !== null && { hashed_password: hashed, password_change_required: false }),
      // Another address refused nothing yet.
      ...(columns.email !== undefined && { email_paused_at: null, email_pause_reason: null }),
      updated_at: tx.now(),
    })
    .where('id', '=', target.id)
    .execute()
    .catch(refuseKnownEmail);
  if (role !== undefined) {
    await setHomeMembership(tx, target, role);
    if (target.organization_id !== null)
      await noteMember(tx, {
        organizationId: target.organization_id,
        userId: target.id,
        change: 'role_changed',
        role,
        formerRole: target.role,
      });
  }
  await endWhatIsVoid(tx, target, { hashed, isActive, email: changes.email });
  const before = Object.fromEntries(Object.keys(changes).map((name) => [name, target[name as keyof typeof changes]]));
  await audit(tx, 'user.updated', {
    organizationId: target.organization_id ?? platform,
    target: { type: 'user', id: target.uuid },
    before,
    after: { ...changes, ...(hashed !== null && { password_changed: true }) },
  });
}

function changesOf(target: Target, body: Body) {
  if (body.timezone !== undefined && !isTimeZone(body.timezone))
    throw invalid('/timezone', 'bad_format', 'Must be a time zone such as Europe/Berlin.');
  const email = body.email === undefined ? undefined : normalEmail(body.email);
  return {
    ...(body.name !== undefined && { name: requireName(body.name) }),
    ...(email !== undefined && email !== target.email && { email }),
    ...(body.role !== undefined && body.role !== target.role && { role: body.role }),
    ...(body.is_active !== undefined && body.is_active !== target.is_active && { is_active: body.is_active }),
    ...(body.timezone !== undefined && { timezone: body.timezone }),
    ...(body.locale !== undefined && { locale: body.locale }),
    ...(body.notification_preferences !== undefined && {
      notification_preferences: mergePreferences(target.notification_preferences, body.notification_preferences),
    }),
  };
}

/** A superuser stands above his home; everybody else is its member. */
async function setHomeMembership(tx: TxCtx, { id, organization_id: home }: Target, role: Role): Promise<void> {
  if (home === null) return;
  if (role === 'superuser') {
    await tx.db.deleteFrom('memberships').where('user_id', '=', id).where('organization_id', '=', home).execute();
    return;
  }
  const values = { user_id: id, organization_id: home, role, created_at: tx.now() };
  await tx.db
    .insertInto('memberships')
    .values({ ...values, created_by: tx.actor.type === 'user' ? tx.actor.id : null })
    .onConflict((each) => each.columns(['organization_id', 'user_id']).doUpdateSet({ role }))
    .execute();
}

/** A new password ends the other sessions, a switched-off account all; links in mails die with what they were sent for. */
async function endWhatIsVoid(
  tx: TxCtx,
  { id }: Target,
  { hashed, isActive, email }: { hashed: string | null; isActive: boolean | undefined; email: string | undefined },
): Promise<void> {
  const own = tx.actor.type === 'user' ? (tx.actor.sessionId ?? null) : null;
  if (hashed !== null) await endSessionsOf(tx, id, 'password', own);
  if (isActive === false) await endSessionsOf(tx, id, 'account');
  if (hashed !== null || isActive === false || email !== undefined)
    await tx.db.deleteFrom('password_resets').where('user_id', '=', id).execute();
}

export function refuseKnownEmail(error: unknown): never {
  if (constraintOf(error) !== 'users_email') throw error;
  throw conflict('Somebody has this e-mail address already.', '/email');
}
