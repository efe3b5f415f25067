import type { KnownVersion } from '../modules/catalogue.ts';
import { moduleAt, type RunningModule, type SiteState, textsAt, textsOf } from './site-state.ts';

export interface Change {
  readonly before: RunningModule | null;
  readonly after: RunningModule | null;
}

export interface Comparison {
  /** The state after the report, under the number of the state before. */
  readonly after: SiteState;
  /** Modules whose version is another one, that came, or that went. */
  readonly versionChanges: readonly Change[];
  /** Modules of the same version whose extensions, patches or reported names are others. */
  readonly detailChanges: readonly Change[];
}

/** What a report says, each module once, its names resolved. */
export interface ReportedState {
  readonly versions: readonly KnownVersion[];
  readonly extensions: readonly (string | null)[] | null;
  readonly patches: readonly (string | null)[] | null;
  readonly reportedAs: readonly (string | null)[] | null;
}

/** Modules that stay as they were where a report does not list them. */
export type Kept = Pick<ReadonlySet<number>, 'has'>;

/**
 * Compares what a site ran with what it reports. Modules in `kept` that the report does not list stay as they were;
 * all others that it does not list are gone. `at`: milliseconds since 1970.
 */
export function compareStates(before: SiteState, reported: ReportedState, at: number, kept: Kept): Comparison {
  const versionChanges: Change[] = [];
  const detailChanges: Change[] = [];
  const positions = positionsIn(before, reported);
  const since = new Float64Array(reported.versions.length);
  reported.versions.forEach((version, index) => {
    const position = positions === null ? index : positions[index];
    const texts = textsAt(reported, index);
    if (position === undefined) {
      since[index] = at;
      versionChanges.push({ before: null, after: { version, since: at, ...texts } });
      return;
    }
    const isSameVersion = before.versions[position]?.id === version.id;
    since[index] = isSameVersion ? (before.since[position] ?? at) : at;
    const known = textsAt(before, position);
    const isSame =
      isSameVersion &&
      texts.extensions === known.extensions &&
      texts.patches === known.patches &&
      texts.reportedAs === known.reportedAs;
    if (isSame) return;
    const change = { before: moduleAt(before, position), after: { version, since: since[index], ...texts } };
    (isSameVersion ? detailChanges : versionChanges).push(change);
  });
  const after = { version: before.version, ...reported, since };
  if (positions === null) return { after, versionChanges, detailChanges };
  const left = leftOver(before, positions);
  const [staying, gone] = [
    left.filter((row) => kept.has(row.version.moduleId)),
    left.filter((row) => !kept.has(row.version.moduleId)),
  ];
  for (const row of gone) versionChanges.push({ before: row, after: null });
  return { after: withModules(after, staying), versionChanges, detailChanges };
}

/** Where each reported module stood before; null where they all stand as they stood, which is all but always so. */
function positionsIn(before: SiteState, reported: ReportedState): (number | undefined)[] | null {
  const { versions } = before;
  if (
    versions.length === reported.versions.length &&
    reported.versions.every((version, index) => versions[index]?.moduleId === version.moduleId)
  )
    return null;
  const known = new Map(versions.map((version, index) => [version.moduleId, index]));
  return reported.versions.map((version) => known.get(version.moduleId));
}

function leftOver(before: SiteState, positions: readonly (number | undefined)[]): RunningModule[] {
  const seen = new Set(positions);
  return before.versions.flatMap((_, index) => (seen.has(index) ? [] : [moduleAt(before, index)]));
}

function withModules(state: SiteState, rows: readonly RunningModule[]): SiteState {
  if (rows.length === 0) return state;
  const texts = (own: readonly (string | null)[] | null, more: readonly (string | null)[]) =>
    textsOf([...(own ?? state.versions.map(() => null)), ...more]);
  return {
    version: state.version,
    versions: [...state.versions, ...rows.map((row) => row.version)],
    since: Float64Array.from([...state.since, ...rows.map((row) => row.since)]),
    extensions: texts(
      state.extensions,
      rows.map((row) => row.extensions),
    ),
    patches: texts(
      state.patches,
      rows.map((row) => row.patches),
    ),
    reportedAs: texts(
      state.reportedAs,
      rows.map((row) => row.reportedAs),
    ),
  };
}
