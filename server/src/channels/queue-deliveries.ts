import { sql } from 'kysely';
import { type Ctx, inScope, inTransaction, type TxCtx } from '../context.ts';
import { newId } from '../ids.ts';

const atOnce = 500;

interface Behind {
  readonly organization_id: number;
  readonly id: number;
}

/** Makes a delivery of each notice that a channel has not looked at and wants to be told of. */
export async function queueDeliveries(ctx: Ctx, signal: AbortSignal): Promise<void> {
  const { rows } = await sql<Behind>`select c.organization_id, c.id from channels c
    join organizations o on o.id = c.organization_id and not o.is_deleted
    where c.is_active and ${inScope(ctx.organizationIds, 'c.organization_id')} and exists (select from notices a
      where a.organization_id = c.organization_id and a.id > c.last_notice_id)`.execute(ctx.db);
  for (const channel of rows) {
    let isBehind = true;
    while (isBehind && !signal.aborted) isBehind = await inTransaction(ctx, (tx) => queueNext(tx, channel));
  }
}

/** The next notices of one channel; true when there may be more. Whoever else does the same is let be. */
async function queueNext(tx: TxCtx, { organization_id, id }: Behind): Promise<boolean> {
  const own = sql`organization_id = ${organization_id} and id = ${id}`;
  const held = await sql<{ events: string[]; last: number }>`select events, last_notice_id as last from channels
    where ${own} and is_active for no key update skip locked`.execute(tx.db);
  const [channel] = held.rows;
  if (channel === undefined) return false;
  const { rows } = await sql<{ id: number; kind: string; stage: string }>`select id, kind, stage from notices
    where organization_id = ${organization_id} and id > ${channel.last} order by id limit ${atOnce}`.execute(tx.db);
  const last = rows.at(-1)?.id;
  if (last === undefined) return false;
  const wanted = rows.filter(({ kind }) => channel.events.length === 0 || channel.events.includes(kind));
  if (wanted.length > 0)
    await tx.db
      .insertInto('channel_deliveries')
      .values(
        wanted.map(({ id: noticeId, kind, stage }) => ({
          organization_id,
          uuid: newId(),
          channel_id: id,
          notice_id: noticeId,
          event: kind,
          stage,
          status: 'waiting',
          attempts: 0,
          next_attempt_at: tx.now(),
          created_at: tx.now(),
        })),
      )
      .onConflict((conflict) => conflict.columns(['organization_id', 'channel_id', 'notice_id']).doNothing())
      .execute();
  await sql`update channels set last_notice_id = ${last} where ${own}`.execute(tx.db);
  return rows.length === atOnce;
}
