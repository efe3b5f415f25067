/** What a site runs, packed: one position in each list is one module, in ascending order of module keys. */
export interface SiteState {
  readonly version: number;
  readonly moduleIds: Float64Array;
  readonly versionIds: Float64Array;
  /** Milliseconds since 1970. */
  readonly since: Float64Array;
  /** JSON of extensions and patches; null for a site on which no module has any. */
  readonly extensions: readonly (string | null)[] | null;
  readonly patches: readonly (string | null)[] | null;
}

export interface RunningModule {
  readonly moduleId: number;
  readonly versionId: number;
  readonly since: number;
  readonly extensions: string | null;
  readonly patches: string | null;
}

export function packState(version: number, sorted: readonly RunningModule[]): SiteState {
  const texts = (pick: (row: RunningModule) => string | null) =>
    sorted.some((row) => pick(row) !== null) ? sorted.map(pick) : null;
  return {
    version,
    moduleIds: Float64Array.from(sorted, (row) => row.moduleId),
    versionIds: Float64Array.from(sorted, (row) => row.versionId),
    since: Float64Array.from(sorted, (row) => row.since),
    extensions: texts((row) => row.extensions),
    patches: texts((row) => row.patches),
  };
}

/**
 * The states of the sites that reported last, so that a report is compared without reading a hundred rows. An entry
 * counts only while its number equals `state_version` of the locked site row: another process may have written.
 */
export interface StateCache {
  get(siteId: number, version: number): SiteState | undefined;
  set(siteId: number, state: SiteState): void;
  forget(siteId: number): void;
}

export function createStateCache(max: number): StateCache {
  const states = new Map<number, SiteState>();
  return {
    get(siteId, version) {
      const state = states.get(siteId);
      return state?.version === version ? state : undefined;
    },
    set(siteId, state) {
      states.delete(siteId);
      states.set(siteId, state);
      if (states.size > max) for (const oldest of states.keys()) return void states.delete(oldest);
    },
    forget: (siteId) => void states.delete(siteId),
  };
}
