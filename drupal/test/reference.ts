import { type InstallType, installTypeOf, majorOfBranch, parseVersion } from '../src/version.ts';

/** A release as the reference walks it; `types` and `date` as in a feed. */
export interface ReferenceRelease {
  version: string;
  status: string;
  date: number | null;
  types: string[];
}

interface Found {
  status: string | null;
  recommended: string | null;
  latest: string | null;
  dev: string | null;
  also: Record<string, string>;
  securityUpdates: string[];
}

/**
 * The status algorithm once more, step by step with one mutable state as it was written down, to compare the
 * declarative one with. Starts where the feed has releases and the version is valid; returns [status, found, latestDev].
 */
export function referenceVerdict(
  installed: string,
  datestamp: number,
  branches: string[],
  releases: ReferenceRelease[],
): [string, Found, string | null] {
  const found: Found = { status: null, recommended: null, latest: null, dev: null, also: {}, securityUpdates: [] };
  const type = installTypeOf(installed);
  const isOnBranch = (version: string) => branches.some((branch) => version.startsWith(branch));
  const installedMajor = Number(parseVersion(installed)?.major);
  let target = installedMajor;
  if (!isOnBranch(installed) && branches.length > 0) {
    found.status = 'NOT_SUPPORTED';
    for (const branch of branches) {
      const major = majorOfBranch(branch);
      if (major === null) continue;
      target = Number(major);
      break;
    }
  }
  target = Math.max(target, installedMajor);
  let supported = false;
  let remembered: string | null = null;
  let lastBase: string | null = null;
  for (const release of releases) {
    const version = parseVersion(release.version);
    if (!version) continue;
    supported = isOnBranch(release.version) && !release.types.includes('Unsupported');
    if (release.version === installed) {
      if (release.types.includes('Insecure')) found.status = 'NOT_SECURE';
      else if (release.status !== 'published') found.status = 'REVOKED';
      else if (!supported) found.status = 'NOT_SUPPORTED';
    } else {
      if (release.status !== 'published' || !supported || release.types.includes('Insecure')) continue;
      if (version.extra === 'dev' && release.date === null) continue;
    }
    const major = Number(version.major);
    if (major > target) {
      found.also[`m${version.major}`] ??= release.version;
      continue;
    }
    if (major === target) {
      found.latest ??= release.version;
      if (version.extra === 'dev') found.dev ??= release.version;
      if (found.recommended === null && supported) {
        const base = version.extra === null ? release.version : release.version.split(`-${version.extra}`).join('');
        if (base !== lastBase) {
          lastBase = base;
          remembered = release.version;
        }
        if (version.extra === null) found.recommended = remembered;
      }
    }
    if (release.version === installed) break;
    if (type === 'dev') {
      if (datestamp === 0) continue;
      if (release.date && datestamp + 100 > release.date) continue;
    }
    if (release.types.includes('Security update')) found.securityUpdates.push(release.version);
  }
  if (found.recommended === null && found.latest !== null && supported) found.recommended = found.latest;
  return finish(found, type, installed, datestamp, releases);
}

function finish(
  found: Found,
  type: InstallType,
  installed: string,
  datestamp: number,
  releases: ReferenceRelease[],
): [string, Found, string | null] {
  if (found.status !== null) return [found.status, found, null];
  if (found.recommended === null) return ['UNKNOWN', found, null];
  if (type === 'official') {
    const isCurrent = installed === found.recommended || installed === found.latest;
    return [isCurrent ? 'CURRENT' : 'NOT_CURRENT', found, null];
  }
  const dateOf = (version: string | null) => releases.find((release) => release.version === version)?.date ?? 0;
  const latestDev = found.dev !== null && dateOf(found.dev) > dateOf(found.latest) ? found.dev : found.latest;
  if (datestamp === 0) return ['NOT_CHECKED', found, latestDev];
  return [datestamp + 100 > dateOf(latestDev) ? 'CURRENT' : 'NOT_CURRENT', found, latestDev];
}
