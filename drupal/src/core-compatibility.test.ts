import { expect, test } from 'vitest';
import { feed } from '../test/feeds.ts';
import { compatibleRanges, coreCompatibilityOf, fitsCore, satisfiesCore } from './core-compatibility.ts';

const core = feed({
  project: 'drupal',
  branches: '10.6.,11.3.,11.4.',
  releases: ['11.4.1', '11.4.0', '11.4.0-rc1', '11.3.2', '11.3.1', '11.2.9', '10.6.2', '10.6.1', '10.6.0', '11.x-dev'],
});
const release = (constraint: string) => {
  const [only] = feed({ releases: [{ version: '1.1.0', core: constraint }] }).releases;
  if (!only) throw new Error('The feed has one release.');
  return only;
};

test.each([
  ['^10.6 || ^11', [['10.6.1', '11.4.1']]],
  [
    '^10.6 || ~11.4.0',
    [
      ['10.6.1', '10.6.2'],
      ['11.4.0', '11.4.1'],
    ],
  ],
  ['11.3.1', [['11.3.1', '11.3.1']]],
  ['^9', []],
  ['nonsense', []],
])('%s gives the ranges %j', (constraint, ranges) => {
  expect(compatibleRanges('10.6.1', core, constraint)).toEqual(ranges.map(([from, to]) => ({ from, to })));
});

test('an incompatible release keeps its ranges: both facts are shown', () => {
  expect(coreCompatibilityOf(release('^11.4'), '10.6.1', core)).toEqual({
    isCompatible: false,
    ranges: [{ from: '11.4.0', to: '11.4.1' }],
  });
  expect(coreCompatibilityOf(release('^10.6'), '10.6.1', core)?.isCompatible).toBe(true);
});

test('nothing is said without a constraint or for a core that is not in the feed', () => {
  expect(coreCompatibilityOf(release(''), '10.6.1', core)).toBeNull();
  expect(coreCompatibilityOf(release('^10'), '10.6-dev', core)).toBeNull();
  expect(coreCompatibilityOf(release('^10'), '10.6.5', core)).toBeNull();
});

test('a broken constraint is not compatible', () => {
  expect(satisfiesCore('10.6.1', '>=banana')).toBe(false);
  expect(satisfiesCore('8.9.20', '8.x')).toBe(true);
  expect(satisfiesCore('main', '*')).toBe(false);
});

test.each([
  ['10.6.1', '^10.3 || ^11', true],
  ['10.2.9', '^10.3 || ^11', false],
  ['11.0.0-rc1', '^11', true],
  ['10.6.1', 'nonsense', false],
  [null, '^10', null],
  ['10.6.1', null, null],
  ['11.x-dev', '^11', null],
  ['main', '*', null],
])('core %j with %j: fits %j', (core, constraint, fits) => {
  expect(fitsCore(core, constraint)).toBe(fits);
});
