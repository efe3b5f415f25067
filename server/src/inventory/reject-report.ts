import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import type { OperationError } from '../errors.ts';
import { newId } from '../ids.ts';

const rejectedPerHour = 50;

/**
 * Keeps a refused report in the list of the site that its path names, so that an installer sees why nothing shows up.
 * Never the key, never the body. Refusals past fifty an hour are not kept: the list is no place to fill a disk.
 */
export async function recordRejection(
  ctx: Pick<Ctx, 'db' | 'now' | 'requestId'>,
  siteUuid: string,
  refusal: OperationError,
  reportId = newId(),
): Promise<void> {
  const reason = `${refusal.code}: ${refusal.message}`.slice(0, 500);
  const now = ctx.now();
  await sql`
    insert into site_reports (organization_id, site_id, received_at, report_id, effective_at, status, reason, body_hash, request_id)
    select s.organization_id, s.id, ${now}, ${reportId}, ${now}, 'rejected', ${reason}, ${createHash('sha256').digest()}, ${ctx.requestId}
    from sites s where s.uuid = ${siteUuid} and not s.is_deleted and (
      select count(*) from site_reports r where r.organization_id = s.organization_id and r.site_id = s.id and r.status = 'rejected'
        and r.received_at > ${now}::timestamptz - interval '1 hour') < ${rejectedPerHour}`.execute(ctx.db);
}
