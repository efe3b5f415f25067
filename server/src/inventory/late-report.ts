import { booleanArray, numberArray, textArray, timeArray } from '../db/arrays.ts';
import type { Send } from '../db/database.ts';
import type { Kept, ReportedState } from './compare.ts';
import type { ReportArrival } from './report.ts';
import { insertHistory } from './write-batch.ts';

const readTimeline = {
  name: 'inventory-read-timeline',
  text: `select h.id, h.module_id, h.version_id, h.from_at, h.until_at, h.next_version_id, h.report_id, h.handover
      from site_module_history h
      where h.organization_id = $1 and h.site_id = $2 and h.until_at >= $3 and (h.until_at > $3 or not h.handover)
    union all
    select null, m.module_id, m.current_version_id, m.running_since, null, null, null, false from site_modules m
      where m.organization_id = $1 and m.site_id = $2`,
};
const nextReport = {
  name: 'inventory-next-report',
  text: `select effective_at, report_id from site_reports where organization_id = $1 and site_id = $2 and source = $5 and says_inventory
      and status in ('applied', 'unchanged', 'stale') and (effective_at, coalesce(sequence, 0)) > ($3, $4)
    order by effective_at, coalesce(sequence, 0) limit 1`,
};
const baselineBefore = {
  name: 'inventory-baseline-before',
  text: `select report_id from site_reports where organization_id = $1 and site_id = $2 and source = $5 and baseline
      and (effective_at, coalesce(sequence, 0)) <= ($3, $4) limit 1`,
};
const deleteHistory = {
  name: 'inventory-delete-history',
  text: 'delete from site_module_history where organization_id = $1 and site_id = $2 and until_at >= $3 and id = any($4::bigint[])',
};
const moveSince = {
  name: 'inventory-move-since',
  text: `update site_modules m set running_since = u.since from unnest($3::bigint[], $4::timestamptz[]) as u(module_id, since)
    where m.organization_id = $1 and m.site_id = $2 and m.module_id = u.module_id`,
};
const raiseState = {
  name: 'inventory-raise-state',
  text: 'update site_activity set state_version = state_version + 1 where organization_id = $1 and site_id = $2',
};

/** One stretch of a module's past. `until` is null for the stretch that still runs, `versionId` null where it was absent. */
export interface Stretch {
  readonly versionId: number | null;
  readonly from: number | null;
  readonly until: number | null;
  /** The report that ended it. */
  readonly reportId: string | null;
}

/**
 * Paints `versionId` over the time from `from` to `until` of a module's timeline: what a late report says of the time up
 * to the next report. Neighbours of the same version grow together. The stretches are in order and without gap.
 */
export function paint(
  timeline: readonly Stretch[],
  versionId: number | null,
  from: number,
  until: number,
  reportId: string,
  nextReportId: string,
): Stretch[] {
  const painted: Stretch[] = [];
  const add = (stretch: Stretch) => {
    const last = painted.at(-1);
    if (last !== undefined && last.versionId === stretch.versionId)
      painted[painted.length - 1] = { ...stretch, from: last.from };
    else painted.push(stretch);
  };
  for (const stretch of timeline) {
    const start = stretch.from ?? Number.NEGATIVE_INFINITY;
    const end = stretch.until ?? Number.POSITIVE_INFINITY;
    if (end <= from || start >= until) {
      add(stretch);
      continue;
    }
    if (start < from) add({ ...stretch, until: from, reportId });
    if (start <= from) add({ versionId, from, until, reportId: end === until ? stretch.reportId : nextReportId });
    if (end > until) add({ ...stretch, from: until });
  }
  return painted;
}

/**
 * Weaves a report that came late into the history: from its time until the next report the site ran what it says. The
 * present is never touched, because a newer report is known. A report older than the baseline of its source is only kept
 * in the list.
 */
export async function weaveLateReport(
  send: Send,
  { site, report }: ReportArrival,
  reported: ReportedState,
  kept: Kept,
): Promise<void> {
  const key = [site.organizationId, site.id];
  const at = report.effectiveAt;
  const place = [...key, at, report.sequence ?? 0, report.source];
  const [rows, [next], [baseline]] = await Promise.all([
    send<TimelineRow>(readTimeline, [...key, at]),
    send<{ effective_at: string; report_id: string }>(nextReport, place),
    send<{ report_id: string }>(baselineBefore, place),
  ]);
  if (next === undefined || baseline === undefined) return;
  const until = new Date(next.effective_at).getTime();
  // Said and taken back in the same moment.
  if (until === at.getTime()) return;
  // Somebody decided since that these are something else. What was said of them before stays said.
  const decided = new Set(rows.filter((row) => row.handover).map((row) => row.module_id));
  const said = new Map(reported.versions.map((version) => [version.moduleId, version.id]));
  const edits = [...new Set([...said.keys(), ...rows.map((row) => row.module_id)])].flatMap((moduleId) => {
    if (decided.has(moduleId) || (!said.has(moduleId) && kept.has(moduleId))) return [];
    const own = rows.filter((row) => row.module_id === moduleId);
    const before = timelineOf(own);
    const after = paint(before, said.get(moduleId) ?? null, at.getTime(), until, report.reportId, next.report_id);
    return isSame(before, after) ? [] : { moduleId, own, after };
  });
  if (edits.length > 0) await rewrite(send, site, at, edits);
}

interface TimelineRow {
  readonly id: number | null;
  readonly module_id: number;
  readonly version_id: number | null;
  readonly from_at: string | null;
  readonly until_at: string | null;
  readonly next_version_id: number | null;
  readonly report_id: string | null;
  readonly handover: boolean;
}

/** Stretches in order and without gap, the last one open; a module that is gone, or was never there, ends in an absence. */
function timelineOf(rows: readonly TimelineRow[]): Stretch[] {
  const ms = (time: string | null) => (time === null ? null : new Date(time).getTime());
  const ended = rows.map((row) => ({
    id: row.id ?? Number.POSITIVE_INFINITY,
    versionId: row.version_id,
    from: ms(row.from_at),
    until: ms(row.until_at),
    reportId: row.report_id,
  }));
  // Several that ended in one moment were written one after the other.
  const orderOf = (until: number | null) => until ?? Number.MAX_VALUE;
  ended.sort((a, b) => orderOf(a.until) - orderOf(b.until) || a.id - b.id);
  const last = ended.at(-1);
  if (last === undefined || last.until !== null)
    ended.push({ id: Number.POSITIVE_INFINITY, versionId: null, from: null, until: null, reportId: null });
  return ended.map(({ id: _id, ...stretch }, index) => ({
    ...stretch,
    from: stretch.from ?? ended[index - 1]?.until ?? null,
  }));
}

function isSame(before: readonly Stretch[], after: readonly Stretch[]): boolean {
  return (
    before.length === after.length &&
    before.every(
      (stretch, index) => stretch.versionId === after[index]?.versionId && stretch.until === after[index]?.until,
    )
  );
}

interface Edit {
  readonly moduleId: number;
  readonly own: readonly TimelineRow[];
  readonly after: readonly Stretch[];
}

async function rewrite(send: Send, site: ReportArrival['site'], at: Date, edits: readonly Edit[]): Promise<void> {
  const key = [site.organizationId, site.id];
  const gone = edits.flatMap(({ own }) => own.flatMap(({ id }) => id ?? []));
  const ended = edits.flatMap(({ moduleId, after }) =>
    after.flatMap((stretch, index) =>
      stretch.until === null || stretch.reportId === null
        ? []
        : { moduleId, ...stretch, next: after[index + 1]?.versionId ?? null },
    ),
  );
  const open = edits.flatMap(({ moduleId, after }) => {
    const last = after.at(-1);
    return last?.versionId == null || last.from === null ? [] : { moduleId, since: new Date(last.from) };
  });
  const date = (ms: number | null) => (ms === null ? null : new Date(ms));
  await Promise.all([
    send(deleteHistory, [...key, at, numberArray(gone)]),
    send(insertHistory, [
      numberArray(ended.map(() => site.organizationId)),
      numberArray(ended.map(() => site.id)),
      numberArray(ended.map(({ moduleId }) => moduleId)),
      numberArray(ended.map(({ versionId }) => versionId)),
      timeArray(ended.map(({ from }) => date(from))),
      timeArray(ended.map(({ until }) => date(until))),
      numberArray(ended.map(({ next }) => next)),
      textArray(ended.map(({ reportId }) => reportId)),
      booleanArray(ended.map(() => false)),
    ]),
    send(moveSince, [
      ...key,
      numberArray(open.map(({ moduleId }) => moduleId)),
      timeArray(open.map(({ since }) => since)),
    ]),
    send(raiseState, key),
  ]);
}
