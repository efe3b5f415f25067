import type * as contract from '@patchlight/contract/channels';
import type { QueryOf } from '@patchlight/contract/endpoint';
import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Ctx, inScope, inTransaction, type Scope, type TxCtx } from '../context.ts';
import type { Db } from '../db/database.ts';
import { requestJob } from '../db/jobs.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { conflict, notFound } from '../errors.ts';
import { type ChannelKey, holdChannel, requireChannel } from './channels.ts';

type Delivery = contract.ChannelDelivery;

const columns = sql`d.uuid as id, d.event, d.stage, d.subject, d.status, d.attempts, d.status_code, d.answer, d.next_attempt_at,
  d.created_at`;

export async function listDeliveries(
  ctx: Ctx,
  {
    params,
    query,
    page,
  }: { params: { channel_id: string }; query: QueryOf<typeof contract.listChannelDeliveries>; page: PageRequest },
): Promise<Page<Delivery>> {
  const { organization_id, id } = await requireChannel(ctx, params.channel_id);
  const where = sql`d.organization_id = ${organization_id} and d.channel_id = ${id}
    and ${query.status === undefined ? sql`true` : sql`d.status = ${query.status}`}`;
  return selectPage(ctx.db, {
    select: sql`select ${columns}, d.id as _id from channel_deliveries d where ${where}`,
    sort: [{ column: '_id', type: 'bigint', descending: query.sort !== 'created_at' }],
    page,
    total: sql`select count(*) as total from channel_deliveries d where ${where}`,
  });
}

/** Sends it again: the same bytes under the same id, however it ended before. */
export async function replayDelivery(
  ctx: Ctx,
  { params }: { params: { channel_id: string; delivery_id: string } },
): Promise<Delivery> {
  return inTransaction(ctx, async (tx) => {
    const channel = await holdChannel(tx, params.channel_id);
    const found = await deliveryOf(tx, channel, params.delivery_id);
    if (found.status === 'waiting') throw conflict('It is being sent already.');
    const active = await tx.db
      .selectFrom('channels')
      .select('is_active')
      .where('organization_id', '=', channel.organization_id)
      .where('id', '=', channel.id)
      .executeTakeFirstOrThrow();
    if (!active.is_active) throw conflict('The channel is switched off. Switch it on first.');
    await sql`update channel_deliveries set status = 'waiting', attempts = 0, next_attempt_at = ${tx.now()}
      where organization_id = ${channel.organization_id} and uuid = ${params.delivery_id}`.execute(tx.db);
    await audit(tx, 'channel.deliveryReplayed', {
      organizationId: channel.organization_id,
      target: { type: 'channel', id: channel.uuid },
      after: { delivery_id: params.delivery_id, event: found.event, subject: found.subject },
    });
    await requestJob(tx.db, 'deliver-channels');
    return deliveryOf(tx, channel, params.delivery_id);
  });
}

export async function deliveryOf(tx: TxCtx, channel: ChannelKey, uuid: string): Promise<Delivery> {
  const { rows } = await sql<Delivery>`select ${columns} from channel_deliveries d
    where d.organization_id = ${channel.organization_id} and d.channel_id = ${channel.id} and d.uuid = ${uuid}`.execute(
    tx.db,
  );
  if (rows[0] === undefined) throw notFound();
  return rows[0];
}

/** Gives up what waits: the channel is switched off. Each may be replayed once it is on again. */
export async function stopDeliveries(
  tx: TxCtx,
  { organization_id, id }: Pick<ChannelKey, 'id' | 'organization_id'>,
): Promise<void> {
  await sql`update channel_deliveries set status = 'failed', next_attempt_at = null,
      answer = coalesce(answer, 'The channel was switched off before it could be sent.')
    where organization_id = ${organization_id} and channel_id = ${id} and status = 'waiting'`.execute(tx.db);
}

/** True when the delivery is there and within the scope. */
export async function seesDelivery(db: Db, scope: Scope, uuid: string): Promise<boolean> {
  const { rows } = await sql`select from channel_deliveries d
    where d.uuid = ${uuid} and ${inScope(scope, 'd.organization_id')}`.execute(db);
  return rows.length > 0;
}
