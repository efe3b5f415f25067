import { numberArray, textArray, timeArray } from '../db/arrays.ts';
import type { Send } from '../db/database.ts';
import type { Decision } from './decide.ts';
import { modulesIn } from './site-counts.ts';

const insertAudit = {
  name: 'inventory-insert-audit',
  text: `insert into audit_logs (uuid, organization_id, site_id, actor_type, actor_id, actor_name, action, target_type, target_id, data,
      status, request_id, created_at)
    select gen_random_uuid(), a.organization_id, a.site_id, a.actor_type, a.actor_id, a.actor_name, 'inventory.recorded', 'report',
      a.target_id, a.data, 'success', a.request_id, a.created_at
    from unnest($1::bigint[], $2::bigint[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::jsonb[], $8::text[], $9::timestamptz[])
      as a(organization_id, site_id, actor_type, actor_id, actor_name, target_id, data, request_id, created_at)`,
};

/** Reports that changed something stand in the record, written together with the change. */
export function writeAudit(send: Send, decisions: readonly Decision[]): Promise<unknown>[] {
  const applied = decisions.filter(({ outcome }) => outcome.status === 'applied');
  if (applied.length === 0) return [];
  return [
    send(insertAudit, [
      numberArray(applied.map(({ arrival }) => arrival.site.organizationId)),
      numberArray(applied.map(({ arrival }) => arrival.site.id)),
      textArray(applied.map(({ arrival }) => arrival.actor.actor_type)),
      textArray(applied.map(({ arrival }) => arrival.actor.actor_id)),
      textArray(applied.map(({ arrival }) => arrival.actor.actor_name)),
      textArray(applied.map(({ arrival }) => arrival.report.reportId)),
      textArray(applied.map((decision) => JSON.stringify({ before: null, after: summaryOf(decision) }))),
      textArray(applied.map(({ arrival }) => arrival.requestId)),
      timeArray(applied.map(({ arrival }) => arrival.receivedAt)),
    ]),
  ];
}

/** The numbers; which module went from what to what stands in the history under the same report id. */
function summaryOf({ arrival, versionChanges, detailChanges, isBaseline, site }: Decision): object {
  return {
    source: arrival.report.source,
    baseline: isBaseline,
    ...(site !== null && { modules: modulesIn(site.counts.byUrgency) }),
    installed: versionChanges.filter(({ before }) => before === null).length,
    updated: versionChanges.filter(({ before, after }) => before !== null && after !== null).length,
    removed: versionChanges.filter(({ after }) => after === null).length,
    details: detailChanges.length,
  };
}
