import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/inventory';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { notFound } from '../errors.ts';
import { requireSite } from '../sites/sites.ts';

// Those that wait in the inbox were not read: what they say of themselves is not known yet.
const reports = sql`(
  select organization_id, site_id, report_id, status, reason, source, trigger, agent, effective_at, received_at, sequence, baseline,
    changes, warnings from site_reports
  union all
  select organization_id, site_id, report_id, 'pending', failure, 'site', null, null, received_at, received_at, null, false, 0, null
    from report_inbox) r`;
const columns = sql`r.report_id, r.status, r.reason, r.source, r.trigger, r.agent, r.effective_at, r.received_at, r.sequence,
  r.baseline, r.changes, coalesce(r.warnings, '[]') as warnings`;

export async function listSiteReports(
  ctx: Ctx,
  {
    params,
    query,
    page,
  }: { params: { site_id: string }; query: QueryOf<typeof contract.listSiteReports>; page: PageRequest },
): Promise<Page<contract.ReceivedReport>> {
  const site = await requireSite(ctx, params.site_id);
  const where = sql`r.organization_id = ${site.organizationId} and r.site_id = ${site.id}
    and ${query.status === undefined ? sql`true` : sql`r.status = ${query.status}`}`;
  const descending = query.sort !== 'received_at';
  return selectPage(ctx.db, {
    select: sql`select ${columns}, r.received_at as _received, r.report_id as _report from ${reports} where ${where}`,
    sort: [
      { column: '_received', type: 'timestamptz', descending },
      { column: '_report', type: 'uuid', descending },
    ],
    page,
    total: sql`select count(*) as total from ${reports} where ${where}`,
  });
}

/** The accepted report of this id; one that was refused only where none was accepted. */
export async function getSiteReport(
  ctx: Ctx,
  { params }: { params: { site_id: string; report_id: string } },
): Promise<contract.ReceivedReport> {
  const site = await requireSite(ctx, params.site_id);
  const select = sql`select ${columns} from ${reports}
    where r.organization_id = ${site.organizationId} and r.site_id = ${site.id} and r.report_id = ${params.report_id}`;
  // Refused ones have no index by their id, and the second part does not run where the first finds something.
  const { rows } = await sql<contract.ReceivedReport>`(${select} and r.status <> 'rejected') union all
    (${select} and r.status = 'rejected' order by r.received_at desc limit 1) limit 1`.execute(ctx.db);
  if (rows[0] === undefined) throw notFound();
  return rows[0];
}
