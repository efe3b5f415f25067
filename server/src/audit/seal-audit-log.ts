import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { hashOfSeal, type Seal, sealedRow, selectCanonical } from './sealed-row.ts';

// Hashed in one go: for as long as that takes nothing else runs in this process.
const rowsPerSeal = 1000;
const pollMs = 100;

// Any number that no other advisory lock of this program has.
const sealingLock = 5_072_001;

interface SealOptions {
  /** How long to wait for writers that hold an id open; after that the rows are left to the next run. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Seals the rows that were written since the last seal into the hash chain. Returns how many. Of several processes one
 * seals, the others find nothing to do. Takes no lock that a writer would wait for.
 */
export async function sealAuditLog(ctx: Ctx, options: SealOptions = {}): Promise<number> {
  const horizon = await finishedUpTo(ctx, options);
  if (horizon === null) return 0;
  let total = 0;
  let head: Buffer | undefined;
  for (;;) {
    const seal = await inTransaction(ctx, (tx) => sealNext(tx, horizon));
    total += seal?.row_count ?? 0;
    head = seal?.hash ?? head;
    if (seal?.row_count === rowsPerSeal && options.signal?.aborted !== true) continue;
    // Who keeps the log elsewhere can tell from it when the whole chain was made anew.
    if (head !== undefined) ctx.log.info({ rows: total, hash: head.toString('hex') }, 'audit log sealed');
    return total;
  }
}

/**
 * The highest id below which nothing can appear any more, or null where that cannot be said yet.
 *
 * An id is given out before its row is committed: row 6 may be seen while 5 is still being written. Whoever takes an id
 * holds the table's lock for writers from before that until after its commit is seen. So every transaction that may
 * hold an id up to the highest one seen now has that lock now, or has ended; once those have let go of it, all ids up to
 * there are decided. (Comparing the row's xmin with the oldest running transaction is not enough: a transaction has
 * an id of the sequence before it has a number of its own.)
 */
async function finishedUpTo(ctx: Ctx, { patienceMs = 5000, signal }: SealOptions): Promise<number | null> {
  const { rows } = await sql<{ highest: number | null; sealed: number | null }>`
    select (select id from audit_logs order by id desc limit 1) as highest,
      (select last_id from audit_seals order by id desc limit 1) as sealed`.execute(ctx.db);
  const { highest, sealed } = rows[0] ?? { highest: null, sealed: null };
  if (highest === null || highest <= (sealed ?? 0)) return null;
  const writers = await writersOf(ctx);
  for (let waited = 0; (await writersOf(ctx, writers)).length > 0; waited += pollMs) {
    if (waited >= patienceMs || signal?.aborted === true) return null;
    await sleep(pollMs);
  }
  return highest;
}

/** Who holds the table's lock for writers: all of them, or those of `among` who still do. */
async function writersOf(ctx: Ctx, among?: readonly string[]): Promise<string[]> {
  if (among?.length === 0) return [];
  const { rows } = await sql<{ writer: string }>`
    select virtualtransaction as writer from pg_locks
    where locktype = 'relation' and relation = 'audit_logs'::regclass and mode = 'RowExclusiveLock'
      and database = (select oid from pg_database where datname = current_database())
      and ${among === undefined ? sql`true` : sql`virtualtransaction = any(${among}::text[])`}`.execute(ctx.db);
  return rows.map(({ writer }) => writer);
}

async function sealNext(tx: TxCtx, horizon: number): Promise<Omit<Seal, 'id'> | null> {
  // A statement of its own: the next one must see what the holder before had committed.
  const { rows: locked } = await sql<{
    mine: boolean;
  }>`select pg_try_advisory_xact_lock(${sealingLock}) as mine`.execute(tx.db);
  if (locked[0]?.mine !== true) return null;
  const last = await tx.db
    .selectFrom('audit_seals')
    .select(['last_id', 'hash'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const first_id = (last?.last_id ?? 0) + 1;
  const found = await selectCanonical(sql`id >= ${first_id} and id <= ${horizon}`, rowsPerSeal).execute(tx.db);
  const rows = found.rows.map(sealedRow);
  const final = rows.at(-1);
  if (final === undefined) return null;
  // Ranges meet without a gap: a row that appears later at an id in between was inserted.
  const seal: Omit<Seal, 'id' | 'hash'> = {
    first_id,
    last_id: final.id,
    row_count: rows.length,
    previous_hash: last?.hash ?? null,
    rows,
  };
  const hash = hashOfSeal(seal);
  await tx.db
    .insertInto('audit_seals')
    .values({ ...seal, rows: JSON.stringify(rows), hash, sealed_at: tx.now() })
    .execute();
  return { ...seal, hash };
}
