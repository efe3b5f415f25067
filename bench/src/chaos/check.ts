import { checkAnswers, checkHealing } from './check-answers.ts';
import { checkAccounted, checkAcknowledged, checkAudit, checkUnsent } from './check-reports.ts';
import { checkHistory, checkOwners, checkStates } from './check-states.ts';
import { mayHaveArrived, reportsIn, type SentReport } from './expected.ts';
import type { ReadLedger } from './ledger.ts';
import { type Query, readStored, type Stored } from './stored.ts';

/** What the API shows of a site, read as anybody reads it. */
export interface Shown {
  /** `module version` of each, sorted. */
  modulesOf(site: string): Promise<string[]>;
  reportIdsOf(site: string): Promise<string[]>;
}

export interface Evidence {
  readonly ledger: ReadLedger;
  readonly query: Query;
  readonly shown: Shown;
  /** What is no longer as it was sealed. */
  readonly brokenSeals: () => Promise<readonly string[]>;
  /** 5 s on a machine that has nothing else to do. */
  readonly answerMsMax: number;
}

/** What an invariant needs to be judged. */
export interface Case extends Evidence {
  readonly sent: ReadonlyMap<string, SentReport>;
  readonly sites: readonly string[];
  readonly stored: Stored;
}

export interface Judgement {
  /** How many things it was looked at for. */
  readonly checked: number;
  readonly violations: readonly string[];
}

export interface Invariant {
  readonly id: string;
  readonly claim: string;
  judge(of: Case): Judgement | Promise<Judgement>;
}

const invariants: readonly Invariant[] = [
  { id: 'I0', claim: 'the run met faults: of some attempts nobody knew what became', judge: checkMeaning },
  { id: 'I1', claim: 'every acknowledged report is there once, as it was sent', judge: checkAcknowledged },
  { id: 'I2', claim: 'nothing is there that was never sent, and nothing twice', judge: checkUnsent },
  { id: 'I3', claim: 'each site runs what its newest report says', judge: checkStates },
  { id: 'I4', claim: 'the history is what changed from report to report, counters are counts', judge: checkHistory },
  { id: 'I5', claim: 'what was accepted came to an end, within 60 s', judge: checkAccounted },
  { id: 'I6', claim: 'each change stands in the audit log once, and its seals hold', judge: checkAudit },
  { id: 'I7', claim: 'each row belongs to the organization of its site', judge: checkOwners },
  { id: 'I8', claim: 'every answer came in time and is a 2xx, 429 or 503 that says when', judge: checkAnswers },
  { id: 'I9', claim: 'it healed by itself within 30 s, within its connections and its memory', judge: checkHealing },
];

export type Verdict = Judgement & Pick<Invariant, 'id' | 'claim'>;

/** Judges a run by its ledger, the database and the API. */
export async function judge(evidence: Evidence): Promise<Verdict[]> {
  const { attempts } = evidence.ledger;
  const stored = await readStored(evidence.query);
  const reports = reportsIn(attempts, [...stored.reports, ...stored.inbox]);
  const of: Case = {
    ...evidence,
    sent: new Map(reports.map((report) => [report.reportId, report])),
    sites: [...new Set(attempts.map(({ site }) => site))],
    stored,
  };
  const verdicts: Verdict[] = [];
  for (const { id, claim, judge } of invariants) verdicts.push({ id, claim, ...(await judge(of)) });
  return verdicts;
}

/** A run in which everything was taken or refused for good proves nothing. */
function checkMeaning({ ledger: { attempts } }: Case): Judgement {
  const unknown = attempts.filter((attempt) => attempt.outcome !== 'ok' && mayHaveArrived(attempt)).length;
  return { checked: unknown, violations: unknown === 0 ? ['Of every attempt it was known what became.'] : [] };
}
