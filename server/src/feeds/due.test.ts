import { describe, expect, it } from 'vitest';
import { hostPauseMs, isAdvisoryWindow, nextAdvisories, nextAttempt, nextReleaseHistory } from './due.ts';

const minutes = (from: Date, to: Date | null) =>
  to === null ? null : Math.round((to.getTime() - from.getTime()) / 60_000);
const at = (time: string) => new Date(`2026-11-${time}:00Z`);
// The 25th is a Wednesday.
const monday = at('23T12:00');

describe('advisories', () => {
  it.each([
    ['25T14:59', false],
    ['25T15:00', true],
    ['25T21:59', true],
    ['25T22:00', false],
    ['24T16:00', false],
    ['26T16:00', false],
  ])('are in their window at %s: %s', (time, isIn) => expect(isAdvisoryWindow(at(time))).toBe(isIn));

  it.each([
    ['advisories_osv', '23T12:00', 360],
    ['advisories_osv', '25T16:00', 15],
    ['advisories_osv', '25T12:00', 180],
    ['advisories_osv', '25T22:00', 360],
    ['advisories_sa', '23T12:00', 60],
    ['advisories_sa', '25T16:00', 5],
    ['advisories_sa', '25T14:30', 30],
    ['advisories_psa', '23T12:00', 360],
    ['advisories_psa', '25T16:00', 5],
  ] as const)('%s at %s are fetched again after %d minutes', (kind, time, expected) =>
    expect(minutes(at(time), nextAdvisories(kind, at(time), 0))).toBe(expected),
  );
});

describe('a project', () => {
  const usual = { sites: 1, newestRelease: at('01T00:00'), isExposed: false, isKnown: true };
  it.each([
    ['is fetched daily', {}, 1440],
    ['up to a tenth sooner', {}, 1296, 1],
    ['four times a day when many sites run it', { sites: 100 }, 360],
    ['and when it was released lately', { newestRelease: at('20T00:00') }, 360],
    ['and when an advisory concerns a version that a site runs', { isExposed: true }, 360],
    ['daily where it was never released', { newestRelease: null }, 1440],
    ['no longer when no site runs it', { sites: 0 }, null],
  ])('%s', (_name, facts, expected, random = 0) =>
    expect(minutes(monday, nextReleaseHistory(monday, { ...usual, ...facts }, random))).toBe(expected),
  );
});

describe('after an attempt that gave nothing good', () => {
  it.each([
    ['failed', [1, 2, 4, 8, 16, 32, 60, 60]],
    ['refused', [60, 120, 240, 480, 960, 1440, 1440, 1440]],
    ['redirected', [60, 120, 240, 480, 960, 1440, 1440, 1440]],
  ] as const)('%s: pauses grow', (outcome, expected) =>
    expect(expected.map((_, times) => minutes(monday, nextAttempt(monday, outcome, times + 1, true)))).toEqual(
      expected,
    ),
  );

  it('what is not there is looked for weekly, or daily where it was there before', () => {
    expect(minutes(monday, nextAttempt(monday, 'not_found', 1, false))).toBe(7 * 1440);
    expect(minutes(monday, nextAttempt(monday, 'not_found', 1, true))).toBe(1440);
  });
});

it.each([
  ['120', 1, 120_000],
  ['Mon, 23 Nov 2026 12:10:00 GMT', 1, 600_000],
  ['Mon, 23 Nov 2026 11:00:00 GMT', 1, 0],
  ['999999999', 1, 86_400_000],
  ['soon', 1, 60_000],
  [null, 3, 240_000],
  [null, 40, 3_600_000],
])('Retry-After: %s after %d refusals is a pause of %d ms', (header, refusals, expected) =>
  expect(hostPauseMs(monday, header, refusals)).toBe(expected),
);
