import { type OrganizationRole, type Role, roleHas } from '@patchlight/contract/roles';
import type { User, UserDetail } from '@patchlight/contract/users';
import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import type { Ctx, Person, TxCtx } from '../context.ts';
import type { Db } from '../db/database.ts';
import { constraintOf } from '../db/failures.ts';
import { prepared } from '../db/prepared.ts';
import { conflict, forbidden, notFound, requireName } from '../errors.ts';
import { newId } from '../ids.ts';
import { noteMember } from '../notifications/members.ts';
import { chosenPreferences } from '../notifications/preferences.ts';
import { requireTarget, roleIn } from './target.ts';

interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly hashedPassword: string;
  readonly role: Role;
  readonly organizationId: number;
  /** Somebody else chose the password: its owner must replace it before anything else. */
  readonly mustReplacePassword?: boolean;
}

/** A person with a home organization; whoever is not a superuser becomes its member too. Returns the numeric key. */
export async function insertUser(tx: TxCtx, input: NewUser): Promise<{ id: number; uuid: string }> {
  const by = tx.actor.type === 'user' ? tx.actor.id : null;
  const name = requireName(input.name);
  const user = await tx.db
    .insertInto('users')
    .values({
      uuid: newId(),
      name,
      email: normalEmail(input.email),
      hashed_password: input.hashedPassword,
      organization_id: input.organizationId,
      role: input.role,
      password_change_required: input.mustReplacePassword === true,
      created_at: tx.now(),
      updated_at: tx.now(),
    })
    .returning(['id', 'uuid'])
    .executeTakeFirstOrThrow()
    .catch((error: unknown) => {
      if (constraintOf(error) !== 'users_email') throw error;
      throw conflict('Somebody has this e-mail address already.', '/email');
    });
  if (input.role !== 'superuser') {
    await tx.db
      .insertInto('memberships')
      .values({
        organization_id: input.organizationId,
        user_id: user.id,
        role: input.role,
        created_by: by,
        created_at: tx.now(),
      })
      .execute();
    await noteMember(tx, { organizationId: input.organizationId, userId: user.id, change: 'joined', role: input.role });
  }
  await audit(tx, 'user.created', {
    organizationId: input.organizationId,
    target: { type: 'user', id: user.uuid },
    after: { name, email: normalEmail(input.email), role: input.role },
  });
  return user;
}

/** One form for one address: trimmed, composed, lower case. */
export function normalEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** A person as the API shows him, with the organizations he belongs to. */
export async function viewUser(ctx: Pick<Ctx, 'db'>, uuid: string): Promise<User> {
  const { rows } = await sql<User>`
    select u.uuid as id, u.name, u.email, u.role, u.timezone, u.locale, u.is_active, u.last_login, u.created_at, u.updated_at,
      case when o.id is not null then json_build_object('id', o.uuid, 'name', o.name) end as organization,
      coalesce((
        select json_agg(json_build_object('organization', json_build_object('id', mo.uuid, 'name', mo.name), 'role', m.role) order by mo.name)
        from memberships m join organizations mo on mo.id = m.organization_id and not mo.is_deleted
        where m.user_id = u.id), '[]') as memberships
    from users u left join organizations o on o.id = u.organization_id and not o.is_deleted
    where u.uuid = ${uuid} and not u.is_deleted`.execute(ctx.db);
  const user = rows[0];
  if (user === undefined) throw notFound();
  return user;
}

/** A person with what only administrators and they themselves see. */
export async function viewUserDetail(ctx: Pick<Ctx, 'db'>, uuid: string): Promise<UserDetail> {
  const [user, row] = await Promise.all([
    viewUser(ctx, uuid),
    ctx.db
      .selectFrom('users')
      .leftJoin('organizations', 'organizations.id', 'users.organization_id')
      .select(['notification_preferences', 'notification_defaults', 'email_paused_at', 'email_pause_reason'])
      .where('users.uuid', '=', uuid)
      .executeTakeFirstOrThrow(),
  ]);
  return {
    ...user,
    notification_preferences: chosenPreferences(row.notification_defaults ?? {}, row.notification_preferences),
    email_state: row.email_paused_at === null ? 'ok' : 'paused',
    email_pause_reason: row.email_pause_reason,
  };
}

/** Oneself, or for administrators a member; the memberships shown are those in organizations that the caller sees. */
export async function getUser(
  ctx: Ctx,
  { params }: { params: { user_id: string } },
  everyone: Db,
): Promise<UserDetail> {
  const all = { ...ctx, db: everyone };
  const target = await requireTarget(all, params.user_id);
  if (ctx.actor.type === 'user' && ctx.actor.id === target.id) return viewUserDetail(all, target.uuid);
  const administers = (id: number) => {
    const role = roleIn(ctx.actor, id);
    return role !== null && roleHas(role, 'members:write');
  };
  if (![target.organization_id ?? 0, ...target.member_of].some(administers)) throw forbidden();
  return viewUserDetail(ctx, target.uuid);
}

/**
 * The live person behind a token; null when the account is gone or switched off, or when the session has ended. One query
 * for each request: what changed a moment ago counts.
 */
export async function findActiveUser(
  db: Ctx['db'],
  { userId, tokenVersion, sessionId }: { userId: string; tokenVersion: number; sessionId: string },
  now: Date,
): Promise<Person | null> {
  const { rows } = await sql<{
    id: number;
    uuid: string;
    name: string;
    role: Role;
    mustReplacePassword: boolean;
    memberships: { organizationId: number; role: OrganizationRole }[];
  }>`${prepared}
    select u.id, u.uuid, u.name, u.role, u.password_change_required as "mustReplacePassword", coalesce((
      select json_agg(json_build_object('organizationId', m.organization_id, 'role', m.role))
      from memberships m join organizations o on o.id = m.organization_id and o.is_active and not o.is_deleted
      where m.user_id = u.id), '[]') as memberships
    from users u join sessions s on s.user_id = u.id
    where s.uuid = ${sessionId} and s.ended_at is null and s.expires_at > ${now}
      and u.uuid = ${userId} and u.token_version = ${tokenVersion} and u.is_active and not u.is_deleted`.execute(db);
  const user = rows[0];
  if (user === undefined) return null;
  const { role, ...known } = user;
  return { type: 'user', ...known, isSuperuser: role === 'superuser', sessionId };
}
