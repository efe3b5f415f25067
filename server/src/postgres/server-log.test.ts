import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failureOf, readSince, rotate } from './server-log.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchlight-log-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('keeps one older file and empties the log past its largest size', async () => {
  const path = join(folder, 'bounded.log');
  await writeFile(path, 'x'.repeat(50));
  await rotate(path, 50);
  expect(await readFile(path, 'utf8')).toHaveLength(50);
  await rotate(path, 49);
  expect(await readFile(path, 'utf8')).toBe('');
  expect(await readFile(`${path}.1`, 'utf8')).toHaveLength(50);
});

it('gives what this start wrote only', async () => {
  const path = join(folder, 'lines.log');
  await writeFile(path, 'old\nnew 1\nnew 2\n');
  expect(await readSince(path, 4)).toBe('new 1\nnew 2');
  expect(await readSince(join(folder, 'none.log'), 0)).toBe('');
});

it.each([
  ['could not extend file\nHINT:  Check free disk space.', /disk that holds \/data is full/],
  ['FATAL: could not write lock file: No space left on device', /disk that holds \/data is full/],
  ['error while loading shared libraries: libicuuc.so.60', /shared library.*DATABASE_URL/],
  ['could not create directory: Permission denied', /must belong to the user/],
  ['FATAL:  database files are incompatible with server', /another major version/],
  ['something new', /^It failed\.\nPostgreSQL said:\nsomething new$/],
])('%s: says what to do', (output, sentence) => {
  expect(failureOf('It failed', output, '/data').message).toMatch(sentence);
});
