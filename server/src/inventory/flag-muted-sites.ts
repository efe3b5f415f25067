import { sql } from 'kysely';
import { announce } from '../changes/changes.ts';
import { type Ctx, inScope, inTransaction, type TxCtx } from '../context.ts';
import type { Db, DbTransaction } from '../db/database.ts';
import { raiseMuteEpoch } from '../modules/end-mutes.ts';
import { holdVerdicts, holdVerdictsAlone } from '../modules/verdict-lock.ts';
import type { Retag, SiteNumber } from '../sites/retag.ts';
import { flagRows, lockSites, recountSites } from './flag-rows.ts';

const sitesPerBatch = 500;

/** A mute that changed, with what tells where rows may have to show it. */
export interface ChangedMute {
  readonly id: number;
  readonly organization_id: number;
  readonly module_id: number;
  readonly site_id: number | null;
  readonly tags: readonly string[] | null;
  readonly epoch: number;
}

/**
 * Brings the sites of a mute up to date in the transaction that changed it, which holds the verdicts alone. Of more than a
 * batch of sites the others follow after the commit, by `flagMutedSites`; until then the mute is noted as one that changed.
 */
export async function flagSitesOf(tx: TxCtx, mute: ChangedMute): Promise<void> {
  const sites = await sitesOf(tx.db, mute);
  await flagBatch(tx, mute, sites.slice(0, sitesPerBatch));
  if (sites.length <= sitesPerBatch) await markFlagged(tx.db, mute);
}

/**
 * Works through the mutes that changed while their sites still show what was before, in batches; a batch that was
 * interrupted is done again. Returns the number of sites looked at.
 */
export async function flagMutedSites(
  { once: _once, ...ctx }: Ctx,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<number> {
  let total = 0;
  for (;;) {
    const { rows } = await sql<ChangedMute>`select id, organization_id, module_id, site_id, tags, epoch from mutes
      where flagged_epoch < epoch and ${inScope(ctx.organizationIds, 'organization_id')}
      order by organization_id, id limit 100`.execute(ctx.db);
    if (rows.length === 0) return total;
    for (const mute of rows) {
      const sites = await sitesOf(ctx.db, mute);
      for (let from = 0; from < sites.length; from += sitesPerBatch) {
        signal?.throwIfAborted();
        await inTransaction(ctx, (tx) => flagBatch(tx, mute, sites.slice(from, from + sitesPerBatch)));
      }
      await markFlagged(ctx.db, mute);
      total += sites.length;
    }
  }
}

/** Where it may hide the project, and where it does. */
async function sitesOf(db: Db | DbTransaction, mute: ChangedMute): Promise<SiteNumber[]> {
  const { id, organization_id, module_id, site_id, tags } = mute;
  const { rows } = await sql<SiteNumber>`
    select sm.organization_id, sm.site_id from site_modules sm
    join sites s on s.organization_id = sm.organization_id and s.id = sm.site_id
    where sm.organization_id = ${organization_id} and sm.module_id = ${module_id}
      and (sm.mute_id = ${id} or ((${site_id}::bigint is null or sm.site_id = ${site_id})
        and (${tags}::text[] is null or s.tags && ${tags}::text[])))
    order by sm.organization_id, sm.site_id`.execute(db);
  return rows;
}

async function flagBatch(
  tx: TxCtx,
  { organization_id, module_id }: ChangedMute,
  sites: readonly SiteNumber[],
): Promise<void> {
  if (sites.length === 0) return;
  await lockSites(tx, sites);
  await recountSites(tx, await flagRows(tx, sites, sql`sm.module_id = ${module_id}`));
  await announce(tx.db, [{ to: organization_id, keys: ['sites'] }]);
}

// A mute that changed again meanwhile carries a newer epoch and stays noted.
async function markFlagged(db: Db | DbTransaction, { id, organization_id, epoch }: ChangedMute): Promise<void> {
  await sql`update mutes set flagged_epoch = greatest(flagged_epoch, ${epoch})
    where organization_id = ${organization_id} and id = ${id}`.execute(db);
}

/** What mutes of tags make of sites that are given other tags. */
export const retag: Retag = {
  hold: (tx) => holdVerdicts(tx.db),
  async settle(tx, sites) {
    if (sites.length === 0) return;
    const organizations = [...new Set(sites.map(({ organization_id }) => organization_id))];
    const { rows } = await sql<{ module_id: number }>`select distinct module_id from mutes
      where organization_id = any(${organizations}::bigint[]) and tags is not null and ended_at is null`.execute(tx.db);
    if (rows.length === 0) return;
    const muted = sql`sm.module_id = any(${rows.map(({ module_id }) => module_id)}::bigint[])`;
    await lockSites(tx, sites);
    await recountSites(tx, await flagRows(tx, sites, muted));
  },
  async rename(tx, { organizationId, from, to }, write) {
    await holdVerdictsAlone(tx.db);
    const renamed = sql`array(select distinct case when tag = ${from} then ${to} else tag end from unnest(tags) as tag)`;
    const { rows } = await sql<ChangedMute>`update mutes set tags = ${renamed}, updated_at = ${tx.now()},
        epoch = (select mute_epoch + 1 from catalogue_epoch)
      where organization_id = ${organizationId} and ${from} = any(tags) and ended_at is null
      returning id, organization_id, module_id, site_id, tags, epoch`.execute(tx.db);
    if (rows.length > 0) await raiseMuteEpoch(tx);
    const written = await write();
    for (const mute of rows) await flagSitesOf(tx, mute);
    return written;
  },
};
