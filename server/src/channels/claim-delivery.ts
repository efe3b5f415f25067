import { sql } from 'kysely';
import { type Ctx, inScope, inTransaction, type TxCtx } from '../context.ts';
import type { Form } from './render.ts';
import type { Receiver } from './send.ts';

/** Longer than an attempt may take: past it, whoever claimed it is taken for dead, and it is sent again. */
export const claimedMs = 30_000;

/** A delivery that is to be sent now, and where. */
export interface Claim extends Receiver, Form {
  readonly organization_id: number;
  readonly id: number;
  readonly uuid: string;
  readonly notice_id: number | null;
  readonly body: string | null;
  readonly attempts: number;
  readonly channel_id: number;
  readonly channel_uuid: string;
  readonly tags: string[];
  readonly min_risk: number | null;
  /** The channel is its claimer's until then. */
  readonly busy_until: Date;
}

/**
 * The delivery that has been due for longest, of a channel that nobody sends to at this moment: so a slow one holds up
 * nobody else, and what a channel is told stays in its order. Committed before it is sent: whoever dies with it, it is due
 * again after a while. Undefined when nothing is due that is not of one of the organizations to be passed by.
 */
export function claimDelivery(ctx: Ctx, passedBy: readonly number[]): Promise<Claim | undefined> {
  return inTransaction(ctx, async (tx) => {
    for (let tries = 0; tries < 5; tries += 1) {
      const next = await holdNext(tx, passedBy);
      if (next === undefined) return undefined;
      const claim = await take(tx, next);
      // It was sent between the look and the lock.
      if (claim !== undefined) return claim;
    }
    return undefined;
  });
}

interface Next {
  readonly organization_id: number;
  readonly channel_id: number;
  readonly id: number;
}

async function holdNext(tx: TxCtx, passedBy: readonly number[]): Promise<Next | undefined> {
  const { rows } = await sql<Next>`select d.organization_id, d.channel_id, d.id
    from channel_deliveries d join channels c on c.organization_id = d.organization_id and c.id = d.channel_id
    where d.status = 'waiting' and d.next_attempt_at <= ${tx.now()} and c.is_active
      and (c.busy_until is null or c.busy_until <= ${tx.now()}) and ${inScope(tx.organizationIds, 'd.organization_id')}
      and d.organization_id <> all(${passedBy}::bigint[])
      and exists (select from organizations o where o.id = d.organization_id and not o.is_deleted)
    order by d.next_attempt_at, d.id limit 1 for no key update of c skip locked`.execute(tx.db);
  return rows[0];
}

async function take(tx: TxCtx, { organization_id, channel_id, id }: Next): Promise<Claim | undefined> {
  const until = new Date(tx.now().getTime() + claimedMs);
  const { rows } = await sql<Omit<Claim, 'busy_until'>>`with claimed as (
      update channel_deliveries set attempts = attempts + 1, next_attempt_at = ${until}
      where organization_id = ${organization_id} and id = ${id} and status = 'waiting' and next_attempt_at <= ${tx.now()}
      returning organization_id, id, uuid, channel_id, notice_id, body, attempts)
    update channels c set busy_until = ${until} from claimed d
    where c.organization_id = ${organization_id} and c.id = ${channel_id} and (c.busy_until is null or c.busy_until <= ${tx.now()})
    returning d.*, c.uuid as channel_uuid, c.type, c.url, c.secret, c.former_secret, c.former_secret_until, c.template, c.tags,
      c.min_risk`.execute(tx.db);
  return rows[0] && { ...rows[0], busy_until: until };
}
