import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/harness.ts';
import { failureOf } from './failures.ts';

const database = useDatabase();

describe('L-08: no statement runs for ever', () => {
  it('each connection has an end for it, which is a 503 to its caller', async () => {
    const { db } = database.current;
    const setting = async (name: string) => {
      const { rows } = await sql<{
        ms: number;
      }>`select setting::bigint as ms from pg_settings where name = ${name}`.execute(db);
      return rows[0]?.ms ?? 0;
    };
    for (const name of ['statement_timeout', 'idle_in_transaction_session_timeout']) {
      expect(await setting(name), name).toBeGreaterThan(0);
      expect(await setting(name), name).toBeLessThanOrEqual(60_000);
    }
    const slow = db.transaction().execute(async (tx) => {
      await sql`set local statement_timeout = 50`.execute(tx);
      await sql`select pg_sleep(5)`.execute(tx);
    });
    const failure = await slow.then(
      () => 'done',
      (error: unknown) => failureOf(error),
    );
    expect(failure).toBe('unavailable');
  });
});
