import { replayMax } from '@patchlight/contract/dead-letters';
import { type RawBuilder, sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { notFound } from '../errors.ts';
import { deadLettersLike, type Filters } from './dead-letters.ts';

interface One {
  readonly params: { readonly dead_letter_id: string };
}
interface Replayed {
  readonly replayed: number;
}

export function replayDeadLetter(ctx: Ctx, { params: { dead_letter_id: id } }: One): Promise<Replayed> {
  return inTransaction(ctx, async (tx) => {
    const replayed = await replay(tx, sql`d.uuid = ${id} and ${deadLettersLike(tx, {})}`);
    if (replayed === 0) throw notFound();
    return { replayed };
  });
}

export function replayDeadLetters(ctx: Ctx, { body }: { body: Filters }): Promise<Replayed> {
  return inTransaction(ctx, async (tx) => ({ replayed: await replay(tx, deadLettersLike(tx, body)) }));
}

/** They wait again as they did when they came, with all of their tries before them; the next look at the inbox finds them. */
async function replay(tx: TxCtx, which: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ organizationId: number; reportIds: string[] }>`
    with wanted as (select d.organization_id, d.site_id, d.id from report_inbox d where ${which}
        order by d.dead_at, d.id limit ${replayMax} for update skip locked),
      waiting as (
        update report_inbox i set dead_at = null, uuid = null, failure = null, tries = 0, claimed_until = '-infinity'
        from wanted w where i.organization_id = w.organization_id and i.site_id = w.site_id and i.id = w.id
        returning i.organization_id, i.report_id)
    select organization_id as "organizationId", array_agg(report_id) as "reportIds" from waiting
    group by organization_id order by organization_id`.execute(tx.db);
  for (const { organizationId, reportIds } of rows)
    await audit(tx, 'dead_letter.replayed', {
      organizationId,
      target: { type: 'report', id: reportIds.length === 1 ? (reportIds[0] ?? '') : '' },
      after: { report_ids: reportIds },
    });
  return rows.reduce((sum, { reportIds }) => sum + reportIds.length, 0);
}
