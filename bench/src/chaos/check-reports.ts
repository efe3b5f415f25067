import type { Case, Judgement } from './check.ts';

const drainSecondsMax = 60;

/** I1 */
export function checkAcknowledged({ sent, stored }: Case): Judgement {
  const acknowledged = [...sent.values()].filter(({ isAcknowledged }) => isAcknowledged);
  const hashes = new Map([...stored.reports, ...stored.inbox].map(({ reportId, bodyHash }) => [reportId, bodyHash]));
  const violations = acknowledged.flatMap(({ reportId, bodyHash }) => {
    const count = stored.counts.get(reportId) ?? 0;
    if (count !== 1) return [`${reportId} was acknowledged and is there ${count} times.`];
    return hashes.get(reportId) === bodyHash ? [] : [`${reportId} is there with other bytes than were sent.`];
  });
  return { checked: acknowledged.length, violations };
}

/** I2 */
export function checkUnsent({ sent, stored }: Case): Judgement {
  const violations = [...stored.counts].flatMap(([reportId, count]) => {
    const report = sent.get(reportId);
    if (report === undefined) return [`${reportId} is there and was never sent.`];
    if (!report.mayBeThere) return [`${reportId} is there and was refused for good.`];
    return count === 1 ? [] : [`${reportId} is there ${count} times.`];
  });
  const misplaced = [...stored.reports, ...stored.inbox].filter(
    ({ reportId, site }) => sent.has(reportId) && sent.get(reportId)?.site !== site,
  );
  return {
    checked: stored.counts.size,
    violations: [...violations, ...misplaced.map(({ reportId }) => `${reportId} is there under another site.`)],
  };
}

const ends = new Set(['applied', 'unchanged', 'stale', 'quarantined']);

/** I5. Every report of a run is sound: one that was refused or given up was lost, even where it is said aloud. */
export function checkAccounted({ sent, stored, ledger: { quiet } }: Case): Judgement {
  const drained = quiet?.drainedSeconds ?? Number.POSITIVE_INFINITY;
  return {
    checked: [...sent.values()].filter(({ isAcknowledged }) => isAcknowledged).length,
    violations: [
      ...stored.inbox.map(({ reportId, givenUp }) =>
        givenUp === null ? `${reportId} still waits.` : `${reportId} was given up: ${givenUp}`,
      ),
      ...stored.reports
        .filter(({ status }) => !ends.has(status))
        .map(({ reportId, status }) => `${reportId} ended as ${status}.`),
      ...(drained > drainSecondsMax ? [`Nothing waited any more after ${drained} s.`] : []),
    ],
  };
}

/** I6 */
export async function checkAudit({ query, stored, brokenSeals }: Case): Promise<Judgement> {
  const rows = await query<{ id: string; n: number }>(
    "select target_id as id, count(*)::int as n from audit_logs where action = 'inventory.recorded' group by target_id",
  );
  const entries = new Map(rows.map(({ id, n }) => [id, n]));
  const applied = new Set(stored.reports.flatMap(({ status, reportId }) => (status === 'applied' ? reportId : [])));
  return {
    checked: applied.size,
    violations: [
      ...[...applied].flatMap((id) => {
        const count = entries.get(id) ?? 0;
        return count === 1 ? [] : [`${id} changed its site and stands in the audit log ${count} times.`];
      }),
      ...[...entries.keys()]
        .filter((id) => !applied.has(id))
        .map((id) => `${id} stands in the audit log and changed nothing.`),
      ...(await brokenSeals()),
    ],
  };
}
