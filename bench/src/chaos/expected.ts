import type { Attempt } from './ledger.ts';

/** What a report says, once for however many attempts there were to send it. */
export type SentReport = Pick<Attempt, 'reportId' | 'site' | 'generatedAt' | 'sequence' | 'bodyHash' | 'modules'> & {
  /** At least one attempt was answered with a 2xx. */
  readonly isAcknowledged: boolean;
  /** Whether it may be there at all: not where every attempt was refused for good. */
  readonly mayBeThere: boolean;
};

export function reportsIn(attempts: readonly Attempt[]): SentReport[] {
  const byId = new Map<string, Attempt[]>();
  for (const attempt of attempts) byId.set(attempt.reportId, [...(byId.get(attempt.reportId) ?? []), attempt]);
  return [...byId.values()].flatMap((tries) => {
    const [first] = tries;
    if (first === undefined) return [];
    const { reportId, site, generatedAt, sequence, bodyHash, modules } = first;
    return {
      ...{ reportId, site, generatedAt, sequence, bodyHash, modules },
      isAcknowledged: tries.some(({ outcome }) => outcome === 'ok'),
      // A 503 may come from a commit whose answer was lost.
      mayBeThere: tries.some(({ outcome, status }) => outcome !== 'fail' || status === 503),
    };
  });
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
