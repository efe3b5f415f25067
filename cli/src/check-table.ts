import type { CheckReport } from './check-format.ts';
import { composerLines } from './composer-lines.ts';
import type { CheckedProject } from './findings.ts';
import type { Gate } from './gate.ts';
import { counted, printable } from './printable.ts';
import { riskText, statusCell } from './status-words.ts';
import { type Column, renderTable } from './table.ts';
import type { Style, Terminal } from './terminal.ts';

const words: Record<Gate['word'], { symbol: string; styles: Style[] }> = {
  FAIL: { symbol: '⬣', styles: ['red', 'bold'] },
  PASS: { symbol: '●', styles: ['blue', 'bold'] },
  PARTIAL: { symbol: '◌', styles: ['bold'] },
  UNSURE: { symbol: '◌', styles: ['bold'] },
  NOTHING: { symbol: '◌', styles: ['bold'] },
};

const siteColumn: Column<CheckedProject> = { head: 'SITE', value: (row) => row.site.name, min: 12 };

const statusColumn: Column<CheckedProject> = {
  head: 'STATUS',
  value: (row) => row.status,
  show: (row, terminal) => statusCell(row.status, terminal),
};

const projectColumns: readonly Column<CheckedProject>[] = [
  { head: 'PROJECT', value: (row) => row.project, min: 14 },
  { head: 'INSTALLED', value: (row) => row.installed, min: 12 },
  { head: 'FIX', value: (row) => row.fix, min: 10 },
  {
    head: 'RISK',
    value: (row) => row.risk,
    show: (row) => ({ text: riskText(row.risk, row.advisories.length > 0) || '–' }),
    right: true,
  },
  { head: 'AGE', csv: 'age_days', value: (row) => row.age_days, show: (row) => ageCell(row.age_days), right: true },
  statusColumn,
  {
    head: 'ADVISORIES',
    value: (row) => affectedIds(row).join(' '),
    show: (row) => ({ text: advisoriesText(row) }),
    min: 19,
    yields: 1,
  },
];

/** All columns, as CSV has them. */
export const findingColumns = [siteColumn, ...projectColumns];

/** Verdict first, then what to do, then what stands behind it. */
export function checkTable({ checked, gate }: CheckReport, terminal: Terminal): string {
  const { symbol, styles } = words[gate.word];
  const mark = terminal.symbols ? `${symbol} ` : '';
  let text = `${terminal.style(mark + gate.word, ...styles)}${gate.sentence.slice(gate.word.length)}\n`;
  if (gate.findings.length > 0) {
    // What says the same on every line is left out, so that the rest fits.
    const isUniform = gate.findings.every((row) => row.status === 'security');
    const columns = findingColumns
      .filter((column) => column !== siteColumn || checked.sites.length > 1)
      .filter((column) => column !== statusColumn || !isUniform);
    text += `\n${renderTable(columns, gate.findings, terminal)}`;
  }
  const lines = composerLines(gate.findings, checked.corePackages);
  for (const { line, sites } of lines) {
    if (checked.sites.length > 1) text += `\n${terminal.style(`# ${printable(sitesText(sites))}`, 'dim')}`;
    text += `\n${terminal.width === null ? line : folded(line, terminal.width)}\n`;
  }
  const named = (wanted: (row: CheckedProject) => boolean) =>
    printable([...new Set(gate.findings.filter(wanted).map((row) => row.project))].join(', '));
  const unsafe = named((row) => row.action === 'remove');
  const stuck = named((row) => row.fix === null && row.action !== 'remove');
  const unfit = named((row) => row.fits_core === false);
  if (unsafe !== '') text += `\nNo release is safe, to be removed: ${unsafe}.\n`;
  if (stuck !== '') text += `\nNo fix to install for ${stuck}.\n`;
  if (unfit !== '') text += `\nThe fix needs another core than the site runs: ${unfit}.\n`;
  for (const site of checked.sites)
    if (site.problem !== null) text += `\nNot checked: ${printable(`${site.name}, ${site.problem.text}`)}.\n`;
  return text;
}

function ageCell(days: number | null) {
  return days === null ? { text: '–', styles: ['dim' as const] } : { text: `${days} d` };
}

function affectedIds(row: CheckedProject): string[] {
  return row.advisories.filter((advisory) => advisory.exposure === 'affected').map((advisory) => advisory.id);
}

function advisoriesText(row: CheckedProject): string {
  const [first, ...more] = affectedIds(row);
  if (first === undefined) return '–';
  return more.length === 0 ? first : `${first} +${more.length}`;
}

function sitesText(sites: readonly string[]): string {
  return sites.length <= 3 ? sites.join(', ') : `${counted(sites.length, 'site')}: ${sites.slice(0, 3).join(', ')}, …`;
}

/** A long command over several lines, in the shell's way, so that it can still be pasted whole. */
function folded(command: string, width: number): string {
  const lines = [''];
  for (const word of command.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + word.length + 3 <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines.join(' \\\n');
}
