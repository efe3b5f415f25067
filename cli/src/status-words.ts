import type { ModuleStatus } from '@patchlight/contract/verdicts';
import type { Cell } from './table.ts';
import type { Style, Terminal } from './terminal.ts';

const looks: Record<ModuleStatus, { symbol: string; styles: Style[] }> = {
  security: { symbol: '⬣', styles: ['red', 'bold'] },
  unsupported: { symbol: '⊘', styles: ['magenta'] },
  update: { symbol: '▲', styles: ['yellow'] },
  unknown: { symbol: '◌', styles: ['dim'] },
  current: { symbol: '●', styles: ['blue'] },
};

/** Symbol, word and colour of a status, so that it reads without colour too; the plain word in a pipe. */
export function statusCell(status: ModuleStatus | null, terminal: Terminal): Cell {
  if (status === null) return { text: 'custom', styles: ['dim'] };
  const { symbol, styles } = looks[status];
  return { text: terminal.symbols ? `${symbol} ${status}` : status, styles };
}

/** `16/25`; `?` where the advisory gives no risk; nothing where there is no advisory. */
export function riskText(risk: number | null, hasAdvisory: boolean): string {
  if (risk !== null) return `${risk}/25`;
  return hasAdvisory ? '?' : '';
}
