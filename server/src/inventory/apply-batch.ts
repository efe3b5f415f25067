import { numberArray, textArray } from '../db/arrays.ts';
import type { PipelinePool, Send } from '../db/database.ts';
import { OperationError } from '../errors.ts';
import type { Catalogue, KnownVersion, WantedVersion } from '../modules/catalogue.ts';
import { sharedVerdictLock } from '../modules/verdict-lock.ts';
import type { ReportedModule } from './compare.ts';
import { type Decision, decideNewest, type LockedSite, setAside } from './decide.ts';
import { weaveLateReport } from './late-report.ts';
import type { ReportArrival, ReportedProject } from './report.ts';
import { packState, type SiteState, type StateCache } from './site-state.ts';
import { writeBatch } from './write-batch.ts';

export interface BatchParts {
  readonly pipeline: PipelinePool;
  readonly catalogue: Catalogue;
  readonly states: StateCache;
}

const lockVerdicts = { name: 'inventory-lock-verdicts', text: `select ${sharedVerdictLock}` };
const readEpoch = { name: 'inventory-read-epoch', text: 'select epoch from catalogue_epoch' };
// In the order of their keys: two batches that lock the same sites in different order would deadlock.
const lockSites = {
  name: 'inventory-lock-sites',
  text: `select s.id, s.is_deleted, s.state_version, s.reported_at, s.last_sequence, s.inventory_at, s.inventory_sequence, s.instance_id, s.environment, s.inventory_hash,
      s.expected_interval_hours
    from sites s join unnest($1::bigint[], $2::bigint[]) as w(organization_id, id) on s.organization_id = w.organization_id and s.id = w.id
    order by s.organization_id, s.id for no key update of s`,
};
const findReports = {
  name: 'inventory-find-reports',
  text: `select r.site_id, r.report_id, r.body_hash, r.received_at from site_reports r
    join unnest($1::bigint[], $2::bigint[], $3::uuid[]) as w(organization_id, site_id, report_id)
      on r.organization_id = w.organization_id and r.site_id = w.site_id and r.report_id = w.report_id
    where r.status <> 'rejected'`,
};
const readModules = {
  name: 'inventory-read-modules',
  text: `select m.site_id, m.module_id, m.current_version_id, m.running_since, m.extensions, m.patches from site_modules m
    join unnest($1::bigint[], $2::bigint[]) as w(organization_id, site_id) on m.organization_id = w.organization_id and m.site_id = w.site_id
    order by m.site_id, m.module_id`,
};

interface FoundReport {
  readonly site_id: number;
  readonly report_id: string;
  readonly body_hash: Buffer;
  readonly received_at: string;
}

/**
 * Applies a batch of reports, at most one a site, in one transaction: locks the sites, compares in memory, writes only
 * what changed. A refused report is answered with its refusal and leaves the others alone. The decisions are true once
 * this returns; it throws when nothing of the batch was written.
 */
export async function applyBatch(
  arrivals: readonly ReportArrival[],
  parts: BatchParts,
): Promise<(Decision | OperationError)[]> {
  const { catalogue, states } = parts;
  await learnVersions(arrivals, catalogue);
  const versionOf = (id: number): KnownVersion => {
    const version = catalogue.byId(id);
    if (version === undefined) throw new Error(`The version ${id} is not known.`);
    return version;
  };
  const decisions = await parts.pipeline.transaction(async (send) => {
    const organizations = numberArray(arrivals.map(({ site }) => site.organizationId));
    const sites = numberArray(arrivals.map(({ site }) => site.id));
    const [, [epoch], locked, found] = await Promise.all([
      send(lockVerdicts, []),
      send<{ epoch: number }>(readEpoch, []),
      send<LockedSite>(lockSites, [organizations, sites]),
      send<FoundReport>(findReports, [organizations, sites, textArray(arrivals.map(({ report }) => report.reportId))]),
    ]);
    await catalogue.refresh(epoch?.epoch ?? 0, send);
    const lockedSites = new Map(locked.map((row) => [row.id, row]));
    const before = await loadStates(send, arrivals, lockedSites, parts);
    const result: (Decision | OperationError)[] = [];
    for (const arrival of arrivals) {
      const site = lockedSites.get(arrival.site.id);
      if (site === undefined || site.is_deleted) {
        result.push(new OperationError('site_deleted'));
        continue;
      }
      const twin = found.find((row) => row.site_id === site.id && row.report_id === arrival.report.reportId);
      result.push(
        await decide(
          send,
          arrival,
          site,
          twin,
          before.get(site.id) ?? packState(site.state_version, []),
          catalogue,
          versionOf,
        ),
      );
    }
    return { result, last: writeBatch(send, result.filter(isDecision), versionOf) };
  });
  for (const { arrival, site } of decisions.filter(isDecision))
    if (site?.after != null) states.set(arrival.site.id, packState(site.stateVersion, site.after));
  return decisions;
}

function isDecision(result: Decision | OperationError): result is Decision {
  return !(result instanceof OperationError);
}

async function decide(
  send: Send,
  arrival: ReportArrival,
  site: LockedSite,
  twin: FoundReport | undefined,
  before: SiteState,
  catalogue: Catalogue,
  versionOf: (id: number) => KnownVersion,
): Promise<Decision | OperationError> {
  if (twin !== undefined) {
    if (!twin.body_hash.equals(arrival.bodyHash)) return new OperationError('report_id_conflict');
    const receivedAt = new Date(twin.received_at).toISOString();
    return setAside(arrival, site, 'duplicate', { isRecorded: false, receivedAt });
  }
  const foreign = foreignTo(site, arrival);
  if (foreign !== null) return setAside(arrival, site, 'quarantined', { reason: foreign });
  const { reported, kept } = resolve(arrival, catalogue);
  if (isOlder(arrival, site)) {
    if (reported !== null) await weaveLateReport(send, arrival, reported, kept);
    return setAside(arrival, site, 'stale', { saysInventory: reported !== null });
  }
  return decideNewest(arrival, site, before, reported, kept, versionOf);
}

/**
 * Order is by effective time, then by sequence, none before any; equal in both, the one that came last counts. What a
 * site runs is ordered apart from its heartbeats: an inventory that one of them overtook is still the newest.
 */
function isOlder({ report }: ReportArrival, site: LockedSite): boolean {
  const [at, sequence] =
    report.projects === null ? [site.reported_at, site.last_sequence] : [site.inventory_at, site.inventory_sequence];
  if (at === null) return false;
  const ahead = report.effectiveAt.getTime() - new Date(at).getTime();
  return ahead === 0 ? (report.sequence ?? 0) < (sequence ?? 0) : ahead < 0;
}

/** Why the report may come from a copy of the site: its key was copied along with the database. */
function foreignTo(site: LockedSite, { report }: ReportArrival): string | null {
  if (report.instanceId !== null && site.instance_id !== null && report.instanceId !== site.instance_id)
    return 'Another installation reports with the key of this site: a clone or a move.';
  return null;
}

/** The versions of a report as the catalogue numbers them, in ascending order of modules. */
function resolve(
  { site, report }: ReportArrival,
  catalogue: Catalogue,
): { reported: ReportedModule[] | null; kept: Set<number> } {
  const kept = new Set<number>();
  for (const name of report.unreadable)
    for (const organizationId of [null, site.organizationId])
      for (const id of catalogue.moduleIds(organizationId, name)) kept.add(id);
  if (report.projects === null) return { reported: null, kept };
  const reported = report.projects.map((project) => {
    const version = catalogue.find(wantedOf(site.organizationId, project));
    if (version === undefined) throw new Error(`The version of ${project.name} is not known.`);
    return {
      moduleId: version.moduleId,
      versionId: version.id,
      extensions: project.extensions,
      patches: project.patches,
    };
  });
  return { reported: reported.sort((a, b) => a.moduleId - b.moduleId), kept };
}

function wantedOf(organizationId: number, project: ReportedProject): WantedVersion {
  return {
    organizationId: project.isCustom ? organizationId : null,
    project: project.name,
    type: project.type,
    version: project.version,
    datestamp: project.datestamp,
  };
}

async function learnVersions(arrivals: readonly ReportArrival[], catalogue: Catalogue): Promise<void> {
  const missing: WantedVersion[] = [];
  for (const { site, report } of arrivals)
    for (const project of report.projects ?? []) {
      const wanted = wantedOf(site.organizationId, project);
      if (catalogue.find(wanted) === undefined) missing.push(wanted);
    }
  if (missing.length > 0) await catalogue.learn(missing);
}

/** States from memory where they are still those of the locked rows; the others are read in one statement. */
async function loadStates(
  send: Send,
  arrivals: readonly ReportArrival[],
  locked: ReadonlyMap<number, LockedSite>,
  { states, catalogue }: BatchParts,
): Promise<Map<number, SiteState>> {
  const known = new Map<number, SiteState>();
  const unknown: ReportArrival['site'][] = [];
  for (const { site } of arrivals) {
    const version = locked.get(site.id)?.state_version ?? 0;
    const state = states.get(site.id, version);
    if (state !== undefined) known.set(site.id, state);
    else if (version > 0) unknown.push(site);
  }
  if (unknown.length === 0) return known;
  const rows = await send<{
    site_id: number;
    module_id: number;
    current_version_id: number;
    running_since: string;
    extensions: unknown;
    patches: unknown;
  }>(readModules, [
    numberArray(unknown.map((site) => site.organizationId)),
    numberArray(unknown.map((site) => site.id)),
  ]);
  const foreign = rows.map((row) => row.current_version_id).filter((id) => catalogue.byId(id) === undefined);
  if (foreign.length > 0) await catalogue.learnIds([...new Set(foreign)], send);
  for (const site of unknown) {
    const running = rows
      .filter((row) => row.site_id === site.id)
      .map((row) => ({
        moduleId: row.module_id,
        versionId: row.current_version_id,
        since: new Date(row.running_since).getTime(),
        extensions: row.extensions === null ? null : JSON.stringify(row.extensions),
        patches: row.patches === null ? null : JSON.stringify(row.patches),
      }));
    const state = packState(locked.get(site.id)?.state_version ?? 0, running);
    known.set(site.id, state);
    states.set(site.id, state);
  }
  return known;
}
