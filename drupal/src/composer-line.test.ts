import fc from 'fast-check';
import { expect, test } from 'vitest';
import { composerLine } from './composer-line.ts';

const lineOf = (project: string, version: string) => composerLine([{ project, version }]);

test.each([
  ['webform', '6.2.9', "'drupal/webform:^6.2.9'"],
  ['token', '8.x-1.17', "'drupal/token:^1.17.0'"],
  ['gin', '8.x-3.0-rc8', "'drupal/gin:^3.0.0-rc8'"],
  ['drupal', '11.3.14', "'drupal/core-recommended:~11.3.14' 'drupal/core-composer-scaffold:~11.3.14'"],
])('%s %s is %s', (project, version, words) => {
  expect(lineOf(project, version)).toBe(`composer require ${words} --with-all-dependencies`);
});

test('takes all at once, and core through the packages that the site has', () => {
  const updates = [
    { project: 'drupal', version: '10.6.12' },
    { project: 'token', version: '8.x-1.17' },
    { project: 'token', version: '8.x-1.17' },
    { project: 'devel', version: '5.x-dev' },
  ];
  expect(composerLine(updates, ['drupal/core'])).toBe(
    "composer require 'drupal/core:~10.6.12' 'drupal/token:^1.17.0' --with-all-dependencies",
  );
  expect(composerLine([])).toBeNull();
});

test.each([
  ['webform', "1.0.0'; rm -rf ~ #"],
  ['webform', '1.0.0-rc1 $(id)'],
  ['webform', '1.x-dev'],
  ['webform', '1.0.0-bugfix'],
  ['web form', '1.0.0'],
  ["x'`id`", '1.0.0'],
  ['../x', '1.0.0'],
])('no line takes %j %j', (project, version) => {
  expect(lineOf(project, version)).toBeNull();
});

test('whatever is written, nothing but quoted names and versions comes into a line', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab1.0-_\'"`$;\n rc') }));
  fc.assert(
    fc.property(text, text, (project, version) => {
      expect(lineOf(project, version) ?? "composer require 'drupal/x:^1.0.0' --with-all-dependencies").toMatch(
        /^composer require( 'drupal\/[a-z0-9_-]+:[~^]\d+\.\d+\.\d+(-[a-zA-Z]+\d+)?')+ --with-all-dependencies$/,
      );
    }),
    { numRuns: 2000 },
  );
});
