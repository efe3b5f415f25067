import { sql } from 'kysely';
import type { TxCtx } from '../context.ts';

export type EndReason = 'logout' | 'revoked' | 'reuse' | 'password' | 'account';

/** Ends the live sessions of a person, but for one where that is given. Takes a context that sees all organizations. */
export async function endSessionsOf(
  tx: TxCtx,
  userId: number,
  reason: EndReason,
  except: string | null = null,
): Promise<void> {
  await sql`update sessions set ended_at = ${tx.now()}, end_reason = ${reason}
    where user_id = ${userId} and ended_at is null and uuid is distinct from ${except}::uuid`.execute(tx.db);
}
