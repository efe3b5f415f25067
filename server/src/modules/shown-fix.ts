import type { Fix } from '@patchlight/contract/verdicts';
import { fitsCore } from '@patchlight/drupal/core-compatibility';
import { sql } from 'kysely';
import type { VersionFix } from './judge.ts';

/** What a version `v` says of its fix and its exposure; what the site adds to it is worked out for each row. */
export interface VersionRemedy {
  readonly fix: VersionFix | null;
  readonly exposed_since: string | null;
}
/** The columns of it. */
export const remedyOfVersion = sql`v.verdict->'fix' as fix, v.verdict->>'exposed_since' as exposed_since`;

/** The fix of a version as a site sees it that runs this core. */
export function shownFix(fix: VersionFix | null, coreVersion: string | null): Fix | null {
  return fix === null ? null : { ...fix, fits_core: fits(coreVersion, fix.core_compatibility) };
}

// Rows repeat the few cores and demands of a fleet, and reading them would cost a page a tenth of its time.
const answers = new Map<string, boolean | null>();
const answersMax = 10_000;

function fits(coreVersion: string | null, constraint: string | null): boolean | null {
  const key = `${coreVersion}\n${constraint}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  if (answers.size >= answersMax) answers.clear();
  const answer = fitsCore(coreVersion, constraint);
  answers.set(key, answer);
  return answer;
}

/** Whole days at a time since the later of two; null where one is missing, or has not come by then. */
export function daysExposed(since: string | null, runningSince: string | null, at: Date): number | null {
  if (since === null || runningSince === null) return null;
  const days = Math.floor((at.getTime() - Math.max(Date.parse(since), Date.parse(runningSince))) / 86_400_000);
  return days < 0 ? null : days;
}
