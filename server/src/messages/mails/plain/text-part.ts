import type { Bar, Block, Letter, Line } from '../letter.ts';
import { displayWidth, fitted } from './display-width.ts';
import { columns, hanging, shellLines, wrapped } from './lines.ts';
import { tableLines } from './text-table.ts';

/** A letter as text, for whoever reads mail without pages: 72 columns, addresses on lines of their own. */
export function textOf(letter: Letter): string {
  const head = [...wrapped(letter.title), ...statusLines(letter.blocks), ...wrapped(letter.kicker ?? '')];
  const blocks = letter.blocks.map((block) => linesOf(block));
  const foot = letter.foot.map((line) => footLines(line));
  return `${[head, ...blocks, ...foot]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

// Said directly below the title, as one breath with it.
function statusLines(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => (block.type === 'status' ? [block.text] : []));
}

function linesOf(block: Block): string[] {
  switch (block.type) {
    case 'status':
      return [];
    case 'part':
      return underlined(block.text, '=');
    case 'heading':
      return underlined(block.text, '-');
    case 'line':
      return sentenceLines(block.line);
    case 'facts':
      return factLines(block.rows);
    case 'table':
      return tableLines(block);
    case 'command':
      return shellLines(block.command);
    case 'bars':
      return barLines(block.bars);
    case 'actions':
      return block.showsAddress === true
        ? block.actions.map(({ href }) => href)
        : block.actions.flatMap(({ text, href }) => [text, href]);
  }
}

function underlined(text: string, with_: string): string[] {
  const lines = wrapped(text);
  return [...lines, with_.repeat(Math.max(...lines.map(displayWidth)))];
}

function sentenceLines(line: Line): string[] {
  const sentence = wrapped(line.map(({ text }) => text).join(''));
  return [...sentence, ...line.flatMap(({ href }) => (href === undefined ? [] : [href]))];
}

function factLines(rows: readonly { readonly term: string; readonly text: string }[]): string[] {
  const width = Math.max(...rows.map(({ term }) => displayWidth(term))) + 3;
  return rows.flatMap(({ term, text }) =>
    hanging(`${text}`, width).map((line, index) => (index === 0 ? `${fitted(term, width)}${line}` : line)),
  );
}

function barLines(bars: readonly Bar[]): string[] {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const [label, value] = [
    Math.max(...bars.map((bar) => displayWidth(bar.label))),
    Math.max(...bars.map((bar) => `${bar.value}`.length)),
  ];
  const room = columns - label - value - 4;
  return bars.map((bar) =>
    `${fitted(bar.label, label)}  ${fitted(`${bar.value}`, value, 'right')}  ${'#'.repeat(Math.round((bar.value / most) * Math.min(room, 40)))}`.trimEnd(),
  );
}

/** What leads somewhere with its address below; the rest on one line. */
function footLines(line: Line): string[] {
  const linked = line.flatMap(({ text, href }) => (href === undefined ? [] : [text, href]));
  const others = line.filter(({ href }) => href === undefined).map(({ text }) => text);
  return [...linked, ...wrapped(others.join(' · '))];
}
