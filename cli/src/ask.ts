import { createInterface } from 'node:readline/promises';
import { exitCodes } from './exit-codes.ts';
import { Failure, usage } from './failure.ts';
import { write } from './io.ts';
import { printable } from './printable.ts';
import type { Session } from './session.ts';

/** Asks for a yes on the terminal; without one it fails at once and names the option that answers. */
export async function confirm(session: Session, question: string, option: string): Promise<void> {
  const answer = await ask(session, `${question} [y/N] `, option);
  if (!/^y(es)?$/i.test(answer.trim())) throw new Failure(exitCodes.interrupted, 'Nothing was done.');
}

/** One line from the terminal. */
export async function ask(session: Session, question: string, option: string): Promise<string> {
  const { stdin, stderr } = session.io;
  if (!stdin.isTTY)
    throw usage(`This needs an answer, and there is no terminal: ${question.trim()}`, { next: `add ${option}` });
  const reader = createInterface({ input: stdin, output: stderr });
  // Ctrl-C and the end of input close the reader; its question would stay unanswered for ever.
  const closed = new Promise<never>((_, reject) => {
    reader.once('close', () => reject(new Failure(exitCodes.interrupted, 'Interrupted.')));
  });
  try {
    return await Promise.race([closed, reader.question(printable(question)).catch(() => closed)]);
  } finally {
    reader.close();
    closed.catch(() => {});
  }
}

/** A secret from the terminal, not shown while it is typed. Ctrl-C ends with exit code 130. */
export async function askSecret(session: Session, question: string, option: string): Promise<string> {
  const { stdin, stderr } = session.io;
  if (!stdin.isTTY || stdin.setRawMode === undefined)
    throw usage(`This needs an answer, and there is no terminal: ${question.trim()}`, { next: `use ${option}` });
  await write(stderr, question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  try {
    return await new Promise<string>((resolve, reject) => {
      let secret = '';
      const listen = (typed: unknown) => {
        for (const character of String(typed)) {
          if (character === '\r' || character === '\n' || character === '\u0004') {
            stdin.off('data', listen);
            resolve(secret);
            return;
          }
          if (character === '\u0003') {
            stdin.off('data', listen);
            reject(new Failure(exitCodes.interrupted, 'Interrupted.'));
            return;
          }
          secret = character === '\u007f' || character === '\b' ? secret.slice(0, -1) : secret + character;
        }
      };
      stdin.on('data', listen);
      stdin.resume();
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    await write(stderr, '\n');
  }
}
