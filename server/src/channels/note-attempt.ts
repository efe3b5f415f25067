import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import type { Posted } from '../outgoing/outgoing.ts';
import type { ChannelOutcome } from '../telemetry.ts';
import type { Claim } from './claim-delivery.ts';
import { nextAttempt } from './retry.ts';
import { isTaken, noteOf } from './send.ts';
import { switchOff } from './write-channel.ts';

/** So long nothing may arrive before a channel is switched off. */
export const failingDays = 3;

/** Keeps what became of an attempt, and switches the channel off where it is gone, or has been failing for too long. */
export function noteAttempt(ctx: Ctx, claim: Claim, posted: Posted, random: number): Promise<ChannelOutcome> {
  return inTransaction(ctx, async (tx) => {
    const failingSince = await leave(tx, claim, isTaken(posted));
    const isGone = posted.kind === 'answered' && posted.status === 410;
    const { attempts } = claim;
    const answer = posted.kind === 'answered' ? posted : { status: null, retryAfter: null };
    const next = isTaken(posted) || isGone ? null : nextAttempt({ ...answer, attempts, random, now: tx.now() });
    const outcome = isTaken(posted) ? 'delivered' : next === null ? 'failed' : 'deferred';
    const status = outcome === 'deferred' ? 'waiting' : outcome;
    const note = noteOf(posted);
    // One that was given up meanwhile, because the channel was switched off, is not due again, but may have arrived.
    await sql`update channel_deliveries set status = ${status}, next_attempt_at = ${next}, status_code = ${note.status_code},
        answer = ${note.answer}
      where organization_id = ${claim.organization_id} and id = ${claim.id} and attempts = ${attempts}
        and (status = 'waiting' or ${status} = 'delivered')`.execute(tx.db);
    const isHopeless = failingSince !== null && tx.now().getTime() - failingSince.getTime() >= failingDays * 86_400_000;
    if (isGone) await pause(tx, claim, 'gone');
    else if (isHopeless) await pause(tx, claim, 'failing');
    return outcome;
  });
}

/** What the channel is told no more of: nothing is left to say of it. */
export function dropDelivery(ctx: Ctx, claim: Claim): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    await release(tx, claim);
    await sql`delete from channel_deliveries where organization_id = ${claim.organization_id} and id = ${claim.id}`.execute(
      tx.db,
    );
  });
}

/** As if it had not been claimed: this process stops. What it sent may have arrived, and goes again under the same id. */
export function giveBack(ctx: Ctx, claim: Claim): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    await release(tx, claim);
    await sql`update channel_deliveries set attempts = attempts - 1, next_attempt_at = ${tx.now()}
      where organization_id = ${claim.organization_id} and id = ${claim.id} and attempts = ${claim.attempts}
        and status = 'waiting'`.execute(tx.db);
  });
}

/** The channel is free for the next one; returns since when it has been failing. Another who has it by now keeps it. */
async function leave(tx: TxCtx, claim: Claim, isDelivered: boolean): Promise<Date | null> {
  await release(tx, claim);
  const { rows } = await sql<{ failing_since: string | null }>`update channels
    set failing_since = ${isDelivered ? null : sql`coalesce(failing_since, ${tx.now()})`},
      last_delivered_at = ${isDelivered ? tx.now() : sql`last_delivered_at`}
    where organization_id = ${claim.organization_id} and id = ${claim.channel_id} returning failing_since`.execute(
    tx.db,
  );
  const since = rows[0]?.failing_since ?? null;
  return since === null ? null : new Date(since);
}

async function release(tx: TxCtx, { organization_id, channel_id, busy_until }: Claim): Promise<void> {
  await sql`update channels set busy_until = null
    where organization_id = ${organization_id} and id = ${channel_id} and busy_until = ${busy_until}`.execute(tx.db);
}

async function pause(tx: TxCtx, claim: Claim, reason: 'gone' | 'failing'): Promise<void> {
  const { rows } = await sql`select from channels
    where organization_id = ${claim.organization_id} and id = ${claim.channel_id} and is_active`.execute(tx.db);
  if (rows.length === 0) return;
  await switchOff(tx, { id: claim.channel_id, organization_id: claim.organization_id }, reason);
  await audit(tx, 'channel.paused', {
    organizationId: claim.organization_id,
    target: { type: 'channel', id: claim.channel_uuid },
    after: { reason },
  });
}
