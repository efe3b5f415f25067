import type { KnownVersion } from '../modules/catalogue.ts';
import { type Change, type Comparison, compareStates, type ReportedModule } from './compare.ts';
import type { Outcome, ReportArrival } from './report.ts';
import type { RunningModule, SiteState } from './site-state.ts';

/** The row of a site, locked, as the decision needs it. */
export interface LockedSite {
  readonly id: number;
  readonly is_deleted: boolean;
  readonly state_version: number;
  readonly reported_at: string | null;
  readonly last_sequence: number | null;
  /** Place in the order of the newest report that said what the site runs; a heartbeat may be newer. */
  readonly inventory_at: string | null;
  readonly inventory_sequence: number | null;
  readonly instance_id: string | null;
  readonly environment: string;
  readonly inventory_hash: string | null;
  readonly expected_interval_hours: number;
}

export interface SiteCounts {
  readonly modules: number;
  readonly security: number;
  readonly unsupported: number;
  readonly update: number;
  readonly unknown: number;
  readonly current: number;
  readonly custom: number;
  readonly possible: number;
  readonly urgency: number;
  readonly risk: number | null;
}

export interface SiteAfter {
  readonly stateVersion: number;
  readonly counts: SiteCounts;
  /** Null where what it runs stays as it was. */
  readonly after: readonly RunningModule[] | null;
  readonly inventoryHash: string | null;
}

/** What is to be written for one report. */
export interface Decision {
  readonly arrival: ReportArrival;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly isBaseline: boolean;
  /** False where the report stands in the list already. */
  readonly isRecorded: boolean;
  /** Whether it says what the site runs: itself, or as a heartbeat that names the inventory which is known. */
  readonly saysInventory: boolean;
  readonly versionChanges: readonly Change[];
  readonly detailChanges: readonly Change[];
  /** The site after the report; null where the report does not touch it. */
  readonly site: SiteAfter | null;
}

const nothing = {
  isBaseline: false,
  isRecorded: true,
  saysInventory: false,
  versionChanges: [],
  detailChanges: [],
  site: null,
};

/** A decision that changes nothing of the site: the report is only recorded, or not even that. */
export function setAside(
  arrival: ReportArrival,
  locked: LockedSite,
  status: Outcome['status'],
  rest: Partial<Pick<Decision, 'reason' | 'isRecorded' | 'saysInventory'>> & { receivedAt?: string } = {},
): Decision {
  const outcome = {
    ...outcomeOf(arrival, locked, status),
    ...(rest.receivedAt !== undefined && { receivedAt: rest.receivedAt }),
  };
  return {
    ...nothing,
    arrival,
    outcome,
    reason: rest.reason ?? null,
    ...(rest.isRecorded !== undefined && { isRecorded: rest.isRecorded }),
    ...(rest.saysInventory !== undefined && { saysInventory: rest.saysInventory }),
  };
}

/** Decides a report that is the newest of its site. */
export function decideNewest(
  arrival: ReportArrival,
  locked: LockedSite,
  before: SiteState,
  reported: readonly ReportedModule[] | null,
  kept: ReadonlySet<number>,
  versionOf: (id: number) => KnownVersion,
): Decision {
  const at = arrival.report.effectiveAt.getTime();
  // Raised by the first inventory, whatever was heard of the site before.
  const isBaseline = locked.state_version === 0;
  const same: Comparison = { after: [], versionChanges: [], detailChanges: [] };
  const comparison = reported === null ? same : compareStates(before, reported, at, kept);
  const { versionChanges, detailChanges } = comparison;
  const isChanged = versionChanges.length + detailChanges.length > 0 || (isBaseline && reported !== null);
  const after = reported === null ? null : comparison.after;
  const versionIds = after === null ? before.versionIds : Float64Array.from(after, (row) => row.versionId);
  return {
    arrival,
    outcome: withRegression(outcomeOf(arrival, locked, isChanged ? 'applied' : 'unchanged'), arrival, locked),
    reason: null,
    isRecorded: true,
    saysInventory: reported !== null || isKnownInventory(arrival, locked),
    isBaseline: isBaseline && reported !== null,
    versionChanges,
    detailChanges,
    site: {
      stateVersion: locked.state_version + (isChanged ? 1 : 0),
      counts: countVersions(versionIds, versionOf),
      after: isChanged ? after : null,
      inventoryHash: reported === null ? locked.inventory_hash : arrival.report.inventoryHash,
    },
  };
}

export function outcomeOf(arrival: ReportArrival, locked: LockedSite, status: Outcome['status']): Outcome {
  const { report } = arrival;
  return {
    reportId: report.reportId,
    status,
    receivedAt: arrival.receivedAt.toISOString(),
    want: report.kind === 'heartbeat' && !isKnownInventory(arrival, locked) ? 'full' : null,
    nextReportAfterSeconds: locked.expected_interval_hours * 3600,
    warnings: report.warnings,
  };
}

/** A heartbeat carries the hash of the inventory that it has not sent; before the first inventory there is none. */
function isKnownInventory({ report }: ReportArrival, locked: LockedSite): boolean {
  return report.kind === 'heartbeat' && locked.state_version > 0 && report.inventoryHash === locked.inventory_hash;
}

// A restored database goes back in its sequence; the later time counts, and the warning says why.
function withRegression(outcome: Outcome, { report }: ReportArrival, locked: LockedSite): Outcome {
  if (report.sequence === null || locked.last_sequence === null || report.sequence >= locked.last_sequence)
    return outcome;
  const message = `The sequence went back from ${locked.last_sequence}; the time of the report counts.`;
  return { ...outcome, warnings: [...outcome.warnings, { path: '/sequence', code: 'sequence_regressed', message }] };
}

/** Counters of a site from the verdicts of what it runs; its status is the worst of them. */
export function countVersions(versionIds: Float64Array, versionOf: (id: number) => KnownVersion): SiteCounts {
  const byUrgency = [0, 0, 0, 0, 0, 0, 0];
  let possible = 0;
  let risk: number | null = null;
  for (const id of versionIds) {
    const version = versionOf(id);
    byUrgency[version.urgency] = (byUrgency[version.urgency] ?? 0) + 1;
    if (version.possible) possible += 1;
    if (version.risk !== null && (risk === null || version.risk > risk)) risk = version.risk;
  }
  const [, security = 0, unsupported = 0, update = 0, unknown = 0, current = 0, custom = 0] = byUrgency;
  const worst = byUrgency.findIndex((count, urgency) => urgency > 0 && count > 0);
  return {
    modules: security + unsupported + update + unknown + current,
    security,
    unsupported,
    update,
    unknown,
    current,
    custom,
    possible,
    // Nothing but custom code, or nothing at all, is not known to be fine.
    urgency: worst >= 1 && worst <= 5 ? worst : 4,
    risk,
  };
}
