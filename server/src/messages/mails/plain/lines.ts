import { displayWidth } from './display-width.ts';

export const columns = 72;

/** Breaks a sentence at its spaces. What is longer than a line, as an address, stays whole. */
export function wrapped(text: string, width = columns): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}

/** Lines of which those after the first are set in. */
export function hanging(text: string, indent: number): string[] {
  const space = ' '.repeat(indent);
  return wrapped(text, columns - indent).map((line, index) => (index === 0 ? line : `${space}${line}`));
}

/** A command on several lines that a shell reads as one. */
export function shellLines(command: string): string[] {
  const words = command.split(' ');
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`;
    // Room for the backslash that goes on; an option begins a line of its own when the command has to break anyway.
    if (line.trim() !== '' && displayWidth(longer) > columns - 2) {
      lines.push(`${line} \\`);
      line = `  ${word}`;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}
