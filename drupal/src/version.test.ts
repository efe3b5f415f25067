import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareVersions,
  composerVersionOf,
  drupalVersionsOf,
  isInBranches,
  majorOfBranch,
  parseVersion,
  splitBranches,
} from './version.ts';

test.each([
  ['8.x-1.13', '1', null, '13', null],
  ['8.x-2.0-rc1', '2', null, '0', 'rc1'],
  ['2.1.0-alpha1', '2', '1', '0', 'alpha1'],
  ['11.4.7', '11', '4', '7', null],
  ['1.5', '1', null, '5', null],
  ['7.103', '7', null, '103', null],
  ['8.x-1.x-dev', '1', null, 'x', 'dev'],
  ['1.x-dev', '1', null, 'x', 'dev'],
  ['7.x-dev', '7', null, 'x', 'dev'],
  ['8.x-dev', '8', null, 'x', 'dev'],
  ['11.x-dev', '11', null, 'x', 'dev'],
  ['1.2.x-dev', '1', '2', 'x', 'dev'],
  ['8.x-1.16+3-dev', '1', null, '16+3', 'dev'],
  ['11.4.8-dev', '11', '4', '8', 'dev'],
  ['11.4-dev', '11', null, '4', 'dev'],
  ['1.0.0 ', '1', '0', '0 ', null],
  ['1.0.0-rc1-more', '1', '0', '0', 'rc1'],
])('%j is major %s, minor %s, patch %s, extra %s', (text, major, minor, patch, extra) => {
  expect(parseVersion(text)).toEqual({ text, major, minor, patch, extra });
});

test.each([
  ...['', 'main', 'dev-main', 'dev-1.x', '8.x-1.x', '1.0.0-rc.1', '1.0.0+build', 'v1.0.0', '7.x-1.2', '10.x-1.0'],
  ...[
    '1.2.3.4',
    '8.X-1.0',
    '1',
    '8.x-',
    '8.x-1',
    '.',
    '..',
    '1.a.0',
    'a.1-dev',
    '6.x-1.x-dev',
    '9.x-1.0-dev',
    '10.x-dev-1',
    '7.x-dev-1',
  ],
])('%j is invalid', (text) => {
  expect(parseVersion(text)).toBeNull();
});

test.each([
  ['8.x-1.', '1'],
  ['11.4.', '11'],
  ['3.', '3'],
  [' 3.', ' 3'],
  ['11.4', null],
  ['', null],
  ['.', null],
  ['7.x-1.', null],
])('the major of branch %j is %j', (branch, major) => {
  expect(majorOfBranch(branch)).toBe(major);
});

test('a branch list is neither trimmed nor cleaned', () => {
  expect(splitBranches('8.x-1., 2.,')).toEqual(['8.x-1.', ' 2.', '']);
  expect(splitBranches('')).toEqual(['']);
  expect(splitBranches(null)).toEqual([]);
  expect(isInBranches('2.0.0', [' 2.'])).toBe(false);
  expect(isInBranches('2.0.0', [' 2.', ''])).toBe(true);
});

describe('order', () => {
  const ascending = [
    ...['', 'dev-main', 'main', '8.x-1.0-unstable9', '8.x-1.0-unstable10', '1.0.0-dev', '8.x-1.0-alpha9'],
    ...['8.x-1.0-alpha10', '1.0.0-beta1', '1.0.0-RC1', '8.x-1.0', '1.0.1-dev', '1.0.1', '8.x-1.6', '8.x-1.16'],
    ...['8.x-1.16+3-dev', '8.x-1.17-rc1', '8.x-1.17', '8.x-1.x-dev', '2.0.0-alpha1', '2.0.9', '2.0.x-dev', '2.1.0'],
    ...['7.103', '10.6.12', '11.4.7', '11.4.8-dev', '11.x-dev'],
  ];

  test('is that of Composer, invalid versions first', () => {
    expect([...ascending].reverse().sort(compareVersions)).toEqual(ascending);
  });

  test.each([
    ['8.x-2.0', '2.0.0'],
    ['8.x-1.06', '8.x-1.6'],
    ['1.5', '1.5.0'],
    ['1.0.0-RC1', '1.0.0-rc1'],
  ])('%s equals %s', (a, b) => {
    expect(compareVersions(a, b)).toBe(0);
  });

  test('is total: antisymmetric and transitive over anything', () => {
    const any = fc.oneof(
      fc.constantFrom(...ascending),
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'019.x-dev+ ') }),
    );
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        expect(compareVersions(a, a)).toBe(0);
        expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ['8.x-1.13', '1.13.0'],
  ['8.x-2.0-rc1', '2.0.0-rc1'],
  ['8.x-1.06', '1.6.0'],
  ['2.1.0-alpha1', '2.1.0-alpha1'],
  ['7.103', '7.103.0'],
  ['8.x-1.x-dev', '1.x-dev'],
  ['8.x-1.16+3-dev', '1.x-dev'],
  ['4.0.3+9-dev', '4.0.x-dev'],
  ['2.1.x-dev', '2.1.x-dev'],
  ['11.4.8-dev', '11.4.8-dev'],
  ['main', null],
])('%s is %s to Composer', (version, composer) => {
  expect(composerVersionOf(version)).toBe(composer);
});

test.each([
  ['1.17.0', ['1.17.0', '8.x-1.17']],
  ['1.0.0-beta2', ['1.0.0-beta2', '8.x-1.0-beta2']],
  ['3.0.17', ['3.0.17']],
  ['dev-1.x', ['1.x-dev', '8.x-1.x-dev']],
  ['1.x-dev', ['1.x-dev', '8.x-1.x-dev']],
  ['dev-4.0.x', ['4.0.x-dev']],
  ['dev-main', []],
])('Composer’s %s may be %j', (composer, versions) => {
  expect(drupalVersionsOf(composer)).toEqual(versions);
});

test('hostile versions cost no more than their length', () => {
  const hostile = ['.', '-', '1', '+', '.x-', '8.x-', '1.', '9-', ' ', 'e9'].map((part) =>
    part.repeat(64).slice(0, 64),
  );
  const start = performance.now();
  for (let round = 0; round < 200; round++) {
    for (const text of hostile) {
      parseVersion(text);
      compareVersions(text, `8.x-${text}`);
      composerVersionOf(`1.${text}-dev`);
      drupalVersionsOf(text);
    }
  }
  // 2,000 texts take some milliseconds; backtracking would take minutes for one.
  expect(performance.now() - start).toBeLessThan(5000);
});
