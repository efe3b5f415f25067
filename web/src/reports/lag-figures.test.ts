import { patchRunReport as examples } from '@patchlight/contract/examples/patch-run-report';
import type { PatchRunReport } from '@patchlight/contract/patch-run-report';
import { expect, it } from 'vitest';
import { isLate, placeOf, shareInTime } from './lag-figures.ts';

const report = examples.reportPatchRun.data as PatchRunReport;
const [breach] = report.breaches;

it('counts as in time what was closed and is no breach', () => {
  expect(shareInTime(report)).toBeCloseTo(120 / 121);
});

it('does not count what is still open', () => {
  const open = { ...report, breaches: [breach, { ...breach, open: true }], breach_count: 2 } as PatchRunReport;
  expect(shareInTime(open)).toBeCloseTo(120 / 121);
});

it('says nothing of nothing, nor where breaches are left out', () => {
  const none = { ...report.lag.security, count: 0 };
  expect(shareInTime({ ...report, lag: { ...report.lag, security: none } })).toBeNull();
  expect(shareInTime({ ...report, breach_count: 1001 })).toBeNull();
});

it.each([
  [24, 1 / 6],
  [72, 2 / 6],
  [120, 2.5 / 6],
  [336, 4 / 6],
  [8784, 5.5 / 6],
])('puts a target of %d hours between the bars', (hours, place) => {
  expect(placeOf(hours)).toBeCloseTo(place);
});

it('calls a bar late that begins at the longest target', () => {
  expect([0, 1, 2, 3, 4, 5].map((bar) => isLate(bar, [72, 336]))).toEqual([false, false, false, false, true, true]);
  expect(isLate(5, [])).toBe(false);
});
