import { numberArray, textArray } from '../db/arrays.ts';
import type { PipelinePool, Send } from '../db/database.ts';
import { OperationError } from '../errors.ts';
import type { Catalogue } from '../modules/catalogue.ts';
import { sharedVerdictLock } from '../modules/verdict-lock.ts';
import type { Kept, ReportedState } from './compare.ts';
import { type Decision, decideBeside, decideNewest, type LockedSite, setAside } from './decide.ts';
import { IdentitiesChanged, type IdentityCache, type KnownIdentities } from './identities.ts';
import type { MuteCache, MutesOfSite } from './known-mutes.ts';
import { weaveLateReport } from './late-report.ts';
import { loadRepositories, loadStates } from './load-states.ts';
import type { ReportArrival } from './report.ts';
import { resolveVersions } from './resolve-versions.ts';
import { type Epochs, emptyState, type SiteState, type StateCache } from './site-state.ts';
import { writeBatch } from './write-batch.ts';

export interface BatchParts {
  readonly pipeline: PipelinePool;
  readonly catalogue: Catalogue;
  readonly states: StateCache;
  readonly identities: IdentityCache;
  readonly mutes: MuteCache;
}

const lockVerdicts = { name: 'inventory-lock-verdicts', text: `select ${sharedVerdictLock}` };
const readEpoch = {
  name: 'inventory-read-epoch',
  text: 'select epoch, identity_epoch, mute_epoch from catalogue_epoch',
};
// In the order of their keys: two batches that lock the same sites in different order would deadlock.
const lockSites = {
  name: 'inventory-lock-sites',
  text: `select s.id, s.is_deleted, s.environment, s.expected_interval_hours, a.state_version, a.reported_at, a.last_sequence,
      a.inventory_at, a.inventory_sequence, a.instance_id, a.inventory_hash, a.inventory_source, a.repository_at, a.repository_sequence
    from unnest($1::bigint[], $2::bigint[]) as w(organization_id, site_id)
    join site_activity a on a.organization_id = w.organization_id and a.site_id = w.site_id
    join sites s on s.organization_id = a.organization_id and s.id = a.site_id
    order by a.organization_id, a.site_id for no key update of a`,
};
const findReports = {
  name: 'inventory-find-reports',
  text: `select r.site_id, r.report_id, encode(r.body_hash, 'hex') as body_hash, r.received_at from site_reports r
    join unnest($1::bigint[], $2::bigint[], $3::uuid[]) as w(organization_id, site_id, report_id)
      on r.organization_id = w.organization_id and r.site_id = w.site_id and r.report_id = w.report_id
    where r.status <> 'rejected'`,
};
interface FoundReport {
  readonly site_id: number;
  readonly report_id: string;
  readonly body_hash: string;
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
  for (;;) {
    const organizationIds = [...new Set(arrivals.map(({ site }) => site.organizationId))];
    const identities = await parts.identities.known(organizationIds);
    try {
      return await applyOnce(arrivals, { organizationIds, identities }, parts);
    } catch (error) {
      if (!(error instanceof IdentitiesChanged)) throw error;
      parts.identities.forget();
    }
  }
}

async function applyOnce(
  arrivals: readonly ReportArrival[],
  { organizationIds, identities }: { organizationIds: readonly number[]; identities: KnownIdentities },
  { pipeline, catalogue, states, mutes }: BatchParts,
): Promise<(Decision | OperationError)[]> {
  const resolved = await resolveVersions(arrivals, { catalogue, states, identities });
  const decisions = await pipeline.transaction(organizationIds, async (send) => {
    const organizations = numberArray(arrivals.map(({ site }) => site.organizationId));
    const sites = numberArray(arrivals.map(({ site }) => site.id));
    const [, [epoch], locked, found] = await Promise.all([
      send(lockVerdicts, []),
      send<{ epoch: number; identity_epoch: number; mute_epoch: number }>(readEpoch, []),
      send<LockedSite>(lockSites, [organizations, sites]),
      send<FoundReport>(findReports, [organizations, sites, textArray(arrivals.map(({ report }) => report.reportId))]),
    ]);
    if (epoch?.identity_epoch !== identities.epoch) throw new IdentitiesChanged('Somebody decided what a name is.');
    await catalogue.refresh(epoch.epoch, send);
    const epochs = { verdicts: catalogue.epoch(), mutes: epoch.mute_epoch };
    const mutesOf = await mutes.of(
      epochs.mutes,
      arrivals.map(({ site }) => site),
      send,
    );
    const lockedSites = new Map(locked.map((row) => [row.id, row]));
    const before = await loadStates(send, arrivals, lockedSites, { states, catalogue });
    const beside = arrivals.filter((arrival) => isBeside(arrival, lockedSites.get(arrival.site.id)));
    const repositories = await loadRepositories(send, beside, catalogue);
    const result: (Decision | OperationError)[] = [];
    for (const [index, arrival] of arrivals.entries()) {
      const site = lockedSites.get(arrival.site.id);
      if (site === undefined || site.is_deleted) {
        result.push(new OperationError('site_deleted'));
        continue;
      }
      const twin = found.find((row) => row.site_id === site.id && row.report_id === arrival.report.reportId);
      const known = isBeside(arrival, site) ? repositories : before;
      result.push(
        await decide(
          send,
          { arrival, site, twin, before: known.get(site.id) ?? emptyState, reported: resolved[index] ?? null },
          { catalogue, identities, epochs, mutesOf },
        ),
      );
    }
    return { result, last: writeBatch(send, result.filter(isDecision)) };
  });
  for (const { arrival, site } of decisions.filter(isDecision))
    if (site !== null) states.set(arrival.site.id, site.state);
  return decisions;
}

function isDecision(result: Decision | OperationError): result is Decision {
  return !(result instanceof OperationError);
}

/** What everybody's reports of the batch are decided by. */
interface Known {
  readonly catalogue: Catalogue;
  readonly identities: KnownIdentities;
  readonly epochs: Epochs;
  readonly mutesOf: MutesOfSite;
}

interface Case {
  readonly arrival: ReportArrival;
  readonly site: LockedSite;
  readonly twin: FoundReport | undefined;
  readonly before: SiteState;
  readonly reported: ReportedState | null;
}

async function decide(
  send: Send,
  { arrival, site, twin, before, reported }: Case,
  names: Known,
): Promise<Decision | OperationError> {
  if (twin !== undefined) {
    if (twin.body_hash !== arrival.bodyHash) return new OperationError('report_id_conflict');
    const receivedAt = new Date(twin.received_at).toISOString();
    return setAside(arrival, site, 'duplicate', { isRecorded: false, receivedAt });
  }
  const foreign = foreignTo(site, arrival);
  if (foreign !== null) return setAside(arrival, site, 'quarantined', { reason: foreign });
  const kept = keptModules(arrival, names);
  if (isBeside(arrival, site)) {
    const newest = [site.repository_at, site.repository_sequence] as const;
    if (isBefore(arrival, newest)) return setAside(arrival, site, 'stale', { saysInventory: reported !== null });
    return decideBeside(arrival, site, before, { reported, kept });
  }
  if (isOlder(arrival, site)) {
    if (reported !== null) await weaveLateReport(send, arrival, reported, kept);
    return setAside(arrival, site, 'stale', { saysInventory: reported !== null });
  }
  return decideNewest(arrival, site, before, {
    reported,
    kept,
    epochs: names.epochs,
    mutes: names.mutesOf(arrival.site),
  });
}

/** Of the repository of a site that tells of itself. */
function isBeside({ report }: ReportArrival, site: LockedSite | undefined): boolean {
  return report.source === 'repository' && site?.inventory_source === 'site';
}

/**
 * Order is by effective time, then by sequence, none before any; equal in both, the one that came last counts. What a
 * site runs is ordered apart from its heartbeats: an inventory that one of them overtook is still the newest.
 */
function isOlder(arrival: ReportArrival, site: LockedSite): boolean {
  return isBefore(
    arrival,
    arrival.report.projects === null
      ? [site.reported_at, site.last_sequence]
      : [site.inventory_at, site.inventory_sequence],
  );
}

function isBefore({ report }: ReportArrival, [at, sequence]: readonly [string | null, number | null]): boolean {
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

/** Modules of which a row could not be read, or all where some may have been left out: they stay as they were. */
function keptModules(
  { site, report }: ReportArrival,
  { catalogue, identities }: { catalogue: Catalogue; identities: KnownIdentities },
): Kept {
  if (report.isPartial) return { has: () => true };
  const decided = identities.of(site.organizationId);
  const names = [...report.unreadable].flatMap((name) => [name, decided.get(name)?.project ?? name]);
  const kept = new Set<number>();
  for (const name of names)
    for (const organizationId of [null, site.organizationId])
      for (const id of catalogue.moduleIds(organizationId, name)) kept.add(id);
  return kept;
}
