import { sql } from 'kysely';
import { announce } from '../changes/changes.ts';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import type { SiteNumber } from '../sites/retag.ts';
import { flagMutedSites } from './flag-muted-sites.ts';
import { flagRows, lockSites, recountSites } from './flag-rows.ts';

const sitesPerBatch = 500;

/**
 * Brings the sites that run a version with a new verdict up to date, and those of a mute that ended with it: flags on their
 * rows, counters, status, and the events of what they are exposed to now. Works through what is noted in `changed_verdicts`, in
 * batches of sites, each one statement a table; a batch that was interrupted is done again. Returns the number of sites looked at.
 */
export async function flagChangedSites(ctx: Ctx, { signal }: { signal?: AbortSignal } = {}): Promise<number> {
  let total = 0;
  for (;;) {
    const { rows } = await sql<{
      version_id: number;
      epoch: number;
    }>`select version_id, epoch from changed_verdicts order by version_id limit 5000`.execute(ctx.db);
    if (rows.length === 0) return total + (await flagMutedSites(ctx, { signal }));
    const versions = rows.map((row) => row.version_id);
    const sites = await sitesRunning(ctx, versions);
    for (let from = 0; from < sites.length; from += sitesPerBatch) {
      signal?.throwIfAborted();
      const batch = sites.slice(from, from + sitesPerBatch);
      await inTransaction(ctx, (tx) => flagSites(tx, batch, versions));
    }
    total += sites.length;
    // A verdict that changed again meanwhile carries a newer epoch and stays noted.
    await sql`delete from changed_verdicts c using unnest(${versions}::bigint[], ${rows.map((row) => row.epoch)}::bigint[])
      as done(version_id, epoch) where c.version_id = done.version_id and c.epoch = done.epoch`.execute(ctx.db);
  }
}

// Organization by organization, because that is how the index by module begins.
async function sitesRunning(ctx: Ctx, versions: readonly number[]): Promise<SiteNumber[]> {
  const { rows } = await sql<SiteNumber>`
    select distinct sm.organization_id, sm.site_id from organizations o
    cross join (select distinct module_id from module_versions where id = any(${versions}::bigint[])) v
    cross join lateral (
      select organization_id, site_id, current_version_id from site_modules
      where organization_id = o.id and module_id = v.module_id) sm
    where sm.current_version_id = any(${versions}::bigint[])
    order by sm.organization_id, sm.site_id`.execute(ctx.db);
  return rows;
}

/** The sites are locked first; then what they run is read as it is now. */
async function flagSites(tx: TxCtx, sites: readonly SiteNumber[], versions: readonly number[]): Promise<void> {
  await lockSites(tx, sites);
  await flagRows(
    tx,
    sites,
    sql`sm.module_id = any(array(select module_id from module_versions where id = any(${versions}::bigint[])))
      and sm.current_version_id = any(${versions}::bigint[])`,
  );
  await recountSites(tx, sites);
  const organizations = new Set(sites.map((site) => site.organization_id));
  await announce(
    tx.db,
    [...organizations].map((to) => ({ to, keys: ['sites'] })),
  );
}
