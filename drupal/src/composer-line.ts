import { composerVersionOf } from './version.ts';

/** A release to take. */
export interface ProjectUpdate {
  readonly project: string;
  /** drupal.org version, or Composer's. */
  readonly version: string;
}

/** What most Drupal sites require core through; the scaffold package has to keep step with it. */
export const usualCorePackages = ['drupal/core-recommended', 'drupal/core-composer-scaffold'] as const;

/**
 * The command that takes updates all at once, made to be copied into a shell.
 * @param corePackages the packages that core is required through.
 * @returns null where there is none that Composer could take; what it could not is left out.
 */
export function composerLine(
  updates: readonly ProjectUpdate[],
  corePackages: readonly string[] = usualCorePackages,
): string | null {
  const requirements = updates.flatMap(({ project, version }) => {
    const constraint = composerConstraint(version);
    if (constraint === null || !/^[a-z0-9_-]+$/.test(project)) return [];
    // With a caret core would go to the next minor.
    if (project === 'drupal') return corePackages.map((name) => `${name}:${constraint.replace('^', '~')}`);
    return [`drupal/${project}:${constraint}`];
  });
  if (requirements.length === 0) return null;
  const words = [...new Set(requirements)].map((requirement) => `'${requirement}'`);
  return `composer require ${words.join(' ')} --with-all-dependencies`;
}

/**
 * A version as a Composer constraint: `8.x-1.17` and `1.17.0` are `^1.17.0`. Only what can be nothing else than a
 * version gets through: it is somebody else's text, and the line goes into a shell.
 */
function composerConstraint(version: string): string | null {
  const composer = composerVersionOf(version);
  return composer !== null && /^\d+\.\d+\.\d+(-(alpha|beta|rc)\d+)?$/i.test(composer) ? `^${composer}` : null;
}
