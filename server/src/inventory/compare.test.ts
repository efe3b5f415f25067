import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareStates, type ReportedModule } from './compare.ts';
import { packState, type RunningModule } from './site-state.ts';

const row = (moduleId: number, versionId: number, since = 1, extensions: string | null = null): RunningModule => ({
  moduleId,
  versionId,
  since,
  extensions,
  patches: null,
});
const said = ({ since: _since, ...module }: RunningModule): ReportedModule => module;
const compare = (before: RunningModule[], reported: RunningModule[], kept: number[] = []) =>
  compareStates(packState(1, before), reported.map(said), 9, new Set(kept));

describe('compareStates', () => {
  it('what is the same stays since it was', () => {
    expect(compare([row(1, 10), row(2, 20)], [row(1, 10), row(2, 20)])).toEqual({
      after: [row(1, 10), row(2, 20)],
      versionChanges: [],
      detailChanges: [],
    });
  });

  it('tells what came, changed and went', () => {
    const { after, versionChanges } = compare([row(1, 10), row(2, 20)], [row(2, 21), row(3, 30)]);
    expect(after).toEqual([row(2, 21, 9), row(3, 30, 9)]);
    expect(versionChanges).toEqual([
      { moduleId: 1, before: row(1, 10), after: null },
      { moduleId: 2, before: row(2, 20), after: row(2, 21, 9) },
      { moduleId: 3, before: null, after: row(3, 30, 9) },
    ]);
  });

  it('details change without a change of the version', () => {
    const { after, versionChanges, detailChanges } = compare([row(1, 10)], [row(1, 10, 0, '[]')]);
    expect([versionChanges, after]).toEqual([[], [row(1, 10, 1, '[]')]]);
    expect(detailChanges).toEqual([{ moduleId: 1, before: row(1, 10), after: row(1, 10, 1, '[]') }]);
  });

  it('what could not be read stays as it was, unless the report says more of it', () => {
    expect(compare([row(1, 10), row(2, 20)], [], [2]).after).toEqual([row(2, 20)]);
    expect(compare([row(1, 10), row(2, 20)], [row(2, 21)], [2]).after).toEqual([row(2, 21, 9)]);
  });
});

const state = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 }), fc.constantFrom(null, '[]')), {
    selector: ([id]) => id,
  })
  .map((rows) => rows.sort(([a], [b]) => a - b).map(([id, version, extensions]) => row(id, version, 1, extensions)));

it('the changes lead from the state before to the one after, and the one after is what was reported', () => {
  fc.assert(
    fc.property(state, state, (before, reported) => {
      const { after, versionChanges, detailChanges } = compare(before, reported);
      expect(after.map(said)).toEqual(reported.map(said));
      const replayed = new Map(before.map((each) => [each.moduleId, each]));
      for (const { moduleId, before: from, after: to } of [...versionChanges, ...detailChanges]) {
        expect(from).toEqual(replayed.get(moduleId) ?? null);
        if (to === null) replayed.delete(moduleId);
        else replayed.set(moduleId, to);
      }
      expect([...replayed.values()].sort((a, b) => a.moduleId - b.moduleId)).toEqual(after);
    }),
  );
});
