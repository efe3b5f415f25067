import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownVersion } from '../modules/catalogue.ts';
import { compareStates } from './compare.ts';
import { nothingMuted } from './known-mutes.ts';
import { adjustCounts, countVersions } from './site-counts.ts';
import { moduleAt, type RunningModule, type SiteState, stateOf } from './site-state.ts';

const version = (moduleId: number, id: number): KnownVersion => ({
  id,
  moduleId,
  project: `project_${moduleId}`,
  version: `1.${id}`,
  datestamp: 0,
  isCustom: false,
  urgency: 1 + (id % 5),
  updateAvailable: false,
  securityUpdate: false,
  possible: id % 2 === 0,
  risk: id % 3 === 0 ? id : null,
  advisoryHoles: null,
});
const row = (moduleId: number, id: number, since = 1, extensions: string | null = null): RunningModule => ({
  version: version(moduleId, id),
  since,
  extensions,
  patches: null,
  reportedAs: null,
});
const rowsOf = (state: SiteState) => state.versions.map((_, index) => moduleAt(state, index));
const said = ({ since: _since, ...module }: RunningModule) => module;
const keyOf = ({ version: { moduleId } }: RunningModule) => moduleId;
const compare = (before: RunningModule[], reported: RunningModule[], kept: number[] = []) =>
  compareStates(stateOf(1, before), stateOf(1, reported), 9, new Set(kept));

describe('compareStates', () => {
  it('what is the same stays since it was', () => {
    const { after, versionChanges, detailChanges } = compare([row(1, 10), row(2, 20)], [row(1, 10), row(2, 20)]);
    expect(rowsOf(after)).toEqual([row(1, 10), row(2, 20)]);
    expect([versionChanges, detailChanges]).toEqual([[], []]);
  });

  it('tells what came, changed and went', () => {
    const { after, versionChanges } = compare([row(1, 10), row(2, 20)], [row(2, 21), row(3, 30)]);
    expect(rowsOf(after)).toEqual([row(2, 21, 9), row(3, 30, 9)]);
    expect(versionChanges).toEqual([
      { before: row(2, 20), after: row(2, 21, 9) },
      { before: null, after: row(3, 30, 9) },
      { before: row(1, 10), after: null },
    ]);
  });

  it('another order is no change', () => {
    const { after, versionChanges } = compare([row(1, 10), row(2, 20, 5)], [row(2, 20), row(1, 10)]);
    expect(versionChanges).toEqual([]);
    expect(rowsOf(after)).toEqual([row(2, 20, 5), row(1, 10)]);
  });

  it('details change without a change of the version', () => {
    const { after, versionChanges, detailChanges } = compare([row(1, 10)], [row(1, 10, 0, '[]')]);
    expect([versionChanges, rowsOf(after)]).toEqual([[], [row(1, 10, 1, '[]')]]);
    expect(detailChanges).toEqual([{ before: row(1, 10), after: row(1, 10, 1, '[]') }]);
  });

  it('what could not be read stays as it was, unless the report says more of it', () => {
    expect(rowsOf(compare([row(1, 10), row(2, 20)], [], [2]).after)).toEqual([row(2, 20)]);
    expect(rowsOf(compare([row(1, 10), row(2, 20)], [row(2, 21)], [2]).after)).toEqual([row(2, 21, 9)]);
  });
});

const state = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 }), fc.constantFrom(null, '[]')), {
    selector: ([id]) => id,
  })
  .map((rows) => rows.map(([id, which, extensions]) => row(id, 100 * id + which, 1, extensions)));

it('the changes lead from the state before to the one after, and the one after is what was reported', () => {
  fc.assert(
    fc.property(state, state, (before, reported) => {
      const { after, versionChanges, detailChanges } = compare(before, reported);
      expect(rowsOf(after).map(said)).toEqual(reported.map(said));
      const replayed = new Map(before.map((each) => [keyOf(each), each]));
      for (const { before: from, after: to } of [...versionChanges, ...detailChanges]) {
        const key = keyOf(to ?? from ?? row(0, 0));
        expect(from).toEqual(replayed.get(key) ?? null);
        if (to === null) replayed.delete(key);
        else replayed.set(key, to);
      }
      const inOrder = (rows: RunningModule[]) => rows.sort((a, b) => keyOf(a) - keyOf(b));
      expect(inOrder([...replayed.values()])).toEqual(inOrder(rowsOf(after)));
    }),
  );
});

it('counters adjusted by the changes are those counted anew', () => {
  fc.assert(
    fc.property(state, state, (before, reported) => {
      const { after, versionChanges } = compare(before, reported);
      const adjusted = adjustCounts(
        countVersions(
          before.map((each) => each.version),
          nothingMuted,
        ),
        versionChanges,
      );
      if (adjusted !== null) expect(adjusted).toEqual(countVersions(after.versions, nothingMuted));
    }),
  );
});
