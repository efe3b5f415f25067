import { checkMarkdown } from './check-markdown.ts';
import { checkTable, findingColumns } from './check-table.ts';
import { composerLines } from './composer-lines.ts';
import { csvOf } from './csv.ts';
import type { Checked, Rule } from './findings.ts';
import type { Gate } from './gate.ts';
import { junitOf } from './junit.ts';
import { csvRows } from './output.ts';
import { printableJson } from './printable.ts';
import { sarifOf } from './sarif.ts';
import type { Terminal } from './terminal.ts';

export const checkFormats = ['table', 'json', 'ndjson', 'csv', 'sarif', 'junit', 'markdown'] as const;
export type CheckFormat = (typeof checkFormats)[number];

export interface CheckReport {
  checked: Checked;
  gate: Gate;
  rule: Rule;
}

/** The outcome of a check in the format asked for. */
export function checkText(format: CheckFormat, report: CheckReport, terminal: Terminal): string {
  const { gate } = report;
  switch (format) {
    case 'table':
      return checkTable(report, terminal);
    case 'json':
      return `${printableJson(checkRecord(report), 2)}\n`;
    case 'ndjson':
      return gate.findings.map((finding) => `${printableJson(finding)}\n`).join('');
    case 'csv':
      return csvOf(csvRows(findingColumns, gate.findings));
    case 'sarif':
      return `${printableJson(sarifOf(report), 2)}\n`;
    case 'junit':
      return junitOf(report);
    case 'markdown':
      return checkMarkdown(report);
  }
}

function checkRecord({ checked, gate, rule }: CheckReport) {
  return {
    schema: 'patchlight.check/1',
    verdict: gate.word.toLowerCase(),
    exit_code: gate.exitCode,
    sentence: gate.sentence,
    rule: {
      fail_on: rule.failOn,
      min_risk: rule.minRisk,
      include_muted: rule.includeMuted,
      soft_fail: rule.softFail,
    },
    sites: checked.sites,
    findings: gate.findings,
    composer: composerLines(gate.findings, checked.corePackages).map(({ line, sites }) => ({ command: line, sites })),
  };
}
