import { checkOf } from '@patchlight/contract/check';
import { ReportedExtension, ReportedPatch, type ReportHeader } from '@patchlight/contract/site-report';
import { groupByProject } from '@patchlight/drupal/projects';
import { drupalVersionsOf, installTypeOf } from '@patchlight/drupal/version';
import { missingVersion } from '../modules/judge.ts';
import type { Report, ReportedProject } from './report.ts';

const checkRow = checkOf(ReportedExtension);
const checkPatch = checkOf(ReportedPatch);
const descriptionMax = 512;

export type Warn = (path: string, code: string, message: string) => void;

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Reads the rows of a report: what it says the site runs, and which projects it could not be read of. Null where the
 * report says nothing of extensions.
 */
export function readInventory(
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
  const known = new Map(rows.map((row) => [row.name, row]));
  const composerNamed = new Set(rows.filter((row) => row.isComposerVersion).map((row) => row.name));
  return {
    unreadable,
    projects: projects.map((project): ReportedProject => {
      const version = project.version ?? missingVersion;
      const isLone =
        project.kind === 'core' ||
        (known.get(project.name)?.commit == null &&
          project.extensions.length === 1 &&
          project.extensions[0] === project.name &&
          project.type === 'module');
      return {
        name: project.name,
        isCustom: project.kind === 'custom',
        type: project.type,
        version,
        datestamp: project.kind !== 'custom' && installTypeOf(version) === 'dev' ? (project.datestamp ?? 0) : 0,
        extensions: isLone
          ? null
          : JSON.stringify(
              project.extensions.map((name) => {
                const { type = 'module', commit } = known.get(name) ?? {};
                // In jsonb's order of keys, as patches are.
                return { name, type, ...(commit != null && { commit }), installed: true };
              }),
            ),
        patches: patches.get(project.name) ?? null,
        ...(project.kind === 'contrib' &&
          composerNamed.has(project.extensions[0] ?? '') && { candidates: drupalVersionsOf(version) }),
      };
    }),
  };
}

type Row = Parameters<typeof groupByProject>[0][number] & {
  readonly isComposerVersion?: boolean;
  readonly commit?: string | null | undefined;
};

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
      isComposerVersion: row.version_source === 'composer',
      commit: row.commit,
    });
  }
  return rows;
}

/**
 * Names in a row that failed its check, to leave the projects behind them as they are. Any of its fields may be the bad
 * one, so both names count, and whatever looks like a part of core stands for core.
 */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { name, project, origin, path } = value as Record<string, unknown>;
  const isCore = origin === 'core' || (typeof path === 'string' && path.startsWith('core/'));
  const names = [project, name].filter((each): each is string => typeof each === 'string' && each !== '');
  return isCore ? [...names, 'drupal'] : names;
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
      { url: withoutCredentials(patch.url ?? null), description: cut(patch.description ?? null) },
    ]);
  });
  return new Map([...byProject].map(([project, patches]) => [project, JSON.stringify(patches)]));
}

// Half of a character that takes two code units is no text for PostgreSQL.
function cut(text: string | null): string | null {
  return text?.slice(0, descriptionMax).replace(/[\ud800-\udbff]$/, '') ?? null;
}

function withoutCredentials(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return url;
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}
