import { checkOf } from '@patchlight/contract/check';
import type { ErrorDetail } from '@patchlight/contract/envelope';
import type { ReportWarning } from '@patchlight/contract/inventory';
import {
  ReportedExtension,
  ReportHeader,
  reportLimits,
  reportTriggers,
  SiteReport,
} from '@patchlight/contract/site-report';
import { OperationError } from '../errors.ts';
import { isUuid, newId } from '../ids.ts';
import { listOf, readInventory, type Warn } from './read-inventory.ts';
import type { Report } from './report.ts';

const checkHeader = checkOf(ReportHeader);
const headerFields = new Set(Object.keys(SiteReport.properties));
const rowFields = new Set(Object.keys(ReportedExtension.properties));
const warningsMax = 100;
const skewWarnMs = 10 * 60 * 1000;
const skewRefuseMs = 24 * 60 * 60 * 1000;

export interface Received {
  readonly at: Date;
  /** The request's Idempotency-Key, which is the report id where the body has none. */
  readonly idempotencyKey: string | undefined;
  /** What was lost before it was a site report, where it was made from another format. */
  readonly gaps?: Gaps;
}

export interface Gaps extends Pick<Report, 'warnings' | 'unreadable' | 'isPartial'> {}

/**
 * Reads a site report from its parsed JSON. A wrong header refuses the report as `invalid_report`; a bad row is left
 * out with a warning that names row, field and reason; an unknown field is counted in one warning.
 */
export function parseReport(body: unknown, received: Received): Report {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw refusal([{ path: '', code: 'wrong_type', message: 'A report is a JSON object.' }]);
  const document = body as Record<string, unknown>;
  const problems = [...checkHeader(document), ...listProblems(document)];
  if (problems.length > 0) throw refusal(problems);
  // The check has just held it to this shape.
  const header = document as ReportHeader;
  const warnings: ReportWarning[] = [];
  const warn: Warn = (path, code, message) => {
    if (warnings.length < warningsMax) warnings.push({ path, code, message });
  };
  for (const { path, code, message } of received.gaps?.warnings ?? []) warn(path, code, message);
  const unknown = countUnknown(document);
  if (unknown > 0) warn('', 'unknown_fields', `${unknown} unknown fields were ignored.`);
  const inventory = readInventory(document, header, warn);
  const key = received.idempotencyKey;
  const reportId = header.report_id ?? (key !== undefined && isUuid(key) ? key : undefined);
  const trigger = header.trigger === undefined ? null : knownTrigger(header.trigger);
  return {
    reportId: (reportId ?? newId()).toLowerCase(),
    isRepeatable: header.report_id === undefined && header.generated_at === undefined,
    kind: header.kind ?? 'full',
    effectiveAt: effectiveTime(header.generated_at, received.at, warn),
    sequence: header.sequence ?? null,
    source: trigger === 'ci' ? 'repository' : 'site',
    trigger,
    agent: [header.agent?.name, header.agent?.version].filter((part) => typeof part === 'string').join(' ') || null,
    instanceId: header.site?.instance_id ?? null,
    coreVersion:
      header.platform?.drupal ??
      inventory.projects?.find((project) => project.name === 'drupal' && !project.isCustom)?.version ??
      null,
    phpVersion: header.platform?.php ?? null,
    platform: platformOf(header),
    inventoryHash: header.inventory_hash ?? null,
    projects: inventory.projects,
    unreadable: new Set([...inventory.unreadable, ...(received.gaps?.unreadable ?? [])]),
    isPartial: received.gaps?.isPartial === true,
    warnings,
  };
}

function refusal(details: ErrorDetail[]): OperationError {
  return new OperationError('invalid_report', { details });
}

/** What must hold of the lists as a whole; their rows are looked at one by one. */
function listProblems(document: Record<string, unknown>): ErrorDetail[] {
  const limits = {
    extensions: reportLimits.rows,
    packages: reportLimits.rows,
    patches: reportLimits.patches,
    errors: reportLimits.collectorErrors,
  };
  const problems: ErrorDetail[] = [];
  if (document.extensions === undefined && document.kind !== 'heartbeat')
    problems.push({ path: '/extensions', code: 'required', message: 'List the extensions of the site.' });
  for (const [name, limit] of Object.entries(limits)) {
    const list = document[name];
    if (list === undefined || list === null) continue;
    // PHP writes an empty map as a list and an empty list as a map.
    const isEmptyMap = typeof list === 'object' && !Array.isArray(list) && Object.keys(list).length === 0;
    if (!Array.isArray(list) && !isEmptyMap)
      problems.push({ path: `/${name}`, code: 'wrong_type', message: 'Must be a list.' });
    else if (Array.isArray(list) && list.length > limit)
      throw new OperationError('too_large', {
        details: [{ path: `/${name}`, code: 'too_many', message: `At most ${limit} rows.` }],
      });
  }
  return problems;
}

function countUnknown(document: Record<string, unknown>): number {
  let count = 0;
  for (const field in document) if (!headerFields.has(field)) count += 1;
  for (const row of listOf(document.extensions))
    if (typeof row === 'object' && row !== null) for (const field in row) if (!rowFields.has(field)) count += 1;
  return count;
}

function effectiveTime(generatedAt: string | undefined, receivedAt: Date, warn: Warn): Date {
  if (generatedAt === undefined) return receivedAt;
  const generated = new Date(generatedAt);
  const ahead = generated.getTime() - receivedAt.getTime();
  if (ahead > skewRefuseMs)
    throw new OperationError('generated_at_in_future', {
      details: [{ path: '/generated_at', code: 'in_future', message: 'More than 24 hours ahead of the server.' }],
    });
  if (ahead > skewWarnMs)
    warn('/generated_at', 'clock_skew', 'The clock of the site is ahead by more than 10 minutes.');
  return ahead > 0 ? receivedAt : generated;
}

/** The platform without unknown fields, which nobody has limited. */
function platformOf({ platform }: ReportHeader): string | null {
  if (platform === undefined) return null;
  const { drupal, php, php_sapi, db, os, install_profile, composer } = platform;
  return JSON.stringify({
    drupal,
    php,
    php_sapi,
    db: db && { driver: db.driver, type: db.type, version: db.version },
    os,
    install_profile,
    composer: composer && {
      root: composer.root,
      root_reference: composer.root_reference,
      lock_hash: composer.lock_hash,
      dev: composer.dev,
    },
  });
}

function knownTrigger(trigger: string): string {
  return (reportTriggers as readonly string[]).includes(trigger) ? trigger : 'other';
}
