import { sql } from 'kysely';
import type { DbTransaction } from '../db/database.ts';

// Any constant of our own.
const lockKey = 7_021_995;

/**
 * Whoever writes a version's flags on a site holds this shared; whoever changes verdicts holds it alone. So a change
 * of a verdict begins after every write that used the old one was committed, and every later write sees the new one.
 */
export async function holdVerdicts(db: DbTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${sql.raw(String(lockKey))})`.execute(db);
}

export async function holdVerdictsAlone(db: DbTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.raw(String(lockKey))})`.execute(db);
}

/** The same lock, for a statement that is sent as it is. */
export const sharedVerdictLock = `pg_advisory_xact_lock_shared(${lockKey})`;
