import type { Case, Judgement } from './check.ts';
import type { Attempt, FaultLine } from './ledger.ts';

const healSecondsMax = 30;
const residentGrowthMax = 1.2;
/** In less than this a process has not seen all of its work yet, and its memory still grows. */
const steadyFromSeconds = 600;

/** I8 */
export function checkAnswers({ ledger: { attempts, faults }, answerMsMax }: Case): Judgement {
  const violations = attempts.flatMap((attempt) => {
    const { attempt: number, status, ms, outcome, error, retryAfter } = attempt;
    const name = `Attempt ${number} of ${attempt.sentAt}`;
    if (outcome === 'unknown')
      return ms >= answerMsMax && !isCutOff(attempt, faults) ? [`${name} had no answer for ${ms} ms: ${error}`] : [];
    if (ms > answerMsMax) return [`${name} was answered after ${ms} ms.`];
    if (outcome === 'ok' || status === 429) return [];
    if (status === 503 && /^\d+$/.test(retryAfter ?? '')) return [];
    return [`${name} was answered with ${status}: ${error}`];
  });
  return { checked: attempts.length, violations };
}

/** The client itself could not be reached: nothing that a server does would have reached it either. */
function isCutOff({ sentAt, ms }: Attempt, faults: readonly FaultLine[]): boolean {
  const [from, until] = [Date.parse(sentAt), Date.parse(sentAt) + ms];
  return faults.some(
    (fault) => fault.name.includes('clients') && Date.parse(fault.from) <= until && Date.parse(fault.until) >= from,
  );
}

/** I9 */
export function checkHealing({ ledger: { quiet, attempts } }: Case): Judgement {
  if (quiet === undefined) return { checked: 0, violations: ['It never came to rest.'] };
  const { healedSeconds, endedByThemselves, connections, connectionsMax, residentMb } = quiet;
  const [first, last] = [attempts[0], attempts.at(-1)];
  const seconds = (Date.parse(last?.sentAt ?? '') - Date.parse(first?.sentAt ?? '')) / 1000;
  const hasGrown = seconds >= steadyFromSeconds && residentMb.last > residentMb.first * residentGrowthMax;
  return {
    checked: 4,
    violations: [
      ...(healedSeconds > healSecondsMax ? [`Every server answered again after ${healedSeconds} s.`] : []),
      ...endedByThemselves.map((end) => `A process ended that nobody had ended: ${end}.`),
      ...(connections > connectionsMax ? [`${connections} connections, where ${connectionsMax} may be.`] : []),
      ...(hasGrown ? [`${residentMb.last} MB of memory, where ${residentMb.first} were at first.`] : []),
    ],
  };
}
