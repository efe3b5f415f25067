import type { CheckReport } from './check-format.ts';
import { type CheckedProject, type CheckedSite, remedyOf } from './findings.ts';
import { printable } from './printable.ts';

/** One suite for each site, one failed case for each finding; a site that could not be checked is an error. */
export function junitOf({ checked, gate, rule }: CheckReport): string {
  const suites = checked.sites.map((site) => {
    const findings = gate.findings.filter((finding) => finding.site.id === site.id && finding.site.name === site.name);
    return suiteOf(site, findings, rule.failOn);
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="patchlight check">\n${suites.join('')}</testsuites>\n`;
}

function suiteOf(site: CheckedSite, findings: readonly CheckedProject[], failOn: string): string {
  const name = escaped(site.url ?? site.name);
  const cases = findings.map((finding) => caseOf(name, finding));
  if (site.problem !== null)
    cases.push(
      `    <testcase classname="${name}" name="data">\n      <error message="${escaped(site.problem.text)}"/>\n    </testcase>\n`,
    );
  if (cases.length === 0) cases.push(`    <testcase classname="${name}" name="nothing at or above ${failOn}"/>\n`);
  const errors = site.problem === null ? 0 : 1;
  const counts = `tests="${cases.length}" failures="${findings.length}" errors="${errors}"`;
  return `  <testsuite name="${name}" ${counts}>\n${cases.join('')}  </testsuite>\n`;
}

function caseOf(siteName: string, finding: CheckedProject): string {
  const message = `${finding.project} ${finding.installed ?? 'without a version'} is ${finding.status}`;
  const advisories = finding.advisories.map(({ id, title }) => (title === id ? id : `${id} ${title}`));
  const body = [remedyOf(finding), ...advisories].map(escaped).join('\n');
  return (
    `    <testcase classname="${siteName}" name="${escaped(finding.project)}">\n` +
    `      <failure type="${finding.status}" message="${escaped(message)}">${body}</failure>\n    </testcase>\n`
  );
}

function escaped(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
