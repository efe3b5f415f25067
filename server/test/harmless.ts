import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect } from 'vitest';
import type { TestApp } from './app.ts';
import { besideRefusals, checksums } from './table-contents.ts';

const mebibyte = 1024 * 1024;
setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** What is still held: not what is only waiting to be collected, nor what the allocator keeps for the next time. */
function heldBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * Holds every test of a file to leaving nothing behind: the rows of all tables are as they were, but for what `where` leaves
 * out, memory has not grown, and nothing was an error of the server.
 */
export function leavesNothingBehind(test: TestApp, where: Readonly<Record<string, string>> = {}, growth = 64): void {
  const state = () => checksums(test, { ...besideRefusals, ...where });
  let before: Record<string, string>;
  let memory: number;
  beforeAll(async () => {
    before = await state();
    memory = heldBytes();
  });
  afterAll(async () => {
    expect(await state()).toEqual(before);
    expect((heldBytes() - memory) / mebibyte).toBeLessThan(growth);
    expect(test.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
}
