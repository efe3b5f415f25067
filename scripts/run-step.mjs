import { spawn } from 'node:child_process';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Runs a program to its end, in a process group of its own so that an interruption ends its children too.
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd: string, show?: 'stdout' | 'stderr', env?: Record<string, string | undefined> }} options
 *   `show`: where output goes at once, instead of being returned
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(file, args, { cwd, show, env = process.env }) {
  return new Promise((done) => {
    const to = show === 'stdout' ? 1 : show === 'stderr' ? 2 : 'pipe';
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', to, to], detached: true });
    let output = '';
    running.add(child);
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => {
      running.delete(child);
      done({ code: 127, output: `${file}: ${error.message}\n` });
    });
    child.once('close', (code) => {
      running.delete(child);
      done({ code: code ?? 1, output });
    });
  });
}

/** Pids of what runs now, for those who must wait when this process is killed. */
export function runningPids() {
  return [...running].flatMap(({ pid }) => pid ?? []);
}

/**
 * While the work runs, Ctrl-C and SIGTERM end its children and then this process.
 * @template T
 * @param {() => Promise<T>} work
 * @param {() => void} [cleanUp]
 * @returns {Promise<T>}
 */
export async function interruptible(work, cleanUp = () => {}) {
  /** @param {NodeJS.Signals} signal */
  const interrupt = (signal) => {
    const children = [...running];
    for (const child of children) signalGroup(child, 'SIGTERM');
    const force = setTimeout(() => {
      for (const child of children) signalGroup(child, 'SIGKILL');
    }, 3_000);
    void Promise.all(children.map((child) => new Promise((done) => child.once('close', done)))).then(() => {
      clearTimeout(force);
      cleanUp();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work();
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup({ pid }, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}
