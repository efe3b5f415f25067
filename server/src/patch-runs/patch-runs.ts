import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/patch-runs';
import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { requireSite, type SiteKey } from '../sites/sites.ts';

/** A patch run as the contract has it, of the row `r`. */
export const patchRunColumns = (
  site: SiteKey,
) => sql`r.uuid as id, ${site.uuid}::uuid as site_id, r.run_date, r.source, r.url, r.note,
  r.updates, r.source = 'detected' or r.report_id is not null as detected, r.report_id,
  to_json(array_remove(r.report_id || r.later_report_ids, null)) as report_ids,
  case when r.actor_type is not null then json_build_object('type', r.actor_type, 'id', r.actor_id, 'name', r.actor_name) end
    as recorded_by, r.created_at`;

export async function listPatchRuns(
  ctx: Ctx,
  {
    params,
    query,
    page,
  }: { params: { site_id: string }; query: QueryOf<typeof contract.listPatchRuns>; page: PageRequest },
): Promise<Page<contract.PatchRun>> {
  const site = await requireSite(ctx, params.site_id);
  const parts: RawBuilder<unknown>[] = [sql`r.organization_id = ${site.organizationId} and r.site_id = ${site.id}`];
  if (query.from !== undefined) parts.push(sql`r.run_date >= ${query.from}`);
  if (query.to !== undefined) parts.push(sql`r.run_date < ${query.to}`);
  if (query.source !== undefined) parts.push(sql`r.source = ${query.source}`);
  if (query.module !== undefined)
    parts.push(sql`r.updates @> jsonb_build_array(jsonb_build_object('module', ${query.module}::text))`);
  const where = sql.join(parts, sql` and `);
  const descending = query.sort !== 'run_date';
  return selectPage(ctx.db, {
    select: sql`select ${patchRunColumns(site)}, r.run_date as _run_date, r.id as _id from patch_runs r where ${where}`,
    sort: [
      { column: '_run_date', type: 'timestamptz', descending },
      { column: '_id', type: 'bigint', descending },
    ],
    page,
    total: sql`select count(*) as total from patch_runs r where ${where}`,
  });
}
