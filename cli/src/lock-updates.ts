import { readComposerLock } from '@patchlight/drupal/adapters/composer-lock';

/** What went from one version to another between two lock files, and the names of what came and what went. */
export interface LockUpdates {
  updates: { module: string; from_version: string; to_version: string }[];
  installed: string[];
  removed: string[];
}

/**
 * Compares two `composer.lock` texts by project. Custom code is left out, it has no releases to take. Throws
 * InventoryFormatError for what is no lock file.
 */
export function compareLocks(from: string, to: string, options: { dev: boolean }): LockUpdates {
  const [before, after] = [projectsIn(from, options), projectsIn(to, options)];
  const updates = [...after].flatMap(([module, to_version]) => {
    const from_version = before.get(module);
    return from_version === undefined || from_version === to_version ? [] : { module, from_version, to_version };
  });
  return {
    updates: updates.sort((left, right) => (left.module < right.module ? -1 : 1)),
    installed: [...after.keys()].filter((name) => !before.has(name)).sort(),
    removed: [...before.keys()].filter((name) => !after.has(name)).sort(),
  };
}

function projectsIn(text: string, options: { dev: boolean }): Map<string, string> {
  const lock = readComposerLock(text, options);
  const projects = new Map<string, string>();
  if (lock.coreVersion !== null) projects.set('drupal', lock.coreVersion);
  for (const { project, origin, version } of lock.extensions)
    if (origin === 'contrib' && project !== null && version !== null && !projects.has(project))
      projects.set(project, version);
  return projects;
}
