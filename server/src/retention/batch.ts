import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';

// Any number that no other advisory lock of this program has.
const purgingLock = 8_011_230;

/** What a purge is run with. */
export interface Purge {
  readonly ctx: Ctx;
  /** Rows that one transaction deletes at most: a large site is not one long transaction that others wait for. */
  readonly batchRows: number;
  readonly signal: AbortSignal | undefined;
}

/** Another process is purging, or this one is stopping: the rest is done by somebody else, or later. */
export class PurgeStopped extends Error {}

/** Another process purged it since it was listed, or it came back. */
export class NotDue extends Error {}

/**
 * One transaction of the purge. It holds the lock of all purges for as long as it takes: of several processes one goes on
 * from batch to batch, and the others meet the lock and stop. A process that dies leaves no lock behind.
 */
export async function inBatch<T>({ ctx, signal }: Purge, name: string, work: (tx: TxCtx) => Promise<T>): Promise<T> {
  if (signal?.aborted === true) throw new PurgeStopped('The process is stopping.');
  const result = await inTransaction(ctx, async (tx) => {
    // A statement of its own: the next one must see what the holder before had committed.
    const { rows } = await sql<{
      mine: boolean;
    }>`select pg_try_advisory_xact_lock(${purgingLock}::bigint) as mine`.execute(tx.db);
    if (rows[0]?.mine !== true) throw new PurgeStopped('Another process is purging.');
    return work(tx);
  });
  ctx.log.debug({ batch: name }, 'purge batch committed');
  return result;
}

export interface Part {
  readonly table: string;
  readonly where: RawBuilder<unknown>;
}

/** Deletes the rows of each table in turn, batch by batch. `hold` locks their owner, or throws `NotDue`. */
export async function deleteParts(
  purge: Purge,
  hold: (tx: TxCtx) => Promise<unknown>,
  parts: readonly Part[],
): Promise<void> {
  for (const { table, where } of parts) {
    let deleted: number;
    do {
      deleted = await inBatch(purge, table, async (tx) => {
        await hold(tx);
        const rows = sql`select ctid from ${sql.table(table)} where ${where} limit ${purge.batchRows}`;
        const { numAffectedRows } = await sql`
          delete from ${sql.table(table)} where ctid = any(array(${rows}))`.execute(tx.db);
        return Number(numAffectedRows ?? 0);
      });
    } while (deleted === purge.batchRows);
  }
}
