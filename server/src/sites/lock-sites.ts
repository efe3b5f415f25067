import { type RawBuilder, sql } from 'kysely';
import type { TxCtx } from '../context.ts';

/** Takes some sites `s` as every writer of several does: in order, by their rows in site_activity. */
export async function lockSites(tx: TxCtx, isMeant: RawBuilder<unknown>): Promise<void> {
  await sql`select from site_activity a join sites s on s.organization_id = a.organization_id and s.id = a.site_id
    where ${isMeant} order by a.organization_id, a.site_id for no key update of a`.execute(tx.db);
}
