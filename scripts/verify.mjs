// Everything that can be decided without running the program: one line a step, the first failure's output in full.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { interruptible, run } from './run-step.mjs';

/** Files that a script makes; the script with `--check` fails when the file is not what it would make. */

/**
 * @param {string} root
 * @returns {{ name: string, args: string[] }[]} arguments for Node
 */
function stepsOf(root) {
  const tsc = 'node_modules/typescript/bin/tsc';
  const imports = 'server/test/imports.test.ts';
  const steps = [
    { name: 'format and lint', args: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '.'] },
    { name: 'types', args: [tsc, '-b'] },
    { name: 'types of tests', args: [tsc, '-p', 'tsconfig.tests.json'] },
    { name: 'types of journeys', args: [tsc, '-p', 'e2e'] },
    { name: 'names in docs', args: ['scripts/check-docs.mjs'] },
  ];
  if (existsSync(join(root, imports))) {
    steps.push({ name: 'import rules', args: ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', imports] });
  }
  steps.push({
    name: 'openapi.json',
    args: ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', 'contract/src/openapi.test.ts'],
  });
  return steps;
}

/**
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Promise<string[]>} the names of the steps that failed
 */
export async function verify(root, say) {
  /** @type {string[]} */
  const failed = [];
  for (const { name, args } of stepsOf(root)) {
    const started = Date.now();
    const { code, output } = await run(process.execPath, args, { cwd: root });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (code === 0) continue;
    if (failed.length === 0) say(output.trimEnd());
    failed.push(name);
  }
  return failed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const failed = await interruptible(() => verify(root, (line) => console.log(line)));
  process.exitCode = failed.length > 0 ? 1 : 0;
}
