import type { OrganizationRole, Role } from '@patchlight/contract/roles';
import type { User } from '@patchlight/contract/users';
import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import type { Actor, Ctx, TxCtx } from '../context.ts';
import { constraintOf } from '../db/failures.ts';
import { conflict, notFound, requireName } from '../errors.ts';
import { newId } from '../ids.ts';

interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly hashedPassword: string;
  readonly role: Role;
  readonly organizationId: number;
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

/** The live person behind a token; null when the account is gone, switched off, or its sessions were ended. */
export async function findActiveUser(db: Ctx['db'], uuid: string, tokenVersion: number): Promise<Actor | null> {
  const { rows } = await sql<{
    id: number;
    uuid: string;
    name: string;
    role: Role;
    memberships: { organizationId: number; role: OrganizationRole }[];
  }>`
    select u.id, u.uuid, u.name, u.role, coalesce((
      select json_agg(json_build_object('organizationId', m.organization_id, 'role', m.role))
      from memberships m join organizations o on o.id = m.organization_id and o.is_active and not o.is_deleted
      where m.user_id = u.id), '[]') as memberships
    from users u
    where u.uuid = ${uuid} and u.token_version = ${tokenVersion} and u.is_active and not u.is_deleted`.execute(db);
  const user = rows[0];
  if (user === undefined) return null;
  const { id, name, memberships } = user;
  return { type: 'user', id, uuid: user.uuid, name, isSuperuser: user.role === 'superuser', memberships };
}
