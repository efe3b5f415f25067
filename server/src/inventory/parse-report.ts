import { checkOf } from '@patchlight/contract/check';
import type { ErrorDetail } from '@patchlight/contract/envelope';
import type { ReportWarning } from '@patchlight/contract/inventory';
import {
  ReportedExtension,
  ReportedPatch,
  ReportHeader,
  reportLimits,
  reportTriggers,
  SiteReport,
} from '@patchlight/contract/site-report';
import { groupByProject } from '@patchlight/drupal/projects';
import { installTypeOf } from '@patchlight/drupal/version';
import { v7 as newId } from 'uuid';
import { OperationError } from '../errors.ts';
import { missingVersion } from '../modules/judge.ts';
import type { Report, ReportedProject } from './report.ts';

const checkHeader = checkOf(ReportHeader);
const checkRow = checkOf(ReportedExtension);
const checkPatch = checkOf(ReportedPatch);
const headerFields = new Set(Object.keys(SiteReport.properties));
const rowFields = new Set(Object.keys(ReportedExtension.properties));
const warningsMax = 100;
const skewWarnMs = 10 * 60 * 1000;
const skewRefuseMs = 24 * 60 * 60 * 1000;

interface Received {
  readonly at: Date;
  /** The request's Idempotency-Key, which is the report id where the body has none. */
  readonly idempotencyKey: string | undefined;
}

type Warn = (path: string, code: string, message: string) => void;

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
    platform: header.platform === undefined ? null : JSON.stringify(header.platform),
    inventoryHash: header.inventory_hash ?? null,
    ...inventory,
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

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function countUnknown(document: Record<string, unknown>): number {
  let count = 0;
  for (const field in document) if (!headerFields.has(field)) count += 1;
  for (const row of listOf(document.extensions))
    if (typeof row === 'object' && row !== null) for (const field in row) if (!rowFields.has(field)) count += 1;
  return count;
}

function readInventory(
  document: Record<string, unknown>,
  header: ReportHeader,
  warn: Warn,
): Pick<Report, 'projects' | 'unreadable'> {
  const unreadable = new Set<string>();
  const rows = readRows(listOf(document.extensions), unreadable, warn);
  if (header.kind === 'heartbeat' || header.coverage?.extensions === 'none') return { projects: null, unreadable };
  const core = header.platform?.drupal;
  const { projects, conflicts } = groupByProject(
    typeof core === 'string' && core !== ''
      ? [{ name: 'drupal', type: 'module', origin: 'core', version: core, installed: true }, ...rows]
      : rows,
  );
  for (const { project, extension, extensionVersion } of conflicts.slice(0, 20))
    if (project !== 'drupal')
      warn(
        '/extensions',
        'version_conflict',
        `${extension} ${extensionVersion} differs from the version of ${project}; the first one counts.`,
      );
  const patches = readPatches(listOf(document.patches), warn);
  const types = new Map(rows.map((row) => [row.name, row.type]));
  return {
    unreadable,
    projects: projects.map((project): ReportedProject => {
      const version = project.version ?? missingVersion;
      const isLone =
        project.kind === 'core' ||
        (project.extensions.length === 1 && project.extensions[0] === project.name && project.type === 'module');
      return {
        name: project.name,
        isCustom: project.kind === 'custom',
        type: project.type,
        version,
        datestamp: project.kind !== 'custom' && installTypeOf(version) === 'dev' ? (project.datestamp ?? 0) : 0,
        extensions: isLone
          ? null
          : JSON.stringify(
              project.extensions.map((name) => ({ name, type: types.get(name) ?? 'module', installed: true })),
            ),
        patches: patches.get(project.name) ?? null,
      };
    }),
  };
}

type Row = Parameters<typeof groupByProject>[0][number];

function readRows(list: readonly unknown[], unreadable: Set<string>, warn: Warn): Row[] {
  const rows: Row[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < list.length; index += 1) {
    const value = list[index];
    const problems = checkRow(value);
    if (problems.length > 0) {
      for (const { path, code, message } of problems.slice(0, 3))
        warn(`/extensions/${index}${path}`, code, `${message} The row was left out.`);
      for (const name of namesIn(value)) unreadable.add(name);
      continue;
    }
    // The check has just held it to this shape.
    const row = value as ReportedExtension;
    const type = row.type ?? 'module';
    const key = `${type} ${row.name}`;
    if (seen.has(key)) {
      warn(`/extensions/${index}/name`, 'repeated', `${row.name} is listed twice; the first row counts.`);
      continue;
    }
    seen.add(key);
    rows.push({
      name: row.name,
      type,
      project: row.project,
      version: row.version ?? null,
      datestamp: row.datestamp,
      installed: row.installed ?? true,
      origin: row.origin,
      path: row.path,
      package: row.package,
    });
  }
  return rows;
}

/** Names in a row that failed its check, to leave the projects behind them as they are. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { name, project } = value as { name?: unknown; project?: unknown };
  return [project, name].filter((each): each is string => typeof each === 'string' && each !== '').slice(0, 1);
}

// Keys in the order in which jsonb keeps them, shorter ones first: stored and sent text compare as equal.
function readPatches(list: readonly unknown[], warn: Warn): Map<string, string> {
  const byProject = new Map<string, { url: string | null; description: string | null }[]>();
  list.forEach((value, index) => {
    const problems = checkPatch(value);
    for (const { path, code, message } of problems.slice(0, 3))
      warn(`/patches/${index}${path}`, code, `${message} The row was left out.`);
    if (problems.length > 0) return;
    const patch = value as ReportedPatch;
    const project = patch.package.replace(/^drupal\/(core(-.*)?$)?/, (_, core) => (core === undefined ? '' : 'drupal'));
    const known = byProject.get(project) ?? [];
    byProject.set(project, [
      ...known,
      { url: withoutCredentials(patch.url ?? null), description: patch.description?.slice(0, 512) ?? null },
    ]);
  });
  return new Map([...byProject].map(([project, patches]) => [project, JSON.stringify(patches)]));
}

function withoutCredentials(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return url;
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
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

function knownTrigger(trigger: string): string {
  return (reportTriggers as readonly string[]).includes(trigger) ? trigger : 'other';
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
}
