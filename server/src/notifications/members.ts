import { sql } from 'kysely';
import type { TxCtx } from '../context.ts';
import { newId } from '../ids.ts';
import { noteEvent } from './events.ts';

interface MemberChange {
  readonly organizationId: number;
  readonly userId: number;
  readonly change: 'joined' | 'left' | 'role_changed';
  readonly role: string | null;
  readonly formerRole?: string | null;
}

/** Notes that somebody became a member, is none any more, or has another role: in the transaction that does it. */
export async function noteMember(
  tx: TxCtx,
  { organizationId, userId, change, role, formerRole }: MemberChange,
): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from users where id = ${userId}`.execute(tx.db);
  const by = tx.actor.type === 'user' ? tx.actor : null;
  await noteEvent(tx, {
    organizationId,
    kind: 'membership_changed',
    subject: newId(),
    details: {
      person: rows[0]?.name ?? '',
      change,
      role,
      former_role: formerRole ?? null,
      by: by?.name ?? null,
      by_id: by?.id ?? null,
    },
  });
}
