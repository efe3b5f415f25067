import type { KnownVersion } from '../modules/catalogue.ts';

/** What a site runs: one position in each list is one module, in the order in which the last report named them. */
export interface SiteState {
  /** `state_version` of the site's row, which every change raises. */
  readonly version: number;
  readonly versions: readonly KnownVersion[];
  /** Milliseconds since 1970. */
  readonly since: Float64Array;
  /** JSON of extensions and patches; null for a site on which no module has any. */
  readonly extensions: readonly (string | null)[] | null;
  readonly patches: readonly (string | null)[] | null;
  /** How the report named what a person decided to be something else; null for a site without such a module. */
  readonly reportedAs: readonly (string | null)[] | null;
  /** Counters of these versions, and the epochs of the verdicts and mutes that they were counted by. */
  readonly counts?: { readonly epochs: Epochs; readonly counts: SiteCounts };
}

/** What counters hang on beside the versions. */
export interface Epochs {
  readonly verdicts: number;
  readonly mutes: number;
}

export interface SiteCounts {
  /** How many modules have the status of that number; 0 is never used, 6 is custom code, 7 what is muted. */
  readonly byUrgency: readonly number[];
  readonly possible: number;
  readonly risk: number | null;
}

export const emptyState: SiteState = {
  version: 0,
  versions: [],
  since: new Float64Array(),
  extensions: null,
  patches: null,
  reportedAs: null,
};

/** What is known of a module beside its version. */
export interface ModuleTexts {
  readonly extensions: string | null;
  readonly patches: string | null;
  readonly reportedAs: string | null;
}

export interface RunningModule extends ModuleTexts {
  readonly version: KnownVersion;
  readonly since: number;
}

export function moduleAt(state: SiteState, index: number): RunningModule {
  const version = state.versions[index];
  if (version === undefined) throw new Error(`The site has no module at position ${index}.`);
  return {
    version,
    since: state.since[index] ?? 0,
    ...textsAt(state, index),
  };
}

export function textsAt(
  { extensions, patches, reportedAs }: Pick<SiteState, keyof ModuleTexts>,
  index: number,
): ModuleTexts {
  return {
    extensions: extensions?.[index] ?? null,
    patches: patches?.[index] ?? null,
    reportedAs: reportedAs?.[index] ?? null,
  };
}

export function modulesOf(state: SiteState): RunningModule[] {
  return state.versions.map((_, index) => moduleAt(state, index));
}

export function stateOf(version: number, rows: readonly RunningModule[]): SiteState {
  return {
    version,
    versions: rows.map((row) => row.version),
    since: Float64Array.from(rows, (row) => row.since),
    extensions: textsOf(rows.map((row) => row.extensions)),
    patches: textsOf(rows.map((row) => row.patches)),
    reportedAs: textsOf(rows.map((row) => row.reportedAs)),
  };
}

/** Most sites have neither: one null for all then. */
export function textsOf(texts: readonly (string | null)[]): readonly (string | null)[] | null {
  return texts.some((text) => text !== null) ? texts : null;
}

/**
 * The states of the sites that reported last, so that a report is compared without reading a hundred rows. An entry
 * counts only while its number equals `state_version` of the locked site row: another process may have written.
 */
export interface StateCache {
  get(siteId: number, version: number): SiteState | undefined;
  /** Whatever is remembered, perhaps outdated: good for guessing which versions a report will name. */
  guess(siteId: number): SiteState | undefined;
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
    guess: (siteId) => states.get(siteId),
    set(siteId, state) {
      states.delete(siteId);
      states.set(siteId, state);
      if (states.size > max) for (const oldest of states.keys()) return void states.delete(oldest);
    },
    forget: (siteId) => void states.delete(siteId),
  };
}
