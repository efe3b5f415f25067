import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of the benchmark's own that answers one question at a time. */
export interface Child {
  readonly pid: number;
  ask<Answer>(question: object): Promise<Answer>;
  stop(): Promise<void>;
}

type Reply = { readonly answer: unknown } | { readonly error: string };

/** Starts a module beside this one, named without its ending, that calls `answerParent`. */
export function startChild(module: string, execArgv: readonly string[] = []): Child {
  const file = fileURLToPath(new URL(`./${module}.js`, import.meta.url));
  const child: ChildProcess = fork(file, { execArgv: [...execArgv], serialization: 'advanced' });
  let settle: ((reply: Reply) => void) | undefined;
  child.on('message', (reply: Reply) => settle?.(reply));
  const ended = new Promise<void>((done) => {
    child.once('exit', (code) => {
      settle?.({ error: `${module} ended with ${code}.` });
      done();
    });
  });
  return {
    pid: child.pid ?? 0,
    ask: <Answer>(question: object) =>
      new Promise<Answer>((resolve, reject) => {
        settle = (reply) => {
          settle = undefined;
          if ('error' in reply) reject(new Error(reply.error));
          // The asker knows what this module answers to this question.
          else resolve(reply.answer as Answer);
        };
        child.send(question);
      }),
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** In the child: answers each question of the parent, and ends with the parent. */
export function answerParent<Question>(
  answer: (question: Question) => Promise<unknown>,
  close: () => Promise<void>,
): void {
  process.on('message', (question: Question) => {
    answer(question).then(
      (result) => process.send?.({ answer: result }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? (error.stack ?? '') : String(error) }),
    );
  });
  // A signal of the terminal reaches the parent too, which then lets go of its children in order.
  process.on('SIGINT', () => undefined);
  process.once('disconnect', () => void close().finally(() => process.exit(0)));
}
