import { numberArray, textArray, timeArray } from '../db/arrays.ts';
import type { Send } from '../db/database.ts';
import type { Decision } from './decide.ts';
import { modulesOf, type RunningModule } from './site-state.ts';

const upsertModules = {
  name: 'inventory-upsert-repository',
  text: `insert into site_repository_modules (organization_id, site_id, module_id, version_id, since, reported_as)
    select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::text[])
    on conflict (organization_id, site_id, module_id) do update set version_id = excluded.version_id, since = excluded.since,
      reported_as = excluded.reported_as`,
};
const deleteModules = {
  name: 'inventory-delete-repository',
  text: `delete from site_repository_modules m using unnest($1::bigint[], $2::bigint[], $3::bigint[]) as g(organization_id, site_id, module_id)
    where m.organization_id = g.organization_id and m.site_id = g.site_id and m.module_id = g.module_id`,
};
const updateActivity = {
  name: 'inventory-update-repository',
  text: `update site_activity a set repository_at = u.repository_at, repository_sequence = u.repository_sequence
    from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::bigint[]) as u(organization_id, site_id, repository_at, repository_sequence)
    where a.organization_id = u.organization_id and a.site_id = u.site_id`,
};

/** Writes what repositories hold, of sites whose own reports count: what a report of theirs changed, or what counted until now. */
export function writeRepositories(send: Send, decisions: readonly Decision[]): Promise<unknown>[] {
  const beside = decisions.filter(({ isBeside }) => isBeside);
  const changes = beside.flatMap(({ arrival, versionChanges }) =>
    versionChanges.map((change) => ({ site: arrival.site, ...change })),
  );
  const written = [
    ...changes.flatMap(({ site, after }) => (after === null ? [] : { site, row: after })),
    ...decisions.flatMap(({ arrival: { site }, handedOver }) =>
      handedOver === null ? [] : modulesOf(handedOver).map((row) => ({ site, row })),
    ),
  ];
  const removed = changes.flatMap(({ site, before, after }) =>
    after === null && before !== null ? { site, row: before } : [],
  );
  const keysOf = (rows: readonly { site: Decision['arrival']['site']; row: RunningModule }[]) => [
    numberArray(rows.map(({ site }) => site.organizationId)),
    numberArray(rows.map(({ site }) => site.id)),
    numberArray(rows.map(({ row }) => row.version.moduleId)),
  ];
  const statements: Promise<unknown>[] = [];
  if (written.length > 0)
    statements.push(
      send(upsertModules, [
        ...keysOf(written),
        numberArray(written.map(({ row }) => row.version.id)),
        timeArray(written.map(({ row }) => new Date(row.since))),
        textArray(written.map(({ row }) => row.reportedAs)),
      ]),
    );
  if (removed.length > 0) statements.push(send(deleteModules, keysOf(removed)));
  if (beside.length > 0)
    statements.push(
      send(updateActivity, [
        numberArray(beside.map(({ arrival }) => arrival.site.organizationId)),
        numberArray(beside.map(({ arrival }) => arrival.site.id)),
        timeArray(beside.map(({ arrival }) => arrival.report.effectiveAt)),
        numberArray(beside.map(({ arrival }) => arrival.report.sequence)),
      ]),
    );
  return statements;
}
