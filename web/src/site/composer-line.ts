import type { SiteModule } from '@patchlight/contract/inventory';

/**
 * One command for the updates of several modules, made of the commands that the server gives for each; null where Composer
 * could take none of them.
 */
export function composerLineOf(modules: readonly Pick<SiteModule, 'fix'>[]): string | null {
  const requirements = new Set(modules.flatMap(({ fix }) => requirementsIn(fix?.composer ?? '')));
  return requirements.size === 0 ? null : `composer require ${[...requirements].join(' ')} --with-all-dependencies`;
}

/** The packages that a command requires, as they stand in it: `'drupal/diff:^2.0.1'`. */
export const requirementsIn = (command: string): readonly string[] => command.match(/'[^']+'/g) ?? [];
