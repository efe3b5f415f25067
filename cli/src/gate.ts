import { type ModuleStatus, moduleStatuses } from '@patchlight/contract/verdicts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Checked, type CheckedProject, findingsOf, type Rule } from './findings.ts';
import { counted } from './printable.ts';

export interface Gate {
  word: 'PASS' | 'FAIL' | 'PARTIAL' | 'NOTHING' | 'UNSURE';
  exitCode: ExitCode;
  /** `FAIL 2 security updates (exit 1)`. */
  sentence: string;
  findings: CheckedProject[];
}

const nouns: Record<ModuleStatus, [one: string, many: string]> = {
  security: ['security update', 'security updates'],
  unsupported: ['unsupported project', 'unsupported projects'],
  update: ['update', 'updates'],
  unknown: ['project of unknown status', 'projects of unknown status'],
  current: ['current project', 'current projects'],
};

/** Whether what was checked passes. Findings come first: what could not be checked never hides what was found. */
export function judge(checked: Checked, rule: Rule): Gate {
  const findings = findingsOf(checked.projects, rule);
  const [word, exitCode] = outcomeOf(checked, findings, rule);
  const softened = word === 'FAIL' && rule.softFail ? ' because of --soft-fail' : '';
  return {
    word,
    exitCode,
    findings,
    sentence: `${word} ${factsOf(checked, findings, rule)} (exit ${exitCode}${softened})`,
  };
}

function outcomeOf(checked: Checked, findings: readonly CheckedProject[], rule: Rule): [Gate['word'], ExitCode] {
  if (findings.length > 0) return ['FAIL', rule.softFail ? exitCodes.ok : exitCodes.findings];
  const problems = checked.sites.filter((site) => site.problem !== null);
  const judged = checked.sites.length - problems.length;
  if (judged > 0 && problems.length > 0) return ['PARTIAL', exitCodes.partial];
  if (problems.some((site) => site.problem?.code !== 'never_reported')) return ['UNSURE', exitCodes.failed];
  if (problems.length > 0 || checked.sites.every((site) => site.projects === 0)) return ['NOTHING', exitCodes.nothing];
  return ['PASS', exitCodes.ok];
}

function factsOf(checked: Checked, findings: readonly CheckedProject[], rule: Rule): string {
  const atLeast = rule.minRisk > 0 ? ` of risk ${rule.minRisk} or more` : '';
  if (findings.length > 0) return tally(findings) + atLeast;
  const judged = checked.sites.filter((site) => site.problem === null);
  const projects = judged.reduce((sum, site) => sum + site.projects, 0);
  const unknown = judged.reduce((sum, site) => sum + site.unknown, 0);
  const muted = judged.reduce((sum, site) => sum + site.muted, 0);
  const left = checked.sites.length - judged.length;
  if (projects === 0) return left > 0 ? `${counted(left, 'site')} without usable data` : 'no Drupal project to check';
  const facts = [`no ${nouns[rule.failOn][1]}${atLeast} in ${counted(projects, 'project')}`];
  if (checked.sites.length > 1) facts[0] += ` on ${counted(judged.length, 'site')}`;
  if (unknown > 0) facts.push(`${unknown} unknown`);
  if (muted > 0) facts.push(`${muted} muted`);
  if (left > 0) facts.push(`${counted(left, 'site')} not checked`);
  return facts.join(', ');
}

function tally(findings: readonly CheckedProject[]): string {
  return moduleStatuses
    .map((status): [ModuleStatus, number] => [status, findings.filter((row) => row.status === status).length])
    .filter(([, count]) => count > 0)
    .map(([status, count]) => counted(count, ...nouns[status]))
    .join(', ');
}
