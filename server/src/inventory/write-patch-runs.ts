import { numberArray, textArray, timeArray } from '../db/arrays.ts';
import type { Send } from '../db/database.ts';
import type { Change } from './compare.ts';
import type { Decision } from './decide.ts';

const insertPatchRuns = {
  name: 'inventory-insert-patch-runs',
  text: `insert into patch_runs (uuid, organization_id, site_id, run_date, source, updates, updates_count, security_updates_count, report_id)
    select gen_random_uuid(), r.organization_id, r.site_id, r.run_date, 'detected', r.updates, r.updates_count, r.security_updates_count, r.report_id
    from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::jsonb[], $5::int[], $6::int[], $7::uuid[])
      as r(organization_id, site_id, run_date, updates, updates_count, security_updates_count, report_id)`,
};
// All but always no recorded run waits, and this is one look into a small index for each site: a subquery with a limit
// stays one, where EXISTS may become a join that reads the whole index.
export const joinPatchRuns = {
  name: 'inventory-join-patch-runs',
  text: `select join_patch_runs(w.organization_id, w.site_id) from unnest($1::bigint[], $2::bigint[]) as w(organization_id, site_id)
    where (select true from patch_runs r where r.organization_id = w.organization_id and r.site_id = w.site_id and r.is_open limit 1)`,
};

/**
 * Writes the patch runs that reports show, and makes each one with the run that somebody recorded of it. A patch run is
 * updates of drupal.org projects: what was only installed or removed is none, and custom code has no releases to take.
 */
export function writePatchRuns(send: Send, applied: readonly Decision[]): Promise<unknown>[] {
  const runs = applied.flatMap((decision) => {
    const updates = decision.isBaseline ? [] : decision.versionChanges.flatMap(updateOf);
    return updates.length === 0 ? [] : { arrival: decision.arrival, updates };
  });
  if (runs.length === 0) return [];
  const keys = [
    numberArray(runs.map(({ arrival }) => arrival.site.organizationId)),
    numberArray(runs.map(({ arrival }) => arrival.site.id)),
  ];
  return [
    send(insertPatchRuns, [
      ...keys,
      timeArray(runs.map(({ arrival }) => arrival.report.effectiveAt)),
      textArray(runs.map(({ updates }) => JSON.stringify(updates))),
      numberArray(runs.map(({ updates }) => updates.length)),
      numberArray(runs.map(({ updates }) => updates.filter(({ security }) => security).length)),
      textArray(runs.map(({ arrival }) => arrival.report.reportId)),
    ]),
    send(joinPatchRuns, keys),
  ];
}

function updateOf({ before, after }: Change) {
  if (before === null || after === null) return [];
  const [from, to] = [before.version, after.version];
  if (to.isCustom) return [];
  return [
    {
      module: to.project,
      from_version: from.version,
      to_version: to.version,
      known: true,
      security: from.securityUpdate && !to.securityUpdate,
      detected: true,
    },
  ];
}
