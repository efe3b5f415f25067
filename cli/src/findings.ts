import {
  type CoreStatus,
  type Exposure,
  type Fix,
  type ModuleStatus,
  moduleStatuses,
} from '@patchlight/contract/verdicts';

/** A project on a site with its verdict, from the server or computed here; field names are those of the JSON output. */
export interface CheckedProject {
  site: { id: string | null; name: string; url: string | null };
  project: string;
  installed: string | null;
  status: ModuleStatus;
  core_status: CoreStatus | null;
  reason: string | null;
  /** Version that repairs it; null where there is none. */
  fix: string | null;
  /** Null where there is nothing to do. */
  action: Fix['action'] | null;
  /** Whether the fix works with the core of the site; null where that cannot be told. */
  fits_core: boolean | null;
  /** 0 to 25; null where no advisory gives one. */
  risk: number | null;
  /** Days since the first advisory that concerns the installed version was published. */
  age_days: number | null;
  advisories: { id: string; title: string; risk: number | null; exposure: Exposure; published_at: string | null }[];
  muted: boolean;
  /** Release data older than it should be. */
  stale: boolean;
}

export interface CheckedSite {
  id: string | null;
  name: string;
  url: string | null;
  status: ModuleStatus | null;
  reported_at: string | null;
  /** Projects with a verdict. */
  projects: number;
  unknown: number;
  muted: number;
  /** Why the site's answer does not count; null where it does. */
  problem: { code: 'never_reported' | 'too_old' | 'failed'; text: string } | null;
}

export interface Checked {
  sites: CheckedSite[];
  projects: CheckedProject[];
  /** The lock file that was read; null when the server was asked. */
  lock: { path: string; text: string } | null;
  /** Packages that make up Drupal core in this code base. */
  corePackages: readonly string[];
}

export interface Rule {
  failOn: Exclude<ModuleStatus, 'current'>;
  minRisk: number;
  includeMuted: boolean;
  softFail: boolean;
}

/** An unknown risk is treated like this one everywhere in Patchlight. */
export const riskWhereUnknown = 15;

/** Projects at or above the threshold, the most urgent first. */
export function findingsOf(projects: readonly CheckedProject[], rule: Rule): CheckedProject[] {
  const threshold = moduleStatuses.indexOf(rule.failOn);
  return projects
    .filter((row) => moduleStatuses.indexOf(row.status) <= threshold)
    .filter((row) => (row.risk ?? riskWhereUnknown) >= rule.minRisk)
    .filter((row) => rule.includeMuted || !row.muted)
    .sort(
      (left, right) =>
        moduleStatuses.indexOf(left.status) - moduleStatuses.indexOf(right.status) ||
        (right.risk ?? riskWhereUnknown) - (left.risk ?? riskWhereUnknown) ||
        compareText(left.project, right.project) ||
        compareText(left.site.name, right.site.name),
    );
}

/** What to do, as a sentence. */
export function remedyOf({ action, fix }: CheckedProject): string {
  if (fix !== null) return `Update to ${fix}.`;
  return action === 'remove' ? 'No release is safe: remove it.' : 'There is no fix to install.';
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
