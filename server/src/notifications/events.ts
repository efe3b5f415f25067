import { sql } from 'kysely';
import type { TxCtx } from '../context.ts';

interface SubjectEvent {
  readonly organizationId: number;
  readonly kind: 'mute_ending' | 'key_ending' | 'membership_changed' | 'report_ready';
  /** What it is about: of the same nothing is told again. */
  readonly subject: string;
  readonly details: object;
}

/** Notes what happened once and has no sites, in the transaction in which it happens. */
export async function noteEvent(tx: TxCtx, { organizationId, kind, subject, details }: SubjectEvent): Promise<void> {
  await sql`with added as (
    insert into events (organization_id, kind, subject, details, created_at, opened_at)
      values (${organizationId}, ${kind}, ${subject}, ${JSON.stringify(details)}, ${tx.now()}, ${tx.now()})
      on conflict do nothing returning organization_id, id)
    insert into event_news (organization_id, event_id, due_at) select organization_id, id, ${tx.now()} from added`.execute(
    tx.db,
  );
}
