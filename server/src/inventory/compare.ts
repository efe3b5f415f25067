import type { RunningModule, SiteState } from './site-state.ts';

export interface Change {
  readonly moduleId: number;
  readonly before: RunningModule | null;
  readonly after: RunningModule | null;
}

export interface Comparison {
  /** The state after the report, in ascending order of module keys. */
  readonly after: readonly RunningModule[];
  /** Modules whose version is another one, that came, or that went. */
  readonly versionChanges: readonly Change[];
  /** Modules of the same version whose extensions or patches are others. */
  readonly detailChanges: readonly Change[];
}

/** What a report says of one module, its names resolved. */
export type ReportedModule = Omit<RunningModule, 'since'>;

/**
 * Compares what a site ran with what it reports. Modules in `kept` that the report does not list stay as they were;
 * all others that it does not list are gone. `reported` is sorted by module key, each once; times are milliseconds.
 */
export function compareStates(
  before: SiteState,
  reported: readonly ReportedModule[],
  at: number,
  kept: ReadonlySet<number>,
): Comparison {
  const after: RunningModule[] = [];
  const versionChanges: Change[] = [];
  const detailChanges: Change[] = [];
  const rowAt = (index: number): RunningModule => ({
    moduleId: before.moduleIds[index] ?? 0,
    versionId: before.versionIds[index] ?? 0,
    since: before.since[index] ?? 0,
    extensions: before.extensions?.[index] ?? null,
    patches: before.patches?.[index] ?? null,
  });
  const gone = (index: number) => {
    const row = rowAt(index);
    if (kept.has(row.moduleId)) after.push(row);
    else versionChanges.push({ moduleId: row.moduleId, before: row, after: null });
  };
  let next = 0;
  const count = before.moduleIds.length;
  for (const module of reported) {
    while (next < count && (before.moduleIds[next] ?? 0) < module.moduleId) gone(next++);
    if (next < count && before.moduleIds[next] === module.moduleId) {
      const known = rowAt(next++);
      const isSameVersion = known.versionId === module.versionId;
      const isSame = isSameVersion && known.extensions === module.extensions && known.patches === module.patches;
      const row = isSame ? known : { ...module, since: isSameVersion ? known.since : at };
      after.push(row);
      if (!isSameVersion) versionChanges.push({ moduleId: module.moduleId, before: known, after: row });
      else if (!isSame) detailChanges.push({ moduleId: module.moduleId, before: known, after: row });
    } else {
      const row = { ...module, since: at };
      after.push(row);
      versionChanges.push({ moduleId: module.moduleId, before: null, after: row });
    }
  }
  while (next < count) gone(next++);
  return { after, versionChanges, detailChanges };
}
