import type { Attempt } from './ledger.ts';
import type { KeptReport } from './stored.ts';

/** What a report says, once for however many attempts there were to send it. */
export interface SentReport {
  readonly reportId: string;
  readonly site: string;
  readonly generatedAt: string;
  readonly sequence: number;
  readonly bodyHash: string;
  readonly modules: Attempt['modules'];
  /** At least one attempt was answered with a 2xx. */
  readonly isAcknowledged: boolean;
  /** Whether it may be there at all: not where every attempt was refused for good. */
  readonly mayBeThere: boolean;
}

type Found = Pick<KeptReport, 'reportId' | 'site' | 'bodyHash' | 'effectiveMs'>;

export function reportsIn(attempts: readonly Attempt[], found: readonly Found[]): SentReport[] {
  const byId = new Map<string, Attempt[]>();
  for (const attempt of attempts)
    if (attempt.reportId !== null) byId.set(attempt.reportId, [...(byId.get(attempt.reportId) ?? []), attempt]);
  const named = [...byId].flatMap(([reportId, tries]) => {
    const [first] = tries;
    if (first === undefined) return [];
    const { site, generatedAt, sequence, bodyHash, modules } = first;
    return {
      ...{ reportId, site, generatedAt: generatedAt ?? '', sequence: sequence ?? 0, bodyHash, modules },
      isAcknowledged: tries.some(({ outcome }) => outcome === 'ok'),
      mayBeThere: tries.some(mayHaveArrived),
    };
  });
  const nameless = attempts.filter(({ reportId }) => reportId === null);
  return [
    ...named,
    ...namelessIn(
      nameless,
      found.filter(({ reportId }) => !byId.has(reportId)),
    ),
  ];
}

/** A 503 may come from a commit whose answer was lost. */
export const mayHaveArrived = ({ outcome, status }: Attempt) => outcome !== 'fail' || status === 503;

/**
 * Of reports that carry no id each attempt is one of its own: known by the id that its answer gave, or else, where it had
 * none, by its bytes. Their place in the order is the time at which they were received, which the database alone knows.
 */
function namelessIn(attempts: readonly Attempt[], found: readonly Found[]): SentReport[] {
  const unclaimed = new Map(found.map((row) => [row.reportId, row]));
  const reportOf = ({ site, bodyHash, modules, outcome, sentAt }: Attempt, reportId: string): SentReport => {
    const at = unclaimed.get(reportId)?.effectiveMs ?? Date.parse(sentAt);
    unclaimed.delete(reportId);
    const generatedAt = new Date(at).toISOString();
    const isAcknowledged = outcome === 'ok';
    return { reportId, site, generatedAt, sequence: 0, bodyHash, modules, isAcknowledged, mayBeThere: true };
  };
  const answered = attempts.filter(({ outcome }) => outcome === 'ok');
  const reports = answered.map((attempt) =>
    reportOf(attempt, attempt.givenId ?? `the one of attempt ${attempt.attempt}`),
  );
  const unanswered = new Set(attempts.filter((attempt) => attempt.outcome !== 'ok' && mayHaveArrived(attempt)));
  // The oldest first: whichever attempt it takes, that one could be any later row, too.
  for (const row of [...unclaimed.values()].sort((one, other) => one.effectiveMs - other.effectiveMs)) {
    const own = [...unanswered].find(
      ({ site, bodyHash, sentAt }) =>
        row.site === site && row.bodyHash === bodyHash && row.effectiveMs >= Date.parse(sentAt),
    );
    if (own === undefined) continue;
    unanswered.delete(own);
    reports.push(reportOf(own, row.reportId));
  }
  return reports;
}

/** In the order in which they were true. */
export function inOrder(reports: readonly SentReport[]): SentReport[] {
  const timeOf = ({ generatedAt }: SentReport) => Date.parse(generatedAt);
  return [...reports].sort((one, other) => timeOf(one) - timeOf(other) || one.sequence - other.sequence);
}

/** `module version`, sorted. */
export function stateOf(report: SentReport | undefined): string[] {
  return Object.entries(report?.modules ?? {})
    .map(([name, version]) => `${name} ${version}`)
    .sort();
}

/** What changed from each report to the next: `module: before > after at time`, sorted. `ordered` begins with the baseline. */
export function changesIn(ordered: readonly SentReport[]): string[] {
  return ordered
    .flatMap((report, index) => {
      const before = ordered[index - 1];
      if (before === undefined) return [];
      const names = new Set([...Object.keys(before.modules), ...Object.keys(report.modules)]);
      return [...names].flatMap((name) => {
        const [was, is] = [before.modules[name] ?? null, report.modules[name] ?? null];
        return was === is ? [] : changeText(name, was, is, Date.parse(report.generatedAt));
      });
    })
    .sort();
}

export function changeText(module: string, before: string | null, after: string | null, atMs: number): string {
  return `${module}: ${before ?? 'nothing'} > ${after ?? 'nothing'} at ${new Date(atMs).toISOString()}`;
}
