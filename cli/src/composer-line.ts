import { composerVersionOf } from '@patchlight/drupal/version';
import type { CheckedProject } from './findings.ts';

/** What most Drupal sites require core through; the scaffold package has to keep step with it. */
export const usualCorePackages = ['drupal/core-recommended', 'drupal/core-composer-scaffold'] as const;

/** The line that takes all fixes at once, to copy; null where nothing can be fixed by an update. */
export function composerLine(findings: readonly CheckedProject[], corePackages: readonly string[]): string | null {
  const requirements = findings.flatMap(({ project, fix }) => {
    const constraint = fix === null ? null : composerConstraint(fix);
    if (constraint === null || !/^[a-z0-9_-]+$/.test(project)) return [];
    if (project === 'drupal') return corePackages.map((name) => `${name}:${constraint.replace('^', '~')}`);
    return [`drupal/${project}:${constraint}`];
  });
  if (requirements.length === 0) return null;
  const words = [...new Set(requirements)].map((requirement) => `'${requirement}'`);
  return `composer require ${words.join(' ')} --with-all-dependencies`;
}

/** Composer lines with the sites each is for: the same change often fits many sites. */
export function composerLines(
  findings: readonly CheckedProject[],
  corePackages: readonly string[],
): { line: string; sites: string[] }[] {
  const bySite = new Map<string, CheckedProject[]>();
  for (const finding of findings) {
    const name = finding.site.url ?? finding.site.name;
    bySite.set(name, [...(bySite.get(name) ?? []), finding]);
  }
  const byLine = new Map<string, string[]>();
  for (const [site, rows] of bySite) {
    const line = composerLine(rows, corePackages);
    if (line !== null) byLine.set(line, [...(byLine.get(line) ?? []), site]);
  }
  return [...byLine].map(([line, sites]) => ({ line, sites }));
}

/**
 * A drupal.org version as a Composer constraint: `8.x-1.17` and `1.17.0` are `^1.17.0`. Only plain releases get
 * through, because the line is made to be pasted into a shell and the version is somebody else's text.
 */
export function composerConstraint(version: string): string | null {
  const composer = composerVersionOf(version);
  return composer !== null && /^\d+\.\d+\.\d+(-[a-z]+\d*)?$/i.test(composer) ? `^${composer}` : null;
}
