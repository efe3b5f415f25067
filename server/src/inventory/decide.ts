import { type Change, type Comparison, compareStates, type Kept, type ReportedState } from './compare.ts';
import { type MuteOf, nothingMuted } from './known-mutes.ts';
import type { Outcome, ReportArrival } from './report.ts';
import { adjustCounts, countVersions } from './site-counts.ts';
import type { Epochs, SiteCounts, SiteState } from './site-state.ts';

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
  /** Whose inventory counts; null before the first. */
  readonly inventory_source: 'site' | 'repository' | null;
  /** Place in the order of the newest report of the repository that stands beside. */
  readonly repository_at: string | null;
  readonly repository_sequence: number | null;
  readonly expected_interval_hours: number;
}

export interface SiteAfter {
  readonly counts: SiteCounts;
  /** What of it is muted. */
  readonly muteOf: MuteOf;
  /** What it runs from now on; its number is the one to store. */
  readonly state: SiteState;
  readonly inventoryHash: string | null;
  readonly inventorySource: LockedSite['inventory_source'];
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
  /** The changes are those of the repository, which stands beside what the site runs. */
  readonly isBeside: boolean;
  /** What counted until now and was the repository's: it stands beside from now on. */
  readonly handedOver: SiteState | null;
}

const nothing = {
  isBaseline: false,
  isRecorded: true,
  saysInventory: false,
  versionChanges: [],
  detailChanges: [],
  site: null,
  isBeside: false,
  handedOver: null,
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

/** Decides a report that is the newest of its site. `mutes` is null where its organization has none. */
export function decideNewest(
  arrival: ReportArrival,
  locked: LockedSite,
  before: SiteState,
  {
    reported,
    kept,
    epochs,
    mutes,
  }: { reported: ReportedState | null; kept: Kept; epochs: Epochs; mutes: MuteOf | null },
): Decision {
  const { source, effectiveAt } = arrival.report;
  const takesOver = reported !== null && locked.inventory_source === 'repository' && source === 'site';
  // The number is raised by the first inventory, whatever was heard of the site before.
  const isBaseline = takesOver || (locked.state_version === 0 && reported !== null);
  const comparison: Comparison =
    reported === null
      ? { after: before, versionChanges: [], detailChanges: [] }
      : compareStates(before, reported, effectiveAt.getTime(), takesOver ? new Set() : kept);
  const { after, versionChanges, detailChanges } = comparison;
  const isChanged = isBaseline || versionChanges.length + detailChanges.length > 0;
  const muteOf = mutes ?? nothingMuted;
  const known =
    mutes === null && before.counts !== undefined && isSame(before.counts.epochs, epochs)
      ? adjustCounts(before.counts.counts, versionChanges)
      : null;
  const counts = known ?? countVersions(after.versions, muteOf);
  return {
    arrival,
    outcome: withRegression(outcomeOf(arrival, locked, isChanged ? 'applied' : 'unchanged'), arrival, locked),
    reason: null,
    isRecorded: true,
    saysInventory: reported !== null || isKnownInventory(arrival, locked),
    isBaseline,
    versionChanges,
    detailChanges,
    site: {
      counts,
      muteOf,
      state: { ...after, version: locked.state_version + (isChanged ? 1 : 0), counts: { epochs, counts } },
      inventoryHash: reported === null ? locked.inventory_hash : arrival.report.inventoryHash,
      inventorySource: reported === null ? locked.inventory_source : source,
    },
    isBeside: false,
    handedOver: takesOver ? before : null,
  };
}

function isSame(one: Epochs, other: Epochs): boolean {
  return one.verdicts === other.verdicts && one.mutes === other.mutes;
}

/**
 * Decides a report of the repository of a site that tells of itself: it is compared with the repository's last one and
 * changes nothing of what the site runs. `before` is what the repository held.
 */
export function decideBeside(
  arrival: ReportArrival,
  locked: LockedSite,
  before: SiteState,
  { reported, kept }: { reported: ReportedState | null; kept: Kept },
): Decision {
  if (reported === null) return setAside(arrival, locked, 'unchanged');
  const held = { ...reported, extensions: null, patches: null };
  const { versionChanges } = compareStates(before, held, arrival.report.effectiveAt.getTime(), kept);
  const isBaseline = locked.repository_at === null;
  return {
    ...nothing,
    arrival,
    outcome: outcomeOf(arrival, locked, isBaseline || versionChanges.length > 0 ? 'applied' : 'unchanged'),
    reason: null,
    isBaseline,
    saysInventory: true,
    versionChanges,
    isBeside: true,
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
