export { contradictions } from '../../bench/src/consistency.ts';

type Query = <Row>(text: string) => Promise<Row[]>;

/**
 * Reports that are there twice, or with more or less than what they changed: in the history under their id, and in the
 * audit log. Empty when each was applied exactly once.
 */
export async function unevenReports(query: Query): Promise<object[]> {
  return [
    ...(await query<object>(
      "select report_id, count(*) from site_reports where status <> 'rejected' group by report_id having count(*) > 1",
    )),
    ...(await query<object>(
      'select report_id, count(*) from patch_runs where report_id is not null group by report_id having count(*) > 1',
    )),
    ...(await query<object>(`
      select r.report_id, r.changes, h.rows, a.rows as audit from site_reports r
      cross join lateral (select count(*) as rows from site_module_history h where h.site_id = r.site_id and h.report_id = r.report_id) h
      cross join lateral (select count(*) as rows from audit_logs a where a.target_id = r.report_id::text and a.action = 'inventory.recorded') a
      where r.status in ('applied', 'unchanged') and (h.rows <> r.changes or a.rows <> case r.status when 'applied' then 1 else 0 end)`)),
  ];
}
