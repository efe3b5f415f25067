import { compareComposerVersions, parseComposerVersion } from '@patchlight/drupal/composer-version';
import { compareVersions, composerVersionOf, installTypeOf, parseVersion } from '@patchlight/drupal/version';

/**
 * The version to update to. Where advisories name fixed versions (Composer's spelling, the nearest of each advisory),
 * the smallest that is past all of them: on an evening in a hurry nobody wants a new minor. Else the first of the offered
 * releases that is newer than the installed one. Null where there is nothing to update to.
 */
export function chooseFix(
  installed: string | null,
  offered: readonly (string | null)[],
  fixedIn: readonly string[],
): string | null {
  const fixed = furthest(fixedIn);
  if (fixed !== null)
    return offered.find((version) => version !== null && composerVersionOf(version) === fixed) ?? fixed;
  return offered.find((version) => version !== null && isNewer(version, installed)) ?? null;
}

/** An old feed offers what was current then; taking it would be a downgrade. A dev build has no place in the order. */
function isNewer(version: string, installed: string | null): boolean {
  if (installed === null || parseVersion(installed) === null || installTypeOf(installed) === 'dev') return true;
  return compareVersions(version, installed) > 0;
}

function furthest(versions: readonly string[]): string | null {
  const readable = versions.flatMap((text) => {
    const parsed = parseComposerVersion(text);
    return parsed === null ? [] : [{ text, parsed }];
  });
  return readable.sort((left, right) => compareComposerVersions(left.parsed, right.parsed)).at(-1)?.text ?? null;
}
