import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const page = join(repository, '../shared/research/reliability-security.md');

const row = /^\| ([TRAJKIHLGS]-\d{2}) \|/gm;
// The first text of a call or of a row: the title of a test, of a group, or of one case of a table.
const title = /[([]\s*(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g;
const id = /\b[TRAJKIHLGS]-\d{2}\b/g;

function testsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.test.ts') && !name.endsWith('requirements.test.ts'))
    .map((name) => join(folder, name));
}

function namedInTests(): Set<string> {
  const files = ['drupal', 'contract', 'server', 'cli'].flatMap((workspace) =>
    ['src', 'test'].flatMap((folder) => testsIn(join(repository, workspace, folder))),
  );
  return new Set(
    files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(title)].flatMap(([, , text = '']) => text.match(id) ?? []),
    ),
  );
}

describe.skipIf(!existsSync(page))('requirements of security and reliability (needs ../shared/research)', () => {
  it('each is named by a test', () => {
    const required = [...readFileSync(page, 'utf8').matchAll(row)].map(([, name = '']) => name);
    expect(required.length).toBeGreaterThan(100);
    const named = namedInTests();
    expect(required.filter((name) => !named.has(name))).toEqual([]);
  });
});
