import { type Role, roleHas, roles } from '@patchlight/contract/roles';
import { sql } from 'kysely';
import { type Actor, type Ctx, inScope, isInScope, type Scope, type TxCtx } from '../context.ts';
import { forbidden, notFound, OperationError } from '../errors.ts';

/** The person that an operation is about. */
export interface Target {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly is_active: boolean;
  readonly organization_id: number | null;
  readonly organization: string | null;
  readonly hashed_password: string | null;
  readonly timezone: string;
  readonly locale: string;
  readonly notification_preferences: unknown;
  readonly member_of: readonly number[];
}

/**
 * The person of this id within the caller's sight, or a 404; oneself is always in sight. The context sees all
 * organizations: whoever has lost the last one still finds himself.
 */
export async function requireTarget(
  ctx: Pick<Ctx, 'db' | 'actor' | 'visibleOrganizationIds'>,
  uuid: string,
): Promise<Target> {
  const self = ctx.actor.type === 'user' ? ctx.actor.id : 0;
  const { rows } = await sql<Target>`
    select ${targetColumns} from users u
    where u.uuid = ${uuid} and not u.is_deleted and (u.id = ${self} or ${inScope(ctx.visibleOrganizationIds, 'u.organization_id')}
      or exists (select from memberships m where m.user_id = u.id and ${inScope(ctx.visibleOrganizationIds, 'm.organization_id')}))`.execute(
    ctx.db,
  );
  const target = rows[0];
  if (target === undefined) throw notFound();
  return target;
}

/** The same person again, held for this transaction. */
export async function lockTarget(tx: TxCtx, id: number): Promise<Target> {
  const { rows } = await sql<Target>`select ${targetColumns} from users u
    where u.id = ${id} and not u.is_deleted for no key update`.execute(tx.db);
  const target = rows[0];
  if (target === undefined) throw notFound();
  return target;
}

const targetColumns = sql`u.id, u.uuid, u.name, u.email, u.role, u.is_active, u.organization_id,
  (select o.name from organizations o where o.id = u.organization_id) as organization, u.hashed_password, u.timezone, u.locale,
  u.notification_preferences,
  coalesce((select json_agg(m.organization_id) from memberships m where m.user_id = u.id), '[]') as member_of`;

/** `account`: all of it. `membership`: only the roles in these organizations, of which none is the person's home. */
export type Power = { over: 'account' } | { over: 'membership'; organizationIds: number[] } | { over: 'nothing' };

export function powerOver(actor: Actor, target: Target): Power {
  if (actor.type !== 'user') return { over: 'nothing' };
  if (actor.isSuperuser) return { over: 'account' };
  const administers = (id: number) => {
    const role = roleIn(actor, id);
    return role !== null && roleHas(role, 'members:write');
  };
  // Nobody changes who stands above him.
  if (target.role === 'superuser') return { over: 'nothing' };
  if (target.organization_id !== null && administers(target.organization_id)) return { over: 'account' };
  const organizationIds = target.member_of.filter(administers);
  return organizationIds.length > 0 ? { over: 'membership', organizationIds } : { over: 'nothing' };
}

/** The role of the actor in an organization; a superuser has his everywhere. */
export function roleIn(actor: Actor, organizationId: number): Role | null {
  if (actor.type !== 'user') return null;
  if (actor.isSuperuser) return 'superuser';
  return actor.memberships.find((each) => each.organizationId === organizationId)?.role ?? null;
}

/** Nobody grants a role above his own. */
export function refuseRoleAbove(actor: Actor, organizationId: number, role: Role): void {
  const own = roleIn(actor, organizationId);
  if (own === null || roles.indexOf(role) > roles.indexOf(own)) throw forbidden('This role is above your own.');
}

/** An organization that the caller sees and administers: its numeric key, its name. */
export async function requireAdministered(ctx: Ctx, uuid: string): Promise<{ id: number; uuid: string; name: string }> {
  const found = await ctx.db
    .selectFrom('organizations')
    .select(['id', 'uuid', 'name'])
    .where('uuid', '=', uuid)
    .where('is_deleted', '=', false)
    .where(inScope(ctx.visibleOrganizationIds, 'id'))
    .executeTakeFirst();
  if (found === undefined) throw notFound();
  if (!isInScope(ctx.organizationIds, found.id)) throw forbidden();
  return found;
}

/** True when the person is there and within the scope. */
export async function seesUser(db: Ctx['db'], actor: Actor, scope: Scope, uuid: string): Promise<boolean> {
  try {
    await requireTarget({ db, actor, visibleOrganizationIds: scope }, uuid);
    return true;
  } catch (error) {
    if (error instanceof OperationError) return false;
    throw error;
  }
}
