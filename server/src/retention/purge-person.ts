import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import type { TxCtx } from '../context.ts';
import { restorableSince } from '../restore-window.ts';
import { inBatch, type Purge } from './batch.ts';

// Nobody alive has an empty address: it tells who was purged already.
const nobody = { name: 'Former user', email: '' } as const;

/** People who were deleted too long ago to come back, and of whom something is left. */
export async function duePeople({ ctx }: Purge): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('users')
    .select('id')
    .where('is_deleted', '=', true)
    .where('deleted_at', '<=', restorableSince(ctx.now()).toISOString())
    .where('email', '<>', nobody.email)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** All that is personal of one person. The row stays, because what they did refers to it. */
export async function purgePerson(purge: Purge, id: number): Promise<void> {
  await inBatch(purge, 'users', async (tx) => {
    const { rows } = await sql<{ deletedAt: string }>`select deleted_at as "deletedAt" from users
      where id = ${id} and is_deleted and deleted_at <= ${restorableSince(tx.now())} and email <> ${nobody.email}
      for update`.execute(tx.db);
    if (rows[0] !== undefined) await anonymise(tx, id, rows[0].deletedAt);
  });
}

/**
 * Takes the person out of every table but the audit log, which keeps the name of that moment. `deletedAt` is when they were
 * deleted, or what they belonged to: too long ago for anybody to bring the empty row back.
 */
export async function anonymise(tx: TxCtx, id: number, deletedAt: string): Promise<void> {
  await sql`delete from sessions where user_id = ${id}`.execute(tx.db);
  await sql`delete from password_resets where user_id = ${id}`.execute(tx.db);
  await sql`delete from messages where user_id = ${id}`.execute(tx.db);
  await sql`delete from message_items where user_id = ${id}`.execute(tx.db);
  await sql`delete from address_verifications where user_id = ${id}`.execute(tx.db);
  await sql`delete from saved_views where user_id = ${id}`.execute(tx.db);
  await sql`delete from memberships where user_id = ${id}`.execute(tx.db);
  await forgetAddress(tx, id, deletedAt);
  const { rows } = await sql<{ uuid: string; home: number | null }>`
    update users set name = ${nobody.name}, email = ${nobody.email}, hashed_password = null, last_login = null,
      notification_preferences = '{}', email_paused_at = null, email_pause_reason = null, timezone = 'UTC', locale = 'en', password_change_required = false,
      token_version = token_version + 1, is_active = false, is_deleted = true, deleted_at = ${deletedAt},
      updated_at = ${tx.now()}
    where id = ${id} returning uuid, organization_id as home`.execute(tx.db);
  const user = rows[0];
  if (user === undefined) throw new Error(`There is no person ${id}.`);
  await audit(tx, 'user.purged', { organizationId: user.home ?? platform, target: { type: 'user', id: user.uuid } });
}

/** Invitations they accepted and mails they got, unless somebody else has the address by now. */
async function forgetAddress(tx: TxCtx, id: number, deletedAt: string): Promise<void> {
  const address = sql`(select lower(u.email) from users u where u.id = ${id} and not exists (
    select from users o where lower(o.email) = lower(u.email) and o.id <> u.id and not o.is_deleted))`;
  await sql`delete from invitations where lower(email) = ${address} and accepted_at <= ${deletedAt}`.execute(tx.db);
  // A younger one is about something else, such as an invitation of another organization that still waits.
  await sql`delete from outbox where lower(recipient) = ${address} and created_at <= ${deletedAt}`.execute(tx.db);
}
