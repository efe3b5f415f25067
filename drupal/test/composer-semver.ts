import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';

export interface Question {
  readonly constraint: string;
  /** In Composer's spelling. */
  readonly versions: readonly string[];
  /** Each as the constraint that holds it: `2.1.*`. */
  readonly branches: readonly string[];
}

/** For each version or branch `1` or `0`, or `?` where Composer refuses it. */
export interface Answer {
  readonly versions: string;
  readonly branches: string;
}

const script = fileURLToPath(new URL('./composer-semver.php', import.meta.url));

/** Groups tests that ask Composer itself; where it is absent they skip and say so. */
export function describeComposer(name: string, body: () => void): void {
  const looked = spawnSync('php', [script], { input: '[]', encoding: 'utf8' });
  if (looked.status === 0) describe(name, body);
  else test.skip(`${name}: PHP with composer/semver (php-cli, php-composer-semver) is not on this machine`, () => {});
}

/** All questions in one PHP process. */
export function askComposer(questions: readonly Question[]): Answer[] {
  const { status, stdout, stderr } = spawnSync('php', [script], {
    input: JSON.stringify(questions),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`Composer could not be asked: ${stderr || stdout}`);
  return JSON.parse(stdout);
}
