import { composerLine } from '@patchlight/drupal/composer-line';
import type { CheckedProject } from './findings.ts';

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
    const updates = rows.flatMap(({ project, fix }) => (fix === null ? [] : { project, version: fix }));
    const line = composerLine(updates, corePackages);
    if (line !== null) byLine.set(line, [...(byLine.get(line) ?? []), site]);
  }
  return [...byLine].map(([line, sites]) => ({ line, sites }));
}
