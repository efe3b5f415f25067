import { afterAll, beforeAll, expect } from 'vitest';
import type { TestApp } from './app.ts';
import { besideRefusals, checksums } from './table-contents.ts';

const mebibyte = 1024 * 1024;

/**
 * Holds every test of a file to leaving nothing behind: the rows of all tables are as they were, but for what `where` leaves
 * out, memory has not grown, and nothing was an error of the server.
 */
export function leavesNothingBehind(test: TestApp, where: Readonly<Record<string, string>> = {}, growth = 224): void {
  const state = () => checksums(test, { ...besideRefusals, ...where });
  let before: Record<string, string>;
  let memory: number;
  beforeAll(async () => {
    before = await state();
    memory = process.memoryUsage().rss;
  });
  afterAll(async () => {
    expect(await state()).toEqual(before);
    expect((process.memoryUsage().rss - memory) / mebibyte).toBeLessThan(growth);
    expect(test.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
}
