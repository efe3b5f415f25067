import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { main } from './main.ts';

const written: string[] = [];
const collect = (chunk: string | Uint8Array) => written.push(String(chunk)) > 0;
beforeEach(() => {
  written.splice(0);
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(collect);
});
afterEach(() => void vi.restoreAllMocks());

it.each([
  [
    'an option that there is not',
    ['feeds', 'import', '--bogus'],
    /^Unknown option '--bogus'\. Usage: .*feeds import \[/,
  ],
  ['an option without its value', ['feeds', 'import', '--advisories'], /argument missing\. Usage: .*feeds import \[/],
  ['a command that there is not', ['feeds', 'eat'], /^There is no command "feeds eat"\. See: bin\/patchlight --help/],
])('%s is answered with what to type', async (_name, argv, answer) => {
  expect(await main(argv)).toBe(5);
  expect(written.join('')).toMatch(answer);
  expect(written.join('')).not.toMatch(/^ +at /m);
});

it.each([[['serve', '--help']], [['feeds', 'import', '-h']]])(
  '%s says how it is used, and does nothing',
  async (argv) => {
    expect(await main(argv)).toBe(0);
    expect(written.join('')).toMatch(/^Usage: bin\/patchlight (serve|feeds import) \[/);
  },
);
