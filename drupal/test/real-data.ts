import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';

const folder = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** Groups tests on captured data that is not part of the project; where it is absent they skip and say so. */
export function describeRealData(name: string, body: () => void): void {
  if (existsSync(folder)) describe(name, body);
  else test.skip(`${name}: the captured data (${folder}) is not on this machine`, () => {});
}

export function readData(path: string): string {
  return readFileSync(folder + path, 'utf8');
}

export function listData(path: string): string[] {
  return readdirSync(folder + path).filter((name) => name.endsWith('.lock'));
}
