import { patchRunReportLimits as limits, type PatchRunReport } from '@patchlight/contract/patch-run-report';
import { severities } from '@patchlight/contract/verdicts';
import type { Ctx } from '../context.ts';
import { defaultTargets } from '../organizations/organizations.ts';
import { countRuns, otherLags, type RunCounts } from './applied-updates.ts';
import { type Exposure, listExposures } from './exposures.ts';
import { type Histogram, merged } from './histogram.ts';
import type { Asked } from './members.ts';
import type { Period } from './periods.ts';

export type Breach = PatchRunReport['breaches'][number];

/** What a period says of an organization, or of one group within it. Kept as JSON where the period is closed. */
export interface Figures {
  readonly total: RunCounts;
  readonly buckets: RunCounts[];
  readonly lag: { readonly security: Histogram; readonly other: Histogram };
  readonly open: { readonly count: number; readonly since: string | null };
  /** The longest, as many as a report shows. */
  readonly breaches: Breach[];
  readonly breachCount: number;
}

export const noRuns: RunCounts = { runs: 0, updates: 0, security_updates: 0, sites: 0 };

/** The figures of what nothing happened to. */
export const noFigures = (period: Period): Figures => finished(newDraft(period));

/** The figures of each organization by the key of the group; a group that nothing happened to, and is not exposed, has none. */
export async function figuresOf(ctx: Ctx, asked: Asked): Promise<Map<number, Map<string, Figures>>> {
  const [runs, lags, exposures] = await Promise.all([
    countRuns(ctx, asked),
    otherLags(ctx, asked),
    listExposures(ctx, asked),
  ]);
  const found = new Map(asked.organizationIds.map((id) => [id, new Map<string, Draft>()]));
  const draftOf = ({ organization_id, key }: { organization_id: number; key: string }): Draft => {
    const groups = found.get(organization_id) ?? new Map<string, Draft>();
    const draft = groups.get(key) ?? newDraft(asked.period);
    found.set(organization_id, groups.set(key, draft));
    return draft;
  };
  for (const { organization_id, key, bucket, ...counts } of runs) {
    const draft = draftOf({ organization_id, key });
    if (bucket === null) draft.total = counts;
    else draft.buckets[bucket - 1] = counts;
  }
  for (const row of lags) draftOf(row).other.push([row.hours, row.count]);
  for (const row of exposures) addExposure(draftOf(row), row, asked);
  return new Map(
    [...found].map(([id, groups]) => [id, new Map([...groups].map(([key, draft]) => [key, finished(draft)]))]),
  );
}

interface Draft {
  total: RunCounts;
  readonly buckets: RunCounts[];
  readonly security: [number, number][];
  readonly other: [number, number][];
  open: number;
  since: string | null;
  readonly breaches: Breach[];
}

function newDraft({ edges }: Period): Draft {
  const buckets = edges.slice(1).map(() => noRuns);
  return { total: noRuns, buckets, security: [], other: [], open: 0, since: null, breaches: [] };
}

function addExposure(draft: Draft, exposure: Exposure, { period: { asOf }, targets }: Asked): void {
  const { site, project, advisory, release, risk, published_at, started_at, ended_at } = exposure;
  const hours = hoursBetween(published_at, ended_at ?? asOf);
  if (ended_at !== null) draft.security.push([hours, 1]);
  else {
    draft.open += 1;
    if (started_at !== null && (draft.since === null || Date.parse(started_at) < Date.parse(draft.since)))
      draft.since = started_at;
  }
  const { critical_hours, other_hours } = targets.get(exposure.organization_id) ?? defaultTargets;
  const target = risk === null || risk >= severities.critical ? critical_hours : other_hours;
  if (hours > target)
    draft.breaches.push({ site, project, advisory, release, hours, target_hours: target, open: ended_at === null });
}

function finished({ total, buckets, security, other, open, since, breaches }: Draft): Figures {
  return {
    total,
    buckets,
    lag: { security: merged([security]), other: merged([other]) },
    open: { count: open, since },
    breaches: breaches
      .sort((a, b) => b.hours - a.hours || a.site.name.localeCompare(b.site.name))
      .slice(0, limits.breaches),
    breachCount: breaches.length,
  };
}

/** To the hundredth. */
export function hoursBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 36_000) / 100;
}
