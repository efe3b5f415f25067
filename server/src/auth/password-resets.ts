import { randomBytes } from 'node:crypto';
import type { BodyOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/password-resets';
import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction } from '../context.ts';
import { invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import { type AccountMails, type AccountReader, stranger } from '../mail/account-mails.ts';
import { queueMail } from '../mail/outbox.ts';
import { endSessionsOf } from '../users/end-sessions.ts';
import { wordsAbout } from '../users/passwords.ts';
import { normalEmail } from '../users/users.ts';
import { hashOf } from './api-keys.ts';
import { hashPassword, refuseWeakPassword } from './passwords.ts';

const resetMs = 10 * 60_000;

/**
 * A mail with a token for whoever has an active account. For every other address the same statements run and find nobody, so
 * that neither answer nor time tells. Takes a context that sees all organizations.
 */
export async function forgotPassword(
  ctx: Ctx,
  { body }: { body: BodyOf<typeof contract.forgotPassword> },
  mails: AccountMails,
): Promise<void> {
  const token = randomBytes(32).toString('base64url');
  const email = normalEmail(body.email);
  // Written for whoever has the address, and as well where nobody has.
  const { rows: owners } = await sql<AccountReader>`select name, email, locale, timezone from users
    where email = ${email} and is_active and not is_deleted`.execute(ctx.db);
  const mail = await mails.passwordReset(owners[0] ?? { ...stranger, email }, {
    url: `${mails.publicUrl}/reset-password#token=${token}`,
  });
  await inTransaction(ctx, async (tx) => {
    const now = tx.now();
    const expiresAt = new Date(now.getTime() + resetMs);
    await sql`insert into password_resets (hash, user_id, created_at, expires_at)
      select ${hashOf(token)}, id, ${now}, ${expiresAt} from users
      where email = ${email} and is_active and not is_deleted`.execute(tx.db);
    await queueMail(tx, {
      kind: 'password_reset',
      recipient: sql`select email from users where email = ${email} and is_active and not is_deleted`,
      ...mail,
      expiresAt,
    });
    const { rows } = await sql<{ uuid: string | null; home: number | null }>`
      select max(uuid::text) as uuid, max(organization_id) as home from users
      where email = ${email} and is_active and not is_deleted`.execute(tx.db);
    await audit(tx, 'password_reset.requested', {
      organizationId: rows[0]?.home ?? platform,
      target: { type: 'user', id: rows[0]?.uuid ?? newId() },
    });
  });
}

const notValid = () => invalid('/token', 'not_valid', 'This link was used or has expired. Ask for a new one.');

interface Owner {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly email: string;
  readonly organization_id: number | null;
  readonly organization: string | null;
}

/**
 * Sets a password with the token of a mail: once, and every session ends. Takes a context that sees all organizations.
 * Returns the address that the mail went to.
 */
export async function resetPassword(
  ctx: Ctx,
  { body }: { body: BodyOf<typeof contract.resetPassword> },
): Promise<string> {
  const hash = hashOf(body.token);
  const { rows } = await sql<Owner>`select u.id, u.uuid, u.name, u.email, u.organization_id, o.name as organization
    from password_resets r join users u on u.id = r.user_id and u.is_active and not u.is_deleted
    left join organizations o on o.id = u.organization_id
    where r.hash = ${hash} and r.used_at is null and r.expires_at > ${ctx.now()}`.execute(ctx.db);
  const owner = rows[0];
  if (owner === undefined) throw notValid();
  refuseWeakPassword(body.password, wordsAbout(owner));
  const hashedPassword = await hashPassword(body.password);
  const { id, uuid, organization_id: home } = owner;
  await inTransaction({ ...ctx, actor: { type: 'system', name: 'password reset' } }, async (tx) => {
    const taken = await sql`update password_resets set used_at = ${tx.now()} where hash = ${hash} and used_at is null
      returning user_id`.execute(tx.db);
    if (taken.rows.length === 0) throw notValid();
    await tx.db.deleteFrom('password_resets').where('user_id', '=', id).execute();
    await tx.db
      .updateTable('users')
      .set({ hashed_password: hashedPassword, password_change_required: false, updated_at: tx.now() })
      .where('id', '=', id)
      .execute();
    await endSessionsOf(tx, id, 'password');
    await audit(tx, 'user.passwordReset', {
      organizationId: home ?? platform,
      target: { type: 'user', id: uuid },
      after: { password_changed: true },
    });
  });
  return owner.email;
}
