import type { SiteReport } from '@patchlight/contract/site-report';
import { reportRowsOf } from '@patchlight/drupal/adapters/report-rows';
import type { InventoryCoverage, InventoryProblem, InventoryRow } from '@patchlight/drupal/inventory';
import { newReportId } from './report-id.ts';
import { version } from './version.ts';

/** What a composer.lock, `composer show` or Drush said, in one shape. */
export interface Inventory {
  trigger: 'ci' | 'drush';
  rows: readonly InventoryRow[];
  problems: readonly InventoryProblem[];
  platform: NonNullable<SiteReport['platform']>;
  coverage: Exclude<InventoryCoverage['extensions'], 'none'>;
  /** What the source could not say, for the person who made it. */
  gaps: readonly string[];
}

export interface ReportOptions {
  environment?: string | undefined;
  generatedAt?: string | undefined;
  sequence?: number | undefined;
}

/** A site report with only the keys that the server needs, rows in a fixed order so that equal sites send equal rows. */
export function buildSiteReport(inventory: Inventory, options: ReportOptions, now: Date): SiteReport {
  const errors = inventory.problems.slice(0, 50).map((problem) => ({
    code: `unreadable_${problem.field}`.slice(0, 64),
    detail: `${problem.row}: ${problem.reason}`.slice(0, 255),
  }));
  return {
    schema: 'site-report/1',
    report_id: newReportId(now),
    generated_at: options.generatedAt ?? timeText(now),
    ...(options.sequence === undefined ? {} : { sequence: options.sequence }),
    kind: 'full',
    trigger: inventory.trigger,
    agent: { name: 'patchlight', version, channel: 'cli' },
    ...(options.environment === undefined ? {} : { site: { environment: options.environment } }),
    platform: inventory.platform,
    coverage: { extensions: inventory.coverage },
    extensions: reportRowsOf(inventory.rows),
    ...(errors.length === 0 ? {} : { errors }),
  };
}

/** A report that somebody else made, with what it must have and what the options say. */
export function completeSiteReport(given: Record<string, unknown>, options: ReportOptions, now: Date): SiteReport {
  const site = typeof given.site === 'object' && given.site !== null ? given.site : {};
  return {
    schema: 'site-report/1',
    ...given,
    report_id: typeof given.report_id === 'string' ? given.report_id : newReportId(now),
    generated_at: options.generatedAt ?? (typeof given.generated_at === 'string' ? given.generated_at : timeText(now)),
    ...(options.sequence === undefined ? {} : { sequence: options.sequence }),
    ...(options.environment === undefined ? {} : { site: { ...site, environment: options.environment } }),
  };
}

function timeText(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
