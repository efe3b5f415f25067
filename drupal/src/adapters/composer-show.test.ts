import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InventoryFormatError } from '../inventory.ts';
import { readComposerShow } from './composer-show.ts';

const ctools = {
  name: 'drupal/ctools',
  'direct-dependency': true,
  homepage: 'https://www.drupal.org/project/ctools',
  source: 'https://git.drupalcode.org/project/ctools',
  version: '3.15.0',
};

test.each([
  ['3.15.0', '3.15.0', ['3.15.0', '8.x-3.15']],
  ['3.15.2', '3.15.2', ['3.15.2']],
  ['3.0.0-beta2', '3.0.0-beta2', ['3.0.0-beta2', '8.x-3.0-beta2']],
  ['dev-3.x 1a2b3c4', 'dev-3.x', ['3.x-dev', '8.x-3.x-dev']],
  ['dev-main 1a2b3c4', 'dev-main', []],
])('%s may be each of the versions it is converted from', (shown, version, candidates) => {
  const { extensions, source } = readComposerShow({ locked: [{ ...ctools, version: shown }] });
  expect(source).toBe('locked');
  const commit = shown.includes(' ') ? '1a2b3c4' : undefined;
  expect(extensions).toMatchObject([{ name: 'ctools', project: 'ctools', origin: 'contrib', version, candidates }]);
  expect(extensions[0]?.commit).toBe(commit);
});

test('installed packages, core, custom code and submodules, with notices before the JSON', () => {
  const installed = [
    ctools,
    { name: 'drupal/core', version: '11.3.13', source: 'https://github.com/drupal/core/tree/11.3.13' },
    { name: 'drupal/core-recommended', version: '11.3.13' },
    { name: 'drupal/acme_api', version: '1.0.0', source: 'https://github.com/acme/api' },
    { name: 'drupal/ctools_views', version: '3.15.0', homepage: ctools.homepage, source: '' },
    { name: 'symfony/yaml', version: 'v7.0.0' },
    { name: 'drupal/broken' },
  ];
  const output = `PHP Deprecated: x in [eval] on line 3\n[warning] {more}\n${JSON.stringify({ installed }, null, 4)}`;
  const show = readComposerShow(output);
  expect(show.source).toBe('installed');
  expect(show.coreVersion).toBe('11.3.13');
  expect(show.extensions.map(({ name, project, origin }) => [name, project, origin])).toEqual([
    ['ctools', 'ctools', 'contrib'],
    ['drupal', 'drupal', 'core'],
    ['acme_api', null, 'custom'],
    ['ctools_views', 'ctools', 'contrib'],
  ]);
  expect(show.errors).toMatchObject([{ row: 'drupal/broken', field: 'version' }]);
});

test.each(['', 'Could not open input file', '{}', '{"packages": []}', '{"locked": {}}'])(
  '%j is no output of it',
  (text) => {
    expect(() => readComposerShow(text)).toThrow(InventoryFormatError);
  },
);

test('nothing but an InventoryFormatError leaves the reader', () => {
  const rows = fc.array(
    fc.oneof(fc.anything(), fc.record({ name: fc.string(), version: fc.string(), source: fc.anything() })),
  );
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.record({ locked: rows })), (document) => {
      try {
        readComposerShow(document);
      } catch (error) {
        expect(error).toBeInstanceOf(InventoryFormatError);
      }
    }),
  );
});
