import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../dist/chaos/main.js', import.meta.url));
const seed = 20_260;
// Of an idle machine 5 are asked; what else runs beside a test is not known.
const answerSeconds = 20;

const isRedisInstalled = (() => {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

async function run(mode: string, minutes: number): Promise<string> {
  const options = ['--minutes', String(minutes), '--seed', String(seed), '--mode', mode];
  const argv = [program, ...options, '--answer-seconds', String(answerSeconds)];
  // What it printed is in the error, too, where it ends with another code than 0.
  const { stdout } = await promisify(execFile)(process.execPath, argv, { timeout: 240_000 }).catch(
    (error: Error & { stdout: string }) => {
      throw new Error(error.stdout, { cause: error });
    },
  );
  return stdout;
}

const kills = (printed: string) => Number(/^(\d+) kills/m.exec(printed)?.[1]);

// Both at once: each leaves more than half of the machine idle.
it.concurrent('F-01, F-03, F-05, F-21: one server on its own PostgreSQL loses nothing that it answered', async () => {
  const printed = await run('embedded', 1.5);
  expect(printed).toMatch(/every invariant holds/);
  expect(kills(printed)).toBeGreaterThanOrEqual(5);
}, 260_000);

it.skipIf(!isRedisInstalled).concurrent(
  `F-01, F-02, F-03, F-06, F-09: several on one PostgreSQL and one Redis${isRedisInstalled ? '' : ' (needs redis-server)'}`,
  async () => {
    const printed = await run('redis', 2);
    expect(printed).toMatch(/every invariant holds/);
    expect(kills(printed)).toBeGreaterThanOrEqual(5);
  },
  260_000,
);
