import type { BodyOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/users';
import { sql } from 'kysely';
import { type Ctx, inTransaction } from '../context.ts';
import type { Db } from '../db/database.ts';
import { conflict, requireName } from '../errors.ts';
import type { AccountMails } from '../mail/account-mails.ts';
import { insertInvitation } from './invitations.ts';
import { type Passwords, wordsAbout } from './passwords.ts';
import { refuseRoleAbove, requireAdministered } from './target.ts';
import { insertUser, normalEmail, viewUser } from './users.ts';

interface Parts {
  /** Sees all organizations: whether somebody has this address already. */
  readonly everyone: Db;
  readonly passwords: Passwords;
  readonly mails: AccountMails;
}

/**
 * Adds a person, with a password that they must replace, or invites them. Who has an account in another organization is
 * invited in any case, and the answer does not tell: it is the one that an unknown address gets.
 */
export async function createUser(
  ctx: Ctx,
  { body }: { body: BodyOf<typeof contract.createUser> },
  { everyone, passwords, mails }: Parts,
): Promise<contract.User> {
  const organization = await requireAdministered(ctx, body.organization_id);
  refuseRoleAbove(ctx.actor, organization.id, body.role);
  const { role } = body;
  const person = { name: requireName(body.name), email: normalEmail(body.email), role };
  if (body.password !== undefined)
    passwords.refuseWeakPassword(body.password, wordsAbout({ ...person, organization: organization.name }));
  const known = await findByEmail(everyone, person.email, organization.id);
  // A superuser sees everybody, so this tells him nothing new.
  if (known?.is_member === true || (known !== undefined && role === 'superuser'))
    throw conflict('Somebody has this e-mail address already.', '/email');
  // An account elsewhere takes as long as none.
  const hashedPassword = body.password === undefined ? undefined : await passwords.hashPassword(body.password);
  const all = { ...ctx, db: everyone };
  if (known === undefined && hashedPassword !== undefined) {
    return inTransaction(all, async (tx) => {
      const input = { ...person, hashedPassword, organizationId: organization.id, mustReplacePassword: true };
      return viewUser(tx, (await insertUser(tx, input)).uuid);
    });
  }
  const home = { id: organization.uuid, name: organization.name };
  return inTransaction(all, async (tx) => {
    const { uuid, created_at } = await insertInvitation(tx, { ...person, organization }, mails);
    return {
      id: uuid,
      ...person,
      organization: home,
      memberships: role === 'superuser' ? [] : [{ organization: home, role }],
      timezone: 'UTC',
      locale: 'en',
      is_active: hashedPassword !== undefined,
      last_login: null,
      created_at,
      updated_at: created_at,
    };
  });
}

async function findByEmail(everyone: Db, email: string, organizationId: number) {
  const { rows } = await sql<{ is_member: boolean }>`
    select u.organization_id = ${organizationId}
      or exists (select from memberships m where m.user_id = u.id and m.organization_id = ${organizationId}) as is_member
    from users u where u.email = ${email} and not u.is_deleted`.execute(everyone);
  return rows[0];
}
