import type { Lab } from './lab.ts';
import type { Promised, Result } from './result.ts';
import { mix } from './t01-mix.ts';
import { allChanged } from './t02-all-changed.ts';
import { fiveChanged } from './t03-five-changed.ts';
import { unchanged } from './t04-unchanged.ts';
import { moduleUpdates } from './t08-module-updates.ts';
import { deepPage } from './t09-deep-page.ts';
import { overview } from './t10-overview.ts';
import { postgresTime } from './t11-postgres-time.ts';
import { installed } from './t12-installed.ts';
import { start } from './t13-start.ts';
import { burst } from './t14-burst.ts';
import { securityRelease } from './t15-security-release.ts';
import { memory } from './t16-memory.ts';
import { yearOfHistory } from './t17-year.ts';
import { past } from './t18-past.ts';

/** One row of the list of promises, in a file of its own. */
export interface Row extends Promised {
  measure(lab: Lab): Promise<Result>;
  /** Takes minutes: runs only when it is named. */
  readonly isLong?: true;
}

export const rows: readonly Row[] = [
  mix,
  allChanged,
  fiveChanged,
  unchanged,
  moduleUpdates,
  deepPage,
  overview,
  postgresTime,
  installed,
  start,
  burst,
  securityRelease,
  memory,
  yearOfHistory,
  past,
];
