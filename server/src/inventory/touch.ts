import { bytesArray, numberArray, textArray, timeArray } from '../db/arrays.ts';
import type { PipelinePool } from '../db/database.ts';

/** The same bytes as the site's newest report, once more. */
export interface Touch {
  readonly site: { readonly id: number; readonly uuid: string; readonly organizationId: number };
  readonly reportId: string;
  readonly receivedAt: Date;
  readonly bodyHash: Buffer;
  readonly source: string;
  readonly trigger: string | null;
  readonly agent: string | null;
  readonly requestId: string;
}

// The hash is compared again here, in the row: another process may have written a newer report meanwhile. A site that is
// not returned, or whose report id is known, goes the long way.
const touchStatement = {
  name: 'inventory-touch-sites',
  text: `with wanted as (
      select * from unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::timestamptz[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[])
        as w(organization_id, site_id, body_hash, received_at, report_id, source, trigger, agent, request_id)),
    locked as (
      select s.organization_id, s.id, w.received_at, w.report_id from sites s join wanted w on s.organization_id = w.organization_id and s.id = w.site_id
      where s.last_report_hash = w.body_hash and s.reported_at <= w.received_at and not s.is_deleted
      order by s.organization_id, s.id for no key update of s),
    reported as (
      insert into site_reports (organization_id, site_id, received_at, report_id, effective_at, source, status, trigger, agent, body_hash, request_id)
      select w.organization_id, w.site_id, w.received_at, w.report_id, w.received_at, w.source, 'unchanged', w.trigger, w.agent, w.body_hash, w.request_id
      from wanted w join locked l on l.organization_id = w.organization_id and l.id = w.site_id
      on conflict (organization_id, site_id, report_id) where status <> 'rejected' do nothing
      returning organization_id, site_id, received_at, report_id)
    update sites s set last_report_at = r.received_at, reported_at = r.received_at, last_sequence = null, inventory_at = r.received_at,
      inventory_sequence = null, last_report_id = r.report_id
    from reported r where s.organization_id = r.organization_id and s.id = r.site_id
    returning s.id, s.expected_interval_hours`,
};

/** Notes that sites are seen, unchanged: one statement for all. Returns the interval of each site that was touched. */
export async function touchSites(pipeline: PipelinePool, touches: readonly Touch[]): Promise<Map<number, number>> {
  const rows = await pipeline.run<{ id: number; expected_interval_hours: number }>(touchStatement, [
    numberArray(touches.map(({ site }) => site.organizationId)),
    numberArray(touches.map(({ site }) => site.id)),
    bytesArray(touches.map(({ bodyHash }) => bodyHash)),
    timeArray(touches.map(({ receivedAt }) => receivedAt)),
    textArray(touches.map(({ reportId }) => reportId)),
    textArray(touches.map(({ source }) => source)),
    textArray(touches.map(({ trigger }) => trigger)),
    textArray(touches.map(({ agent }) => agent)),
    textArray(touches.map(({ requestId }) => requestId)),
  ]);
  return new Map(rows.map((row) => [row.id, row.expected_interval_hours]));
}
