import { randomBytes } from 'node:crypto';
import type { BodyOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/messages';
import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction } from '../context.ts';
import { forbidden, invalid } from '../errors.ts';
import type { AccountMails } from '../mail/account-mails.ts';
import { queueMail } from '../mail/outbox.ts';
import { requireTarget } from '../users/target.ts';
import { hashOf } from './api-keys.ts';

const validHours = 24;

/** Stops messages to an address that refused a mail for good; those about the account are tried nevertheless. Sees all organizations. */
export async function pauseAddress(ctx: Ctx, address: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { rows } = await sql<{ uuid: string; home: number | null }>`
      update users set email_paused_at = ${tx.now()}, email_pause_reason = ${reason}
      where email = ${address} and email_paused_at is null and not is_deleted returning uuid, organization_id as home`.execute(
      tx.db,
    );
    for (const { uuid, home } of rows)
      await audit(tx, 'user.addressPaused', {
        organizationId: home ?? platform,
        target: { type: 'user', id: uuid },
        after: { reason },
      });
  });
}

/** A mail to one's own address with a link that says that it arrived. Takes a context that sees all organizations. */
export async function requestAddressVerification(
  ctx: Ctx,
  { params }: { params: { user_id: string } },
  mails: AccountMails,
): Promise<void> {
  const person = await requireTarget(ctx, params.user_id);
  if (ctx.actor.type !== 'user' || ctx.actor.id !== person.id) throw forbidden('An address is verified by its owner.');
  const token = randomBytes(32).toString('base64url');
  const url = `${mails.publicUrl}/verify-address#token=${token}`;
  const mail = await mails.verifyAddress(person, { url, hours: validHours });
  await inTransaction(ctx, async (tx) => {
    const expiresAt = new Date(tx.now().getTime() + validHours * 3_600_000);
    await sql`delete from address_verifications where user_id = ${person.id}`.execute(tx.db);
    await sql`insert into address_verifications (hash, user_id, email, created_at, expires_at)
      values (${hashOf(token)}, ${person.id}, ${person.email}, ${tx.now()}, ${expiresAt})`.execute(tx.db);
    await queueMail(tx, {
      kind: 'verify_address',
      recipient: person.email,
      ...mail,
      expiresAt,
    });
    await audit(tx, 'user.addressVerificationRequested', {
      organizationId: person.organization_id ?? platform,
      target: { type: 'user', id: person.uuid },
    });
  });
}

/** Goes on with messages to the address that the mail reached, as long as it is that of the account. Sees all organizations. */
export async function verifyAddress(
  ctx: Ctx,
  { body }: { body: BodyOf<typeof contract.verifyAddress> },
): Promise<void> {
  await inTransaction({ ...ctx, actor: { type: 'system', name: 'address verification' } }, async (tx) => {
    const { rows } = await sql<{ id: number; uuid: string; home: number | null }>`
      with used as (delete from address_verifications where hash = ${hashOf(body.token)} returning user_id, email, expires_at)
      select u.id, u.uuid, u.organization_id as home from used
      join users u on u.id = used.user_id and u.email = used.email and u.is_active and not u.is_deleted
      where used.expires_at > ${tx.now()}`.execute(tx.db);
    const [person] = rows;
    if (person === undefined)
      throw invalid(
        '/token',
        'not_valid',
        'This link was used or has expired. Ask for a new one on the page of your notifications.',
      );
    await sql`update users set email_paused_at = null, email_pause_reason = null where id = ${person.id}`.execute(
      tx.db,
    );
    await audit(tx, 'user.addressVerified', {
      organizationId: person.home ?? platform,
      target: { type: 'user', id: person.uuid },
    });
  });
}
