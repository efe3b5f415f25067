import { sql } from 'kysely';
import type { TxCtx } from '../context.ts';
import { OperationError } from '../errors.ts';

// Any constant: it only keeps two superusers from removing each other at once.
const superuserLock = 7_021_995;

/** Holds the organizations of a person, in order, so that two administrators cannot remove each other at the same time. */
export async function lockOrganizationsOf(tx: TxCtx, userId: number): Promise<void> {
  await sql`select o.id from organizations o where o.id in (select organization_id from memberships where user_id = ${userId})
    order by o.id for no key update`.execute(tx.db);
}

/** Throws `last_admin` where an organization, or the one named, would be left without an active administrator. */
export async function requireOtherAdmin(
  tx: TxCtx,
  userId: number,
  organizationId: number | null = null,
): Promise<void> {
  const { rows } = await sql`
    select from memberships m join organizations o on o.id = m.organization_id and not o.is_deleted
      join users u on u.id = m.user_id and u.is_active and not u.is_deleted
    where m.user_id = ${userId} and m.role = 'organization_admin'
      and (${organizationId}::bigint is null or m.organization_id = ${organizationId})
      and not exists (
        select from memberships om join users ou on ou.id = om.user_id and ou.is_active and not ou.is_deleted
        where om.organization_id = m.organization_id and om.role = 'organization_admin' and om.user_id <> m.user_id)`.execute(
    tx.db,
  );
  if (rows.length > 0) throw new OperationError('last_admin');
}

/** The platform keeps a superuser as an organization keeps an administrator. */
export async function requireOtherSuperuser(tx: TxCtx, userId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(${superuserLock})`.execute(tx.db);
  const { rows } = await sql`select from users where role = 'superuser' and is_active and not is_deleted
    and id <> ${userId} limit 1`.execute(tx.db);
  if (rows.length === 0)
    throw new OperationError('last_admin', { message: 'The platform keeps at least one superuser.' });
}
