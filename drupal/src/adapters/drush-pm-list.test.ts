import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeRealData, readData } from '../../test/real-data.ts';
import { InventoryFormatError } from '../inventory.ts';
import { groupByProject } from '../projects.ts';
import { readDrushPmList } from './drush-pm-list.ts';

const token = {
  ...{ package: 'Other', project: 'token', display_name: 'Token (token)', name: 'token', type: 'module' },
  ...{ path: 'modules/contrib/token', status: 'Enabled', version: '8.x-1.17' },
};
const node = { ...token, project: '', name: 'node', path: 'core/modules/node', version: '10.6.12', package: 'Core' };
const acme = { ...token, project: '', name: 'acme_api', path: 'modules/custom/acme_api', version: null };

test('contrib, core by its path, and custom code', () => {
  const { extensions, coreVersion, errors } = readDrushPmList({ token, node, acme_api: acme });
  expect(extensions).toMatchObject([
    { name: 'token', project: 'token', origin: 'contrib', version: '8.x-1.17', installed: true, datestamp: null },
    { name: 'node', project: 'drupal', origin: 'core', version: '10.6.12', path: 'core/modules/node' },
    { name: 'acme_api', project: null, origin: 'custom', version: null },
  ]);
  expect([coreVersion, errors]).toEqual(['10.6.12', []]);
});

test('Drush 11 and older print four columns: names and projects are guessed', () => {
  const { extensions, coverage, namesProjects } = readDrushPmList({
    node: { package: 'Core', display_name: 'Node (node)', status: 'Enabled', version: '9.5.11' },
    telephone: { package: 'Field types', display_name: 'Telephone (telephone)', status: 'Disabled', version: '9.5.11' },
    token: { package: 'Other', display_name: 'Token (token)', status: 'Enabled', version: '8.x-1.11' },
  });
  expect(extensions.map(({ name, project, installed }) => [name, project, installed])).toEqual([
    ['node', 'drupal', true],
    ['telephone', 'drupal', false],
    ['token', 'token', true],
  ]);
  expect([coverage, namesProjects]).toEqual([{ extensions: 'complete', core: true, others: true }, false]);
});

const off = (row: object) => ({ ...row, status: 'Disabled' });
const claro = { ...node, name: 'claro', type: 'theme', path: 'core/themes/claro' };

describe('coverage', () => {
  test.each([
    ['everything', { token, claro, node: off(node) }, 'complete', true, true],
    ['--status=enabled', { token, node, claro }, 'installed_only', true, true],
    ['--no-core', { token, pathauto: off({ ...token, name: 'pathauto' }) }, 'complete', false, true],
    ['--type=module', { token, node }, 'installed_only', true, false],
    ['--type=theme', { claro }, 'installed_only', true, false],
    ['an empty object', {}, 'none', false, true],
    ['an empty list', [], 'none', false, true],
  ])('%s', (_, list, extensions, core, others) => {
    expect(readDrushPmList(list).coverage).toEqual({ extensions, core, others });
  });

  test('--status=disabled says nothing of what is installed', () => {
    expect(() => readDrushPmList({ node: off(node) })).toThrow(/disabled extensions only/);
  });
});

test('text before the JSON is skipped', () => {
  const notice = 'Deprecated: Optional parameter [x] {y} in /var/www/x.php on line 3\n [warning] Something\n';
  expect(readDrushPmList(notice + JSON.stringify({ token }, null, 4)).extensions).toMatchObject([{ name: 'token' }]);
  expect(readDrushPmList(`${notice}[]\n`).extensions).toEqual([]);
});

test('an odd row is named and spoils only itself', () => {
  const rows = {
    token,
    'Bad name': { status: 'Enabled' },
    x: 7,
    y: { ...token, name: 'y', version: 3, type: 'gadget' },
  };
  const { extensions, errors } = readDrushPmList(rows);
  expect(extensions).toMatchObject([{ name: 'token' }, { name: 'y', version: null, type: 'module' }]);
  expect(errors.map(({ row, field }) => [row, field])).toEqual([
    ['Bad name', 'name'],
    ['x', 'status'],
    ['y', 'version'],
    ['y', 'type'],
  ]);
});

test.each(['', 'Command not found', '"text"', '{"drupal-version": "10.6.12"}', '[1, 2]'])('%j is no list', (text) => {
  expect(() => readDrushPmList(text)).toThrow(InventoryFormatError);
});

test('nothing but an InventoryFormatError leaves the reader', () => {
  const row = fc.record({
    name: fc.anything(),
    status: fc.string(),
    version: fc.anything(),
    project: fc.anything(),
    path: fc.anything(),
  });
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.string(), fc.dictionary(fc.string(), fc.oneof(row, fc.anything()))),
      (document) => {
        try {
          readDrushPmList(document);
        } catch (error) {
          expect(error).toBeInstanceOf(InventoryFormatError);
        }
      },
    ),
  );
});

describeRealData('a real Drupal 10.6 site', () => {
  test('276 extensions, 44 installed, 64 projects of which 11 are in use', () => {
    const { extensions, coverage, errors } = readDrushPmList(readData('drush/pm-list.drupal-10.6.json'));
    expect(errors).toEqual([]);
    expect(coverage).toEqual({ extensions: 'complete', core: true, others: true });
    expect(extensions).toHaveLength(276);
    expect(extensions.filter((row) => row.installed)).toHaveLength(44);
    const { projects, uninstalled } = groupByProject(extensions);
    const contrib = projects.filter((project) => project.kind === 'contrib');
    expect(contrib).toHaveLength(11);
    expect(contrib.length + uninstalled.length).toBe(64);
    expect(projects.filter((project) => project.kind === 'custom').map((project) => project.name)).toEqual([
      ...['foo_mod', 'git_mod', 'probe'],
    ]);
    expect(projects.find((project) => project.kind === 'core')).toMatchObject({ name: 'drupal', version: '10.6.12' });
  });
});
