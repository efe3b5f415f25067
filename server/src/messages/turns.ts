import { sql } from 'kysely';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';

/** Writes to people one after the other. Whoever it fails for keeps nobody else waiting: it is said when all had their turn. */
export function createTurns(ctx: Ctx) {
  const failures: unknown[] = [];
  return {
    /** Does the work for a person in a transaction of its own; undefined where it fails. Throws where the database is away. */
    async take<T>(userId: number, work: (tx: TxCtx) => Promise<T>): Promise<T | undefined> {
      try {
        return await inTransaction(ctx, work);
      } catch (error) {
        ctx.log.error({ err: error, user_id: userId }, 'message to a person not written');
        failures.push(error);
        await sql`select`.execute(ctx.db);
        return undefined;
      }
    },
    /** Throws where one turn or more failed. */
    end(): void {
      if (failures.length === 0) return;
      const [first] = failures;
      const why = first instanceof Error ? first.message : String(first);
      throw new Error(`Messages not written: ${failures.length}. The first: ${why}`, { cause: first });
    },
  };
}
