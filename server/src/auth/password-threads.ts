import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** What is hashed, or held against a hash. */
export type PasswordTask =
  | { readonly password: string; readonly cost: number }
  | { readonly password: string; readonly hashed: string };

interface Answer {
  readonly result?: string | boolean;
  readonly error?: string;
}

// As text, because a thread cannot be started from a source that has to be compiled first. Linux gives each thread a
// priority of its own: whoever else wants a core gets it at once.
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { readlinkSync } = require('node:fs');
const { setPriority } = require('node:os');
const { hashSync, verifySync } = require(workerData.bcrypt);
try {
  setPriority(Number(readlinkSync('/proc/thread-self').split('/').pop()), 10);
} catch {}
parentPort.on('message', ({ password, cost, hashed }) => {
  try {
    parentPort.postMessage({ result: hashed === undefined ? hashSync(password, { cost }) : verifySync(password, hashed) });
  } catch (error) {
    parentPort.postMessage({ error: String(error) });
  }
});`;
const workerData = { bcrypt: createRequire(import.meta.url).resolve('@node-rs/bcrypt') };

const idle: Worker[] = [];

/** Does one task on a thread that yields to all others, and that is kept for the next. */
export function onPasswordThread(task: PasswordTask): Promise<string | boolean> {
  const thread = idle.pop() ?? startThread();
  // Only while it works does the process wait for it.
  thread.ref();
  return new Promise((resolve, reject) => {
    const done = () => void thread.off('message', onAnswer).off('error', onError).off('exit', onExit);
    const onAnswer = ({ result, error }: Answer) => {
      done();
      thread.unref();
      idle.push(thread);
      if (result === undefined) reject(new Error(`A password could not be worked on: ${error}`));
      else resolve(result);
    };
    const onError = (error: unknown) => {
      done();
      reject(error);
    };
    const onExit = (code: number) => onError(new Error(`The thread for passwords ended with ${code}.`));
    thread.on('message', onAnswer).on('error', onError).on('exit', onExit);
    thread.postMessage(task);
  });
}

function startThread(): Worker {
  const thread = new Worker(program, { eval: true, workerData });
  // One that ends while nobody waits for it is not used again, and takes nothing with it.
  const forget = () => void idle.splice(0, idle.length, ...idle.filter((each) => each !== thread));
  return thread.on('error', forget).on('exit', forget);
}
