import { isUtf8 } from 'node:buffer';
import type { Readable, Writable } from 'node:stream';
import { answerVerdictLine } from '@patchlight/drupal/verdict-line';
import { write } from './io.ts';
import { lineGroups } from './lines.ts';

/** Answers go out together once they are this long, so that a million small lines are not a million writes. */
const batchLength = 64 * 1024;

/**
 * Answers each line of `input` on `output`, in order, waiting while the reader is slow. Blank lines have no answer.
 * Ends quietly when the reader goes away.
 */
export async function answerVerdictLines(input: Readable, output: Writable): Promise<void> {
  for await (const lines of lineGroups(input)) {
    let answers = '';
    for (const line of lines) {
      const answer = answerTo(line);
      if (answer === null) continue;
      answers += `${answer}\n`;
      if (answers.length < batchLength) continue;
      if (!(await write(output, answers))) return;
      answers = '';
    }
    if (answers !== '' && !(await write(output, answers))) return;
  }
}

function answerTo(line: Buffer): string | null {
  const text = line.toString('utf8').replace(/^\ufeff/, '');
  if (text.trim() === '') return null;
  // JSON is UTF-8. Replacing what is not could turn a damaged version into another version with a wrong verdict.
  if (!isUtf8(line)) return JSON.stringify({ id: idOf(text), error: 'The line is not valid UTF-8.' });
  return answerVerdictLine(text);
}

function idOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
  } catch {
    return null;
  }
}
