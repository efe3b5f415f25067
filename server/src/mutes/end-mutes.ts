import type * as contract from '@patchlight/contract/mutes';
import { sql } from 'kysely';
import { type Ctx, inScope, inTransaction, type TxCtx } from '../context.ts';
import { conflict } from '../errors.ts';
import { flagMutedSites, flagSitesOf } from '../inventory/flag-muted-sites.ts';
import { endMutes } from '../modules/end-mutes.ts';
import { holdVerdictsAlone } from '../modules/verdict-lock.ts';
import { holdMute, viewMute } from './mutes.ts';

const dueAtOnce = 100;

/** Ends a mute; what it hid counts again when this returns. */
export async function endMute(ctx: Ctx, { params }: { params: { mute_id: string } }): Promise<contract.Mute> {
  const mute = await inTransaction(ctx, async (tx) => {
    await holdVerdictsAlone(tx.db);
    const { id, ended_at } = await holdMute(tx, params.mute_id);
    if (ended_at !== null) throw conflict('It has ended already.');
    await endNow(tx, [id]);
    return viewMute(tx.db, tx.visibleOrganizationIds, params.mute_id);
  });
  await flagMutedSites(ctx);
  return mute;
}

/** Ends these mutes in a transaction that holds the verdicts alone, and brings the first sites of each up to date. */
export async function endNow(tx: TxCtx, ids: readonly number[]): Promise<void> {
  const ended = await endMutes(tx, sql`mu.id = any(${ids}::bigint[])`, 'person');
  for (const mute of ended) await flagSitesOf(tx, mute);
}

/** The job: ends what is due, each mute in the minute of its end. Returns how many. */
export async function endDueMutes(ctx: Ctx, { signal }: { signal?: AbortSignal } = {}): Promise<number> {
  let total = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { rows } = await sql<{ id: number }>`select id from mutes
      where ended_at is null and ends_at <= ${ctx.now()} and ${inScope(ctx.organizationIds, 'organization_id')}
      order by ends_at limit ${dueAtOnce}`.execute(ctx.db);
    if (rows.length === 0) break;
    // Between its being read and this it may have been extended.
    const isDue = sql`mu.id = any(${rows.map(({ id }) => id)}::bigint[]) and mu.ends_at <= ${ctx.now()}`;
    await inTransaction(ctx, async (tx) => {
      await holdVerdictsAlone(tx.db);
      for (const mute of await endMutes(tx, isDue, 'date')) await flagSitesOf(tx, mute);
    });
    total += rows.length;
  }
  await flagMutedSites(ctx, { signal });
  return total;
}
