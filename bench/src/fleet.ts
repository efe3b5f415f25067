import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

// Who runs what, computed from numbers alone: the seeding, the load generator and the baselines each make the same
// fleet for themselves. Keys of rows are 1, 2, 3, … in every table.

export const organizationCount = 100;
export const moduleCount = 5_000;
export const versionsPerModule = 10;
export const modulesPerSite = 100;
/** Core is on every site, each popular module on about half of them. */
const popularModules = 100;
const popularPerSite = 50;

/** What a version means for a site that runs it; the numbers of server/src/modules/judge.ts. */
export interface Flags {
  readonly urgency: 1 | 3 | 5;
  readonly hasUpdate: boolean;
  readonly isSecurity: boolean;
}

/**
 * A version is a digit, 0 to 9, the only part of its number that differs within a module. Two digits in ten have an
 * update, so a fifth of all rows has one, and still has after any number of random changes.
 */
export function flagsOf(moduleId: number, digit: number): Flags {
  if (digit === 0 && moduleId % 25 < 2) return { urgency: 1, hasUpdate: true, isSecurity: true };
  if (digit < 2) return { urgency: 3, hasUpdate: true, isSecurity: false };
  return { urgency: 5, hasUpdate: false, isSecurity: false };
}

export function versionId(moduleId: number, digit: number): number {
  return (moduleId - 1) * versionsPerModule + digit + 1;
}

export function moduleName(moduleId: number): string {
  return moduleId === 1 ? 'drupal' : `module_${String(moduleId).padStart(4, '0')}`;
}

export function versionNumber(moduleId: number, digit: number): string {
  return moduleId === 1 ? `11.${digit}.1` : `2.${digit}.1`;
}

/** Keys of the modules of a site, ascending; core, which has the key 1, comes first. */
export function modulesOf(siteId: number): Int32Array {
  const random = randomOf(siteId);
  const chosen = new Set([1]);
  const draw = (count: number, first: number, last: number) => {
    while (chosen.size < count) chosen.add(first + Math.floor(random() * (last - first + 1)));
  };
  draw(1 + popularPerSite, 2, 1 + popularModules);
  draw(modulesPerSite, 2 + popularModules, moduleCount);
  return Int32Array.from(chosen).sort();
}

/** The versions of a site before any load, one digit a module. */
export function firstDigitsOf(siteId: number): Uint8Array {
  const random = randomOf(siteId + 0x51ed_2701);
  return Uint8Array.from({ length: modulesPerSite }, () => Math.floor(random() * versionsPerModule));
}

/** Sites of each organization: the first has a fifth of all, the others ever fewer, the last ones a handful. */
export function organizationSizes(siteCount: number): number[] {
  const weights = Array.from({ length: organizationCount - 1 }, (_, index) => 1 / (index + 2) ** 0.9);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const largest = Math.round(siteCount / 5);
  const sizes = weights.map((weight) => Math.max(1, Math.floor((weight / sum) * (siteCount - largest))));
  const rest = siteCount - largest - sizes.reduce((total, size) => total + size, 0);
  return [largest, (sizes[0] ?? 0) + rest, ...sizes.slice(1)];
}

/** The organization of each site; index 0 is not used, as keys begin with 1. */
export function organizationsOfSites(siteCount: number): Int32Array {
  const owners = new Int32Array(siteCount + 1);
  let siteId = 1;
  organizationSizes(siteCount).forEach((size, index) => {
    owners.fill(index + 1, siteId, siteId + size);
    siteId += size;
  });
  return owners;
}

export function uuidOf(what: string, id: number): string {
  const hex = createHash('sha256').update(`${what} ${id}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The API key of a site, in the form of server/src/auth/key-format.ts. */
export function keyOf(siteId: number): string {
  const bytes = createHash('sha256').update(`benchmark key ${siteId}`).digest();
  const random = Array.from(bytes.subarray(0, 30), (byte) => base62[byte % 62]).join('');
  let checksum = '';
  for (let rest = crc32(random); rest > 0; rest = Math.floor(rest / 62)) checksum = base62[rest % 62] + checksum;
  return `pl_site_${random}${checksum.padStart(6, '0')}`;
}

/** Numbers from 0 to 1, always the same ones for one seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
