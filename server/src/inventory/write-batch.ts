import { booleanArray, bytesArray, numberArray, textArray, timeArray } from '../db/arrays.ts';
import type { Send } from '../db/database.ts';
import type { KnownVersion } from '../modules/catalogue.ts';
import { noteSettledSites, noteTakenExposures } from '../notifications/exposures.ts';
import type { Decision } from './decide.ts';
import { effectiveFlags, nothingMuted } from './known-mutes.ts';
import { modulesIn, urgencyOf } from './site-counts.ts';
import { writeAudit } from './write-audit.ts';
import { writePatchRuns } from './write-patch-runs.ts';
import { writeRepositories } from './write-repositories.ts';

const upsertModules = {
  name: 'inventory-upsert-modules',
  text: `insert into site_modules (organization_id, site_id, module_id, current_version_id, update_available, security_update,
      urgency, running_since, extensions, patches, reported_as, mute_id)
    select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::boolean[], $6::boolean[], $7::smallint[],
      $8::timestamptz[], $9::jsonb[], $10::jsonb[], $11::text[], $12::bigint[])
    on conflict (organization_id, site_id, module_id) do update set current_version_id = excluded.current_version_id,
      update_available = excluded.update_available, security_update = excluded.security_update, urgency = excluded.urgency,
      running_since = excluded.running_since, extensions = excluded.extensions, patches = excluded.patches,
      reported_as = excluded.reported_as, mute_id = excluded.mute_id`,
};
const deleteModules = {
  name: 'inventory-delete-modules',
  text: `delete from site_modules m using unnest($1::bigint[], $2::bigint[], $3::bigint[]) as g(organization_id, site_id, module_id)
    where m.organization_id = g.organization_id and m.site_id = g.site_id and m.module_id = g.module_id`,
};
export const insertHistory = {
  name: 'inventory-insert-history',
  text: `insert into site_module_history (organization_id, site_id, module_id, version_id, from_at, until_at, next_version_id, report_id,
      handover)
    select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::bigint[], $8::uuid[],
      $9::boolean[])`,
};
const updateActivity = {
  name: 'inventory-update-activity',
  text: `update site_activity a set state_version = u.state_version,
      last_report_at = greatest(a.last_report_at, u.last_report_at), reported_at = greatest(a.reported_at, u.reported_at),
      last_sequence = case when u.reported_at >= coalesce(a.reported_at, u.reported_at) then u.last_sequence else a.last_sequence end,
      inventory_at = case when u.says_inventory then u.reported_at else a.inventory_at end,
      inventory_sequence = case when u.says_inventory then u.last_sequence else a.inventory_sequence end,
      last_report_id = u.last_report_id, last_report_hash = u.last_report_hash,
      instance_id = coalesce(a.instance_id, u.instance_id), inventory_hash = u.inventory_hash, inventory_source = u.inventory_source,
      repository_at = case when u.hands_over then a.inventory_at else a.repository_at end,
      repository_sequence = case when u.hands_over then a.inventory_sequence else a.repository_sequence end
    from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::bigint[], $7::uuid[], $8::bytea[],
      $9::text[], $10::text[], $11::boolean[], $12::text[], $13::boolean[])
      as u(organization_id, site_id, state_version, last_report_at, reported_at, last_sequence, last_report_id, last_report_hash,
        instance_id, inventory_hash, says_inventory, inventory_source, hands_over)
    where a.organization_id = u.organization_id and a.site_id = u.site_id`,
};
// Most reports leave every counter as it is; the row is written only where one differs.
const updateSites = {
  name: 'inventory-update-sites',
  text: `update sites s set modules_count = u.modules, security_count = u.security, unsupported_count = u.unsupported,
      update_count = u.update, unknown_count = u.unknown, current_count = u.current, custom_count = u.custom,
      muted_count = u.muted, possible_count = u.possible, urgency = u.urgency, risk = u.risk, core_version = coalesce(u.core_version, s.core_version),
      php_version = coalesce(u.php_version, s.php_version), platform = coalesce(u.platform, s.platform)
    from unnest($1::bigint[], $2::bigint[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[], $10::int[],
      $11::int[], $12::smallint[], $13::smallint[], $14::text[], $15::text[], $16::jsonb[])
      as u(organization_id, id, modules, security, unsupported, update, unknown, current, custom, muted, possible, urgency, risk,
        core_version, php_version, platform)
    where s.organization_id = u.organization_id and s.id = u.id
      and (s.modules_count, s.security_count, s.unsupported_count, s.update_count, s.unknown_count, s.current_count, s.custom_count,
          s.muted_count, s.possible_count, s.urgency, s.risk, s.core_version, s.php_version, s.platform)
        is distinct from (u.modules, u.security, u.unsupported, u.update, u.unknown, u.current, u.custom, u.muted, u.possible, u.urgency, u.risk,
          coalesce(u.core_version, s.core_version), coalesce(u.php_version, s.php_version), coalesce(u.platform, s.platform))`,
};
export const insertReports = {
  name: 'inventory-insert-reports',
  text: `insert into site_reports (organization_id, site_id, received_at, report_id, effective_at, sequence, source, status, reason,
      trigger, agent, body_hash, baseline, changes, warnings, request_id, says_inventory)
    select * from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::uuid[], $5::timestamptz[], $6::bigint[], $7::text[], $8::text[],
      $9::text[], $10::text[], $11::text[], $12::bytea[], $13::boolean[], $14::int[], $15::jsonb[], $16::text[], $17::boolean[])`,
};
/**
 * Writes what was decided for a batch of reports, a statement for each kind of row whatever their number. The statements
 * travel together; the caller commits.
 */
export function writeBatch(send: Send, decisions: readonly Decision[]): Promise<unknown>[] {
  const newest = decisions.filter((decision) => decision.site !== null);
  const applied = newest.filter((decision) => decision.outcome.status === 'applied');
  return [
    ...writeModules(send, applied),
    ...writeSites(send, newest),
    ...writeRepositories(send, decisions),
    ...writeReports(send, decisions),
    ...writePatchRuns(send, applied),
    ...writeExposures(send, applied),
    ...writeAudit(send, decisions),
  ];
}

function writeModules(send: Send, applied: readonly Decision[]): Promise<unknown>[] {
  const changes = applied.flatMap(({ arrival, site, versionChanges, detailChanges }) =>
    [...versionChanges, ...detailChanges].map((change) => ({
      site: arrival.site,
      muteOf: site?.muteOf ?? nothingMuted,
      change,
    })),
  );
  const written = changes.flatMap(({ site, muteOf, change: { after } }) => {
    if (after === null) return [];
    const mute = muteOf(after.version);
    return { site, row: after, version: after.version, mute, flags: effectiveFlags(after.version, mute) };
  });
  const removed = changes.flatMap(({ site, change: { before, after } }) =>
    after === null && before !== null ? { site, moduleId: before.version.moduleId } : [],
  );
  const ended = applied.flatMap((decision) =>
    decision.isBaseline && decision.handedOver === null
      ? []
      : decision.versionChanges.map((change) => ({ decision, change })),
  );
  const statements: Promise<unknown>[] = [];
  if (written.length > 0)
    statements.push(
      send(upsertModules, [
        numberArray(written.map(({ site }) => site.organizationId)),
        numberArray(written.map(({ site }) => site.id)),
        numberArray(written.map(({ version }) => version.moduleId)),
        numberArray(written.map(({ version }) => version.id)),
        booleanArray(written.map(({ flags }) => flags.updateAvailable)),
        booleanArray(written.map(({ flags }) => flags.securityUpdate)),
        numberArray(written.map(({ flags }) => flags.urgency)),
        timeArray(written.map(({ row }) => new Date(row.since))),
        textArray(written.map(({ row }) => row.extensions)),
        textArray(written.map(({ row }) => row.patches)),
        textArray(written.map(({ row }) => row.reportedAs)),
        numberArray(written.map(({ mute }) => mute)),
      ]),
    );
  if (removed.length > 0)
    statements.push(
      send(deleteModules, [
        numberArray(removed.map(({ site }) => site.organizationId)),
        numberArray(removed.map(({ site }) => site.id)),
        numberArray(removed.map(({ moduleId }) => moduleId)),
      ]),
    );
  if (ended.length > 0)
    statements.push(
      send(insertHistory, [
        numberArray(ended.map(({ decision }) => decision.arrival.site.organizationId)),
        numberArray(ended.map(({ decision }) => decision.arrival.site.id)),
        numberArray(ended.map(({ change: { before, after } }) => (after ?? before)?.version.moduleId ?? 0)),
        numberArray(ended.map(({ change }) => change.before?.version.id ?? null)),
        timeArray(ended.map(({ change }) => (change.before === null ? null : new Date(change.before.since)))),
        timeArray(ended.map(({ decision }) => decision.arrival.report.effectiveAt)),
        numberArray(ended.map(({ change }) => change.after?.version.id ?? null)),
        textArray(ended.map(({ decision }) => decision.arrival.report.reportId)),
        booleanArray(ended.map(({ decision }) => decision.handedOver !== null)),
      ]),
    );
  return statements;
}

function writeExposures(send: Send, applied: readonly Decision[]): Promise<unknown>[] {
  const isMuted = ({ site }: Decision, version: KnownVersion) => site !== null && site.muteOf(version) !== null;
  const installs = applied.flatMap((decision) => {
    const { site } = decision.arrival;
    return decision.versionChanges.flatMap(({ before, after }) =>
      after?.version.securityUpdate && !isMuted(decision, after.version)
        ? {
            organizationId: site.organizationId,
            siteId: site.id,
            versionId: after.version.id,
            // Nobody was told of what a mute hid until now.
            formerVersionId: before === null || isMuted(decision, before.version) ? null : before.version.id,
          }
        : [],
    );
  });
  const left = applied.filter(({ versionChanges }) =>
    versionChanges.some(({ before }) => before?.version.securityUpdate === true),
  );
  const now = new Date(Math.max(...applied.map(({ arrival }) => arrival.receivedAt.getTime())));
  return [
    ...noteTakenExposures(send, installs, now),
    ...noteSettledSites(
      send,
      left.map(({ arrival: { site } }) => ({ organizationId: site.organizationId, siteId: site.id })),
      now,
    ),
  ];
}

function writeSites(send: Send, decisions: readonly Decision[]): Promise<unknown>[] {
  const sites = decisions.flatMap(({ arrival, saysInventory, handedOver, site }) =>
    site === null ? [] : { arrival, saysInventory, handsOver: handedOver !== null, ...site },
  );
  if (sites.length === 0) return [];
  const counts = (pick: (counts: (typeof sites)[number]['counts']) => number | null) =>
    numberArray(sites.map((site) => pick(site.counts)));
  const keys = [
    numberArray(sites.map(({ arrival }) => arrival.site.organizationId)),
    numberArray(sites.map(({ arrival }) => arrival.site.id)),
  ];
  return [
    send(updateActivity, [
      ...keys,
      numberArray(sites.map(({ state }) => state.version)),
      timeArray(sites.map(({ arrival }) => arrival.receivedAt)),
      timeArray(sites.map(({ arrival }) => arrival.report.effectiveAt)),
      numberArray(sites.map(({ arrival }) => arrival.report.sequence)),
      textArray(sites.map(({ arrival }) => arrival.report.reportId)),
      bytesArray(sites.map(({ arrival }) => arrival.bodyHash)),
      textArray(sites.map(({ arrival }) => arrival.report.instanceId)),
      textArray(sites.map(({ inventoryHash }) => inventoryHash)),
      booleanArray(sites.map(({ saysInventory }) => saysInventory)),
      textArray(sites.map(({ inventorySource }) => inventorySource)),
      booleanArray(sites.map(({ handsOver }) => handsOver)),
    ]),
    send(updateSites, [
      ...keys,
      counts(({ byUrgency }) => modulesIn(byUrgency)),
      ...[1, 2, 3, 4, 5, 6, 7].map((urgency) => counts(({ byUrgency }) => byUrgency[urgency] ?? 0)),
      counts((each) => each.possible),
      counts(urgencyOf),
      counts((each) => each.risk),
      textArray(sites.map(({ arrival }) => arrival.report.coreVersion)),
      textArray(sites.map(({ arrival }) => arrival.report.phpVersion)),
      textArray(sites.map(({ arrival }) => arrival.report.platform)),
    ]),
  ];
}

function writeReports(send: Send, decisions: readonly Decision[]): Promise<unknown>[] {
  const kept = decisions.filter(({ isRecorded }) => isRecorded);
  return kept.length === 0 ? [] : [send(insertReports, reportColumns(kept))];
}

/** The columns of report rows as arrays, for `insertReports`. */
export function reportColumns(decisions: readonly Decision[]): unknown[] {
  return [
    numberArray(decisions.map(({ arrival }) => arrival.site.organizationId)),
    numberArray(decisions.map(({ arrival }) => arrival.site.id)),
    timeArray(decisions.map(({ arrival }) => arrival.receivedAt)),
    textArray(decisions.map(({ arrival }) => arrival.report.reportId)),
    timeArray(decisions.map(({ arrival }) => arrival.report.effectiveAt)),
    numberArray(decisions.map(({ arrival }) => arrival.report.sequence)),
    textArray(decisions.map(({ arrival }) => arrival.report.source)),
    textArray(decisions.map(({ outcome }) => outcome.status)),
    textArray(decisions.map(({ reason }) => reason)),
    textArray(decisions.map(({ arrival }) => arrival.report.trigger)),
    textArray(decisions.map(({ arrival }) => arrival.report.agent)),
    bytesArray(decisions.map(({ arrival }) => arrival.bodyHash)),
    booleanArray(decisions.map(({ isBaseline }) => isBaseline)),
    numberArray(decisions.map(({ versionChanges, isBaseline }) => (isBaseline ? 0 : versionChanges.length))),
    textArray(
      decisions.map(({ outcome }) => (outcome.warnings.length === 0 ? null : JSON.stringify(outcome.warnings))),
    ),
    textArray(decisions.map(({ arrival }) => arrival.requestId)),
    booleanArray(decisions.map(({ saysInventory }) => saysInventory)),
  ];
}
