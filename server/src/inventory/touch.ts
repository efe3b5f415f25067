import { bytesArray, numberArray, textArray, timeArray } from '../db/arrays.ts';
import type { PipelinePool } from '../db/database.ts';

/** The same bytes as the site's newest report, once more. */
export interface Touch {
  readonly site: { readonly id: number; readonly uuid: string; readonly organizationId: number };
  /** A new one: no other report has it. */
  readonly reportId: string;
  readonly receivedAt: Date;
  readonly bodyHash: string;
  readonly source: string;
  readonly trigger: string | null;
  readonly agent: string | null;
  readonly requestId: string;
}

// The hash is compared again here, in the row: another process may have written a newer report meanwhile. A site that is
// not returned goes the long way.
const touchStatement = {
  name: 'inventory-touch-sites',
  text: `with wanted as (
      select * from unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::timestamptz[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[])
        as w(organization_id, site_id, body_hash, received_at, report_id, source, trigger, agent, request_id)),
    locked as (
      select w.*, s.expected_interval_hours from wanted w
      join site_activity a on a.organization_id = w.organization_id and a.site_id = w.site_id
      join sites s on s.organization_id = w.organization_id and s.id = w.site_id
      where a.last_report_hash = w.body_hash and a.reported_at <= w.received_at and not s.is_deleted
      order by w.organization_id, w.site_id for no key update of a),
    reported as (
      insert into site_reports (organization_id, site_id, received_at, report_id, effective_at, source, status, trigger, agent, body_hash, request_id)
      select organization_id, site_id, received_at, report_id, received_at, source, 'unchanged', trigger, agent, body_hash, request_id
      from locked)
    update site_activity a set last_report_at = l.received_at, reported_at = l.received_at, last_sequence = null,
      inventory_at = l.received_at, inventory_sequence = null, last_report_id = l.report_id
    from locked l
    where a.organization_id = l.organization_id and a.site_id = l.site_id
    returning a.site_id as id, l.expected_interval_hours`,
};

/** Notes that sites are seen, unchanged: one statement for all. Returns the interval of each site that was touched. */
export async function touchSites(pipeline: PipelinePool, touches: readonly Touch[]): Promise<Map<number, number>> {
  const organizationIds = [...new Set(touches.map(({ site }) => site.organizationId))];
  const rows = await pipeline.transaction(organizationIds, async (send) => {
    const touched = send<{ id: number; expected_interval_hours: number }>(touchStatement, touchColumns(touches));
    return { result: touched, last: [touched] };
  });
  return new Map(rows.map((row) => [row.id, row.expected_interval_hours]));
}

function touchColumns(touches: readonly Touch[]): unknown[] {
  return [
    numberArray(touches.map(({ site }) => site.organizationId)),
    numberArray(touches.map(({ site }) => site.id)),
    bytesArray(touches.map(({ bodyHash }) => bodyHash)),
    timeArray(touches.map(({ receivedAt }) => receivedAt)),
    textArray(touches.map(({ reportId }) => reportId)),
    textArray(touches.map(({ source }) => source)),
    textArray(touches.map(({ trigger }) => trigger)),
    textArray(touches.map(({ agent }) => agent)),
    textArray(touches.map(({ requestId }) => requestId)),
  ];
}
