import { expect, test } from 'vitest';
import { feed } from '../test/feeds.ts';
import { branchCoverageOf, coreBranchOf, securityCoverageOf } from './security-coverage.ts';

const core = feed({
  project: 'drupal',
  branches: '10.5.,10.6.,11.2.,11.3.,11.4.',
  releases: [
    '11.4.7',
    '11.4.0-rc1',
    '11.3.17',
    '11.2.5',
    '11.1.9',
    '10.6.9',
    '10.6.0-rc1',
    '10.5.3',
    '10.4.2',
    '9.5.11',
    '7.103',
  ],
});

test.each([
  ['10.6.9', '2026-06-16', 'covered', '2026-12-09', null, null],
  ['10.6.9', '2026-06-17', 'ending', '2026-12-09', null, '11'],
  ['10.6.9', '2026-12-08', 'ending', '2026-12-09', null, '11'],
  ['10.6.9', '2026-12-09', 'ended', '2026-12-09', null, null],
  ['10.6.0-rc1', '2026-01-01', 'covered', '2026-12-09', null, null],
  ['10.5.3', '2026-06-17', 'ended', '2026-06-17', null, null],
  ['9.5.11', '2023-10-31', 'ending', '2023-11', null, '10'],
  ['9.5.11', '2023-11-01', 'ended', '2023-11', null, null],
  ['7.103', '2026-01-01', 'ended', '2025-01-05', null, null],
  ['11.4.7', '2026-01-01', 'covered', null, '11.6.0', null],
  ['11.3.17', '2026-01-01', 'ending', null, '11.5.0', '11.4'],
  ['11.2.5', '2026-01-01', 'ended', null, '11.4.0', null],
  ['11.1.9', '2026-01-01', 'ended', null, null, null],
  ['10.4.2', '2026-01-01', 'ended', null, null, null],
])('%s on %s is %s', (version, day, state, endsOn, endsWith, updateTo) => {
  const coverage = securityCoverageOf(version, core, new Date(`${day}T12:00:00Z`));
  expect(coverage).toEqual({ state, endsOn, endsWith, updateTo });
});

test.each(['11.4.6', '11.4.0-rc1', '11.x-dev', 'main'])('nothing can be said of %s', (version) => {
  expect(securityCoverageOf(version, core, new Date('2026-01-01'))).toBeNull();
});

test.each([
  ['10.6', '2026-12-08', 'ending', '2026-12-09', null],
  ['7', '2026-01-01', 'ended', '2025-01-05', null],
  ['9.2', '2026-01-01', 'ended', '2023-11-01', null],
  ['11.4', '2026-01-01', 'covered', null, '11.6.0'],
  ['11.3', '2026-01-01', 'ending', null, '11.5.0'],
  ['11.1', '2026-01-01', 'ended', null, null],
])('the branch %s on %s is %s', (branch, day, state, endsOn, endsWith) => {
  expect(branchCoverageOf(branch, core, new Date(`${day}T12:00:00Z`))).toMatchObject({ state, endsOn, endsWith });
});

test('an announced end is known without core’s feed, and nothing else', () => {
  const stateOf = (branch: string) => branchCoverageOf(branch, null, new Date('2026-01-01'))?.state ?? null;
  expect(['10.6', '9.1', '11.4'].map(stateOf)).toEqual(['covered', 'ended', null]);
});

test('nothing can be said of a branch without a final release', () => {
  const early = feed({ project: 'drupal', branches: '11.4.,11.5.', releases: ['11.5.0-beta1', '11.4.7'] });
  for (const branch of ['11.5', '11.6', '11.x', '11', 'x'])
    expect(branchCoverageOf(branch, early, new Date('2026-01-01'))).toBeNull();
});

test.each([
  ['11.3.14', '11.3'],
  ['11.4.0-rc1', '11.4'],
  ['11.4.x-dev', '11.4'],
  ['11.x-dev', '11.x'],
  ['7.103', '7'],
  ['main', null],
])('%s is of the branch %j', (version, branch) => {
  expect(coreBranchOf(version)).toBe(branch);
});
