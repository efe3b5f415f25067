import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatComposerVersion, parseComposerVersion } from './composer-version.ts';
import { parseConstraint, satisfies } from './constraint.ts';

describe('satisfies', () => {
  test.each([
    ['*', ['0.0.1', '1.0.0-dev', '99.0.0'], []],
    ['1.2.3', ['1.2.3', 'v1.2.3'], ['1.2.3-rc1', '1.2.4']],
    ['==1.2', ['1.2.0'], ['1.2.1']],
    ['<2.1.1', ['2.1.0', '0.1.0'], ['2.1.1', '2.1.1-rc1', '2.1.1-dev']],
    ['<2.1.1-rc2', ['2.1.1-rc1', '2.1.1-beta9'], ['2.1.1-rc2', '2.1.1']],
    ['<=2.1.1', ['2.1.1', '2.1.1-rc1'], ['2.1.2-dev']],
    ['>2.1.1', ['2.1.2-dev', '2.1.2'], ['2.1.1', '2.1.1-rc1']],
    ['>=2.1.1', ['2.1.1', '2.1.1-rc1', '2.1.1-dev'], ['2.1.0']],
    ['!=1.5.0', ['1.4.0', '1.5.1'], ['1.5.0']],
    ['<>1.5.0 <2', ['1.4.0'], ['1.5.0', '2.0.0']],
    ['>=1.0,<1.5', ['1.4.9'], ['1.5.0', '0.9.0']],
    ['>= 1.0 , < 1.5', ['1.4.9'], ['1.5.0', '0.9.0']],
    ['>= 8.0.0 < 10.3.13 || >= 10.4.0 < 10.4.3', ['10.3.12', '10.4.2'], ['10.3.13', '10.4.3', '7.9.0']],
    ['1.0.0 | 3.0.0||3.0.1', ['1.0.0', '3.0.1'], ['2.0.0']],
    ['^1.2.3', ['1.2.3', '1.99.0', '1.2.3-beta1'], ['2.0.0', '2.0.0-dev', '1.2.2']],
    ['^0.3', ['0.3.5'], ['0.4.0', '0.2.9']],
    ['^0.0.3', ['0.0.3'], ['0.0.4']],
    ['^0', ['0.9.0'], ['1.0.0']],
    ['^10.3 || ^11', ['10.3.0', '11.4.7'], ['10.2.9', '12.0.0-alpha1', '12.0.0']],
    ['~1.2', ['1.2.0', '1.9.0'], ['2.0.0', '1.1.9']],
    ['~1.2.3', ['1.2.9'], ['1.3.0', '1.2.2']],
    ['~1', ['1.9.0'], ['2.0.0', '0.9.0']],
    ['11.0.*', ['11.0.0', '11.0.99', '11.0.0-alpha1'], ['11.1.0', '11.1.0-dev', '10.9.0']],
    ['8.x', ['8.9.20'], ['9.0.0', '7.103.0']],
    ['1.*.*', ['1.9.9'], ['2.0.0']],
    ['1.0 - 2.0', ['1.0.0-dev', '2.0.9'], ['2.1.0', '0.9.9']],
    ['1.0 - 2.0.0', ['2.0.0'], ['2.0.1']],
    ['>=1.0@beta <2.0@dev', ['1.5.0'], ['2.0.0']],
    ['>1.0 <1.0', [], ['1.0.0', '1.0.1']],
  ])('%s', (constraint, inside, outside) => {
    expect(inside.filter((version) => satisfies(version, constraint) !== true)).toEqual([]);
    expect(outside.filter((version) => satisfies(version, constraint) !== false)).toEqual([]);
  });

  test.each([
    '',
    ' ',
    '||',
    '1.0 ||',
    '>=',
    'abc',
    '>=1.0 abc',
    'dev-main',
    '1.x-dev',
    '1.0 -',
    '^',
    '1.2.3.4.5',
    '>=1.0,,',
  ])('%j cannot be read', (constraint) => {
    expect(satisfies('1.0.0', constraint)).toBeNull();
  });

  test.each(['', 'main', 'dev-main', '1.x-dev', '1.0.0-bugfix'])('version %j is no point', (version) => {
    expect(satisfies(version, '*')).toBeNull();
  });
});

test('an order of pre-releases runs through every constraint', () => {
  const order = [
    '1.0.0-dev',
    '1.0.0-alpha9',
    '1.0.0-alpha10',
    '1.0.0-beta1',
    '1.0.0-rc1-dev',
    '1.0.0-RC1',
    '1.0.0',
    '1.0.0-p1',
  ];
  for (const [index, version] of order.entries()) {
    for (const [other, later] of order.entries()) expect(satisfies(version, `<=${later}`)).toBe(index <= other);
  }
});

test.each([
  ['7.95', '7.95.0'],
  ['1.0.0-RC3', '1.0.0-rc3'],
  ['v2.1', '2.1.0'],
  ['1.2.3.4', '1.2.3.4'],
  ['2.0.0-beta1', '2.0.0-beta1'],
])('%s is written as %s', (text, written) => {
  const version = parseComposerVersion(text);
  expect(version && formatComposerVersion(version)).toBe(written);
});

test('nothing crashes it, and hostile text costs no more than its length', () => {
  const parts = fc.constantFrom(
    '1',
    '.',
    '*',
    'x',
    ' ',
    '||',
    ',',
    '-',
    '<',
    '>=',
    '!',
    '^',
    '~',
    '@dev',
    'rc',
    '1.2.3',
    'constructor',
  );
  fc.assert(
    fc.property(
      fc.array(parts).map((all) => all.join('')),
      fc.oneof(parts, fc.string()),
      (constraint, version) => {
        expect([true, false, null]).toContain(satisfies(version, constraint));
      },
    ),
    { numRuns: 2000 },
  );
  const start = performance.now();
  for (const part of ['1', '1.', ' ', ', ', '>', '< ', '*.', '@', '1-', '!=1 ', 'a'])
    parseConstraint(part.repeat(4096).slice(0, 4096));
  expect(performance.now() - start).toBeLessThan(5000);
});
