import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction } from '../context.ts';
import { notFound } from '../errors.ts';
import { deadLettersLike } from './dead-letters.ts';

export function dropDeadLetter(ctx: Ctx, { params }: { params: { dead_letter_id: string } }): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const { rows } = await sql<{ organizationId: number; siteId: number; reportId: string; failure: string | null }>`
      delete from report_inbox d where d.uuid = ${params.dead_letter_id} and ${deadLettersLike(tx, {})}
      returning d.organization_id as "organizationId", d.site_id as "siteId", d.report_id as "reportId", d.failure`.execute(
      tx.db,
    );
    const [dropped] = rows;
    if (dropped === undefined) throw notFound();
    const { organizationId, siteId, reportId, failure } = dropped;
    await audit(tx, 'dead_letter.dropped', {
      organizationId,
      siteId,
      target: { type: 'report', id: reportId },
      before: { failure },
    });
  });
}
