import type { BodyOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/invitations';
import type { Role } from '@patchlight/contract/roles';
import type { User } from '@patchlight/contract/users';
import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { invalid } from '../errors.ts';
import { noteMember } from '../notifications/members.ts';
import { hashOfToken } from './invitations.ts';
import { type Passwords, wordsAbout } from './passwords.ts';
import { insertUser, viewUser } from './users.ts';

interface Open {
  readonly id: number;
  readonly uuid: string;
  readonly organization_id: number;
  readonly organization: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

const notOpen = () => invalid('/token', 'not_valid', 'This invitation was used, was taken back or has expired.');

/**
 * Whoever holds the token reads the mails of that address: with an account they become a member, without one they make it.
 * Takes a context that sees all organizations.
 */
export async function acceptInvitation(
  ctx: Ctx,
  { body }: { body: BodyOf<typeof contract.acceptInvitation> },
  passwords: Passwords,
): Promise<User> {
  const { rows } =
    await sql<Open>`select i.id, i.uuid, i.organization_id, o.name as organization, i.email, i.name, i.role
    from invitations i join organizations o on o.id = i.organization_id and o.is_active and not o.is_deleted
    where i.token_hash = ${hashOfToken(body.token)} and i.accepted_at is null and i.expires_at > ${ctx.now()}`.execute(
      ctx.db,
    );
  const open = rows[0];
  if (open === undefined) throw notOpen();
  const known = await ctx.db
    .selectFrom('users')
    .select(['id', 'uuid'])
    .where('email', '=', open.email)
    .where('is_deleted', '=', false)
    .executeTakeFirst();
  const name = body.name ?? open.name;
  const hashedPassword = known === undefined ? await firstPassword({ ...open, name }, body.password, passwords) : '';
  const person = await inTransaction({ ...ctx, actor: { type: 'system', name: 'invitation' } }, async (tx) => {
    const taken = await sql`update invitations set accepted_at = ${tx.now()}, token_hash = null
      where organization_id = ${open.organization_id} and id = ${open.id} and token_hash = ${hashOfToken(body.token)}
        and accepted_at is null returning id`.execute(tx.db);
    if (taken.rows.length === 0) throw notOpen();
    const { email, role, organization_id: organizationId } = open;
    const user = known ?? (await insertUser(tx, { name, email, role, organizationId, hashedPassword }));
    if (known !== undefined) await join(tx, known.id, open);
    await audit(tx, 'invitation.accepted', {
      organizationId,
      target: { type: 'invitation', id: open.uuid },
      after: { user_id: user.uuid, email, role },
    });
    return user;
  });
  return viewUser(ctx, person.uuid);
}

async function firstPassword(
  person: { name: string; email: string; organization: string },
  password: string | undefined,
  passwords: Passwords,
): Promise<string> {
  if (password === undefined) throw invalid('/password', 'required', 'Choose a password.');
  passwords.refuseWeakPassword(password, wordsAbout(person));
  return passwords.hashPassword(password);
}

async function join(tx: TxCtx, userId: number, { organization_id, role }: Open): Promise<void> {
  if (role === 'superuser') throw notOpen();
  const { numInsertedOrUpdatedRows: joined } = await tx.db
    .insertInto('memberships')
    .values({ organization_id, user_id: userId, role, created_at: tx.now() })
    .onConflict((each) => each.columns(['organization_id', 'user_id']).doNothing())
    .executeTakeFirstOrThrow();
  if (joined === 1n) await noteMember(tx, { organizationId: organization_id, userId, change: 'joined', role });
}
