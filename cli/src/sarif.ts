import { createHash } from 'node:crypto';
import type { CheckReport } from './check-format.ts';
import { type CheckedProject, remedyOf } from './findings.ts';
import { printable } from './printable.ts';
import { version } from './version.ts';

const levels = { security: 'error', unsupported: 'warning', update: 'note', unknown: 'note', current: 'none' } as const;

/** SARIF 2.1.0, one result for each finding, on the line of the lock file that names the package. */
export function sarifOf({ checked, gate }: CheckReport) {
  const path = checked.lock?.path ?? 'composer.lock';
  const rules = new Map(gate.findings.map((finding) => [ruleIdOf(finding), ruleOf(finding)]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'patchlight', version, rules: [...rules.values()] } },
        invocations: [
          { executionSuccessful: checked.sites.every((site) => site.problem === null), exitCode: gate.exitCode },
        ],
        results: gate.findings.map((finding) => resultOf(finding, path, checked.lock?.text ?? null)),
      },
    ],
  };
}

/** The advisory with the highest risk names the rule, so that a code scanner can show its text once. */
function ruleIdOf(finding: CheckedProject): string {
  return leading(finding)?.id ?? `patchlight/${finding.status}`;
}

function leading(finding: CheckedProject) {
  return [...finding.advisories].sort((left, right) => (right.risk ?? 0) - (left.risk ?? 0))[0];
}

function ruleOf(finding: CheckedProject) {
  const advisory = leading(finding);
  const text = advisory === undefined ? `A Drupal project is ${finding.status}` : printable(advisory.title);
  // GitHub sorts by this number, 0 to 10; a risk of 25 is its 10.
  const severity =
    finding.risk === null ? {} : { properties: { 'security-severity': (finding.risk / 2.5).toFixed(1) } };
  return {
    id: ruleIdOf(finding),
    shortDescription: { text },
    defaultConfiguration: { level: levels[finding.status] },
    ...(advisory === undefined ? {} : { helpUri: `https://www.drupal.org/${advisory.id.toLowerCase()}` }),
    ...severity,
  };
}

function resultOf(finding: CheckedProject, path: string, lockText: string | null) {
  const message = `${finding.project} ${finding.installed ?? ''} on ${finding.site.name} is ${finding.status}. ${remedyOf(finding)}`;
  const identity = [finding.site.id ?? finding.site.name, finding.project, ruleIdOf(finding)].join('\n');
  return {
    ruleId: ruleIdOf(finding),
    level: levels[finding.status],
    message: { text: printable(message) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(path) },
          region: { startLine: lockText === null ? 1 : lineOf(finding.project, lockText) },
        },
      },
    ],
    partialFingerprints: { 'patchlight/v1': createHash('sha256').update(identity).digest('hex') },
  };
}

function lineOf(project: string, lockText: string): number {
  const name = project === 'drupal' ? 'core' : project;
  const at = lockText.search(new RegExp(`"name":\\s*"drupal/${name.replace(/[^a-z0-9_-]/g, '')}"`));
  return at < 0 ? 1 : lockText.slice(0, at).split('\n').length;
}
