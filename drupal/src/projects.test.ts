import { describe, expect, test } from 'vitest';
import { type Extension, groupByProject } from './projects.ts';

const extension = (name: string, more: Partial<Extension> = {}): Extension => ({
  name,
  type: 'module',
  version: '1.0.0',
  installed: true,
  ...more,
});

describe('which project an extension belongs to', () => {
  test.each([
    ['contrib without a project', { origin: 'contrib' }, 'contrib', 'x'],
    ['contrib with a project', { origin: 'contrib', project: 'slick' }, 'contrib', 'slick'],
    ['contrib that sends null', { origin: 'contrib', project: null }, 'contrib', 'x'],
    ['nothing said', {}, 'contrib', 'x'],
    ['null', { project: null }, 'custom', 'x'],
    ['an empty project', { project: '' }, 'custom', 'x'],
    ['custom', { origin: 'custom' }, 'custom', 'x'],
    ['custom with a project', { origin: 'custom', project: 'x' }, 'custom', 'x'],
    ['core', { origin: 'core' }, 'core', 'drupal'],
    ['core by path', { project: null, path: 'core/themes/claro' }, 'core', 'drupal'],
    ['core by project', { project: 'drupal' }, 'core', 'drupal'],
    ['a path that only looks like core', { path: 'core_modules/x' }, 'contrib', 'x'],
  ] as const)('%s', (_, more, kind, name) => {
    expect(groupByProject([extension('x', more)]).projects).toMatchObject([{ kind, name }]);
  });
});

test('installed modules come before installed themes, wherever they stand', () => {
  const { projects, conflicts } = groupByProject([
    extension('gin', { type: 'theme', project: 'gin', version: '5.0.11' }),
    extension('gin_lb', { project: 'gin', version: '5.0.10' }),
  ]);
  expect(projects).toMatchObject([{ name: 'gin', type: 'module', version: '5.0.10' }]);
  expect(conflicts).toMatchObject([{ extension: 'gin', extensionVersion: '5.0.11' }]);
});

test('the newest time stamp counts, quoted or not', () => {
  const stamps = [100, '300', 200, null, 'soon'];
  const extensions = stamps.map((datestamp, index) => extension(`x_${index}`, { project: 'x', datestamp }));
  expect(groupByProject(extensions).projects).toMatchObject([{ datestamp: 300 }]);
  expect(groupByProject([extension('y', { datestamp: '0' })]).projects).toMatchObject([{ datestamp: null }]);
});

test('a missing version is no conflict, another one is, also where the first has none', () => {
  const versions = (first: string | null, second: string | null) =>
    groupByProject([
      extension('a', { project: 'x', version: first }),
      extension('b', { project: 'x', version: second }),
    ]);
  expect(versions('1.0.0', null).conflicts).toEqual([]);
  expect(versions('1.0.0', '1.0.0').conflicts).toEqual([]);
  expect(versions(null, '1.0.0')).toMatchObject({
    projects: [{ version: null }],
    conflicts: [{ extensionVersion: '1.0.0' }],
  });
});

test('what is only present is listed apart and never changes an installed project', () => {
  const { projects, uninstalled, conflicts } = groupByProject([
    extension('slick', { version: '3.0.7' }),
    extension('slick_old', { project: 'slick', version: '2.0.0', installed: false }),
    extension('webform', { installed: false, version: '6.2.9' }),
  ]);
  expect(projects).toMatchObject([{ name: 'slick', version: '3.0.7', extensions: ['slick'] }]);
  expect(uninstalled).toMatchObject([{ name: 'webform', version: '6.2.9' }]);
  expect(conflicts).toEqual([]);
});

test('hidden extensions count only where they are installed and no test modules', () => {
  const { projects, uninstalled } = groupByProject([
    extension('a', { hidden: true }),
    extension('b', { hidden: true, installed: false }),
    extension('c', { hidden: true, package: 'Testing' }),
    extension('d', { package: 'Testing' }),
  ]);
  expect(projects.map((project) => project.name)).toEqual(['a', 'd']);
  expect(uninstalled).toEqual([]);
});

test('custom code is not the project of the same name', () => {
  const { projects } = groupByProject([
    extension('token', { project: null, version: null }),
    extension('token_x', { project: 'token' }),
  ]);
  expect(projects.map(({ kind, name, version }) => [kind, name, version])).toEqual([
    ['custom', 'token', null],
    ['contrib', 'token', '1.0.0'],
  ]);
});
