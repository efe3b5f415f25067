import type { CheckReport } from './check-format.ts';
import { composerLines } from './composer-lines.ts';
import type { CheckedProject } from './findings.ts';
import { printable } from './printable.ts';
import { riskText } from './status-words.ts';

/** The outcome as Markdown, for comments and the summary of a job. */
export function checkMarkdown({ checked, gate }: CheckReport): string {
  const parts = [`### Patchlight: ${escaped(gate.sentence)}`];
  if (gate.findings.length > 0) parts.push(tableOf(gate.findings, checked.sites.length > 1));
  for (const { line, sites } of composerLines(gate.findings, checked.corePackages)) {
    const forWhom = checked.sites.length > 1 ? `For ${sites.map(escaped).join(', ')}:\n\n` : '';
    parts.push(`${forWhom}\`\`\`sh\n${line}\n\`\`\``);
  }
  const problems = checked.sites.filter((site) => site.problem !== null);
  if (problems.length > 0)
    parts.push(problems.map((site) => `- Not checked: ${escaped(`${site.name}, ${site.problem?.text}`)}`).join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function tableOf(findings: readonly CheckedProject[], withSite: boolean): string {
  const heads = [...(withSite ? ['Site'] : []), 'Status', 'Project', 'Installed', 'Fix', 'Risk', 'Advisories'];
  const rows = findings.map((row) => [
    ...(withSite ? [escaped(row.site.name)] : []),
    row.status,
    escaped(row.project),
    escaped(row.installed ?? '–'),
    escaped(row.fix ?? (row.action === 'remove' ? 'remove it' : 'none')),
    riskText(row.risk, row.advisories.length > 0) || '–',
    row.advisories.map((advisory) => escaped(advisory.id)).join(', ') || '–',
  ]);
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Text that stays text: names come from other people's sites. */
function escaped(text: string): string {
  return printable(text)
    .replace(/[\\`*_[\]|#!~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}
