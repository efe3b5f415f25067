import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeRealData, listData, readData } from '../../test/real-data.ts';
import { InventoryFormatError } from '../inventory.ts';
import { groupByProject } from '../projects.ts';
import { parseVersion } from '../version.ts';
import { readComposerLock } from './composer-lock.ts';

const git = (project: string, reference: string) => ({
  type: 'git',
  url: `https://git.drupalcode.org/project/${project}.git`,
  reference,
});
const dist = (file: string, reference: string) => ({
  type: 'zip',
  url: `https://ftp.drupal.org/files/projects/${file}.zip`,
  reference,
});
const rowsOf = (...packages: object[]) => readComposerLock({ packages }).extensions;

describe('which package is what', () => {
  test('a drupal.org module, with all that drupal.org says of it', () => {
    const ctools = {
      name: 'drupal/ctools',
      version: '3.15.0',
      type: 'drupal-module',
      source: git('ctools', '8.x-3.15'),
      dist: dist('ctools-8.x-3.15', '8.x-3.15'),
      extra: { drupal: { version: '8.x-3.15', datestamp: '1718145169' } },
    };
    expect(rowsOf(ctools)).toEqual([
      {
        name: 'ctools',
        type: 'module',
        project: 'ctools',
        version: '8.x-3.15',
        datestamp: 1_718_145_169,
        installed: true,
        origin: 'contrib',
        composer: 'drupal/ctools',
      },
    ]);
  });

  test('core, without the v that some mirrors write', () => {
    const core = { name: 'drupal/core', version: 'v11.3.13', type: 'drupal-core' };
    const parts = ['drupal/core-recommended', 'drupal/core-composer-scaffold', 'drupal/core-dev'];
    const lock = readComposerLock({ packages: [core, ...parts.map((name) => ({ name, version: '11.3.13' }))] });
    expect(lock.coreVersion).toBe('11.3.13');
    expect(lock.extensions).toMatchObject([{ name: 'drupal', project: 'drupal', origin: 'core', version: '11.3.13' }]);
    expect(lock.packages.map((item) => item.name)).toEqual(['drupal/core', ...parts]);
  });

  test('what only borrows the name space, or comes from another vendor, is custom', () => {
    const elsewhere = { source: { type: 'git', url: 'https://github.com/acme/x.git', reference: 'abc' } };
    expect(
      rowsOf(
        { name: 'drupal/acme_api', version: '2.8.24', type: 'drupal-module', ...elsewhere },
        { name: 'acme/shop-theme', version: 'dev-main', type: 'drupal-custom-theme', ...elsewhere },
        { name: 'symfony/yaml', version: '7.0.0', type: 'library' },
      ),
    ).toMatchObject([
      { name: 'acme_api', origin: 'custom', project: null, version: '2.8.24', composer: 'drupal/acme_api' },
      { name: 'shop_theme', origin: 'custom', project: null, version: 'dev-main', type: 'theme' },
    ]);
  });

  test('a page on drupal.org does not make a package of another source a drupal.org project', () => {
    const homepage = 'https://www.drupal.org/project/token';
    const source = { type: 'git', url: 'https://github.com/acme/token-fork.git', reference: 'abc' };
    expect(rowsOf({ name: 'drupal/token', version: '1.17.0', homepage, source })).toMatchObject([{ origin: 'custom' }]);
  });

  test('the project is that of the archive, whatever the repository is called', () => {
    const name = 'drupal/eu_cookie_compliance';
    const source = git('eu-cookie-compliance', '8.x-1.24');
    const item = { name, version: '1.24.0', source, dist: dist('eu_cookie_compliance-8.x-1.24', '8.x-1.24') };
    expect(rowsOf(item)).toMatchObject([{ project: 'eu_cookie_compliance', version: '8.x-1.24' }]);
  });

  test.each([
    ['its page', { homepage: 'https://www.drupal.org/project/schemata' }],
    ['what it requires', { require: { 'drupal/core': '^10', 'drupal/schemata': '*' } }],
  ])('a submodule with a package of its own belongs to its project by %s', (_, more) => {
    const extra = { drupal: { version: '8.x-1.0' } };
    const rows = rowsOf(
      { name: 'drupal/schemata', version: '1.0.0', type: 'drupal-module', extra },
      { name: 'drupal/schemata_json_schema', version: '1.0.0', type: 'metapackage', extra, ...more },
    );
    const { projects, conflicts } = groupByProject(rows);
    expect(projects).toMatchObject([{ name: 'schemata', extensions: ['schemata', 'schemata_json_schema'] }]);
    expect(conflicts).toEqual([]);
  });
});

describe('which version', () => {
  const versionOf = (more: object) =>
    rowsOf({ name: 'drupal/x', version: '1.16.0', source: git('x', 'abcdef'), ...more })[0];

  test('the one drupal.org states, else the tag, else what Composer’s may stand for', () => {
    expect(versionOf({ extra: { drupal: { version: '4.0.3+9-dev' } }, version: 'dev-4.0.x' })?.version).toBe(
      '4.0.3+9-dev',
    );
    expect(versionOf({ dist: dist('x-8.x-1.16', '8.x-1.16') })?.version).toBe('8.x-1.16');
    expect(versionOf({ source: git('x', '8.x-1.16') })?.version).toBe('8.x-1.16');
    expect(versionOf({})).toMatchObject({ version: '1.16.0', candidates: ['1.16.0', '8.x-1.16'] });
    expect(versionOf({ version: 'dev-1.x' })).toMatchObject({
      version: 'dev-1.x',
      candidates: ['1.x-dev', '8.x-1.x-dev'],
    });
  });
});

describe('the document', () => {
  test('packages-dev are left out unless asked for', () => {
    const coder = { name: 'drupal/devel', version: '5.0.0', extra: { drupal: { version: '5.0.0' } } };
    const lock = {
      packages: [],
      'packages-dev': [coder],
      'content-hash': 'abc',
      'platform-overrides': { php: '8.3.14' },
    };
    expect(readComposerLock(lock)).toMatchObject({
      extensions: [],
      composer: { lock_hash: 'abc', dev: false },
      phpPlatform: '8.3.14',
    });
    const { extensions, packages } = readComposerLock(lock, { dev: true });
    expect(extensions).toMatchObject([{ name: 'devel' }]);
    expect(packages).toMatchObject([{ name: 'drupal/devel', dev: true }]);
  });

  test('PHP writes empty objects as lists', () => {
    const empty = { platform: [], 'platform-overrides': [], 'packages-dev': {}, packages: [] };
    expect(readComposerLock(empty, { dev: true })).toMatchObject({ coreVersion: null, phpPlatform: null, errors: [] });
  });

  test('an odd package is named and spoils only itself', () => {
    const { extensions, errors } = readComposerLock({
      packages: [
        null,
        { version: '1.0.0' },
        { name: 'drupal/a' },
        { name: 'drupal/9lives', version: '1.0.0' },
        { name: 'drupal/b', version: '1.0.0', extra: { drupal: { datestamp: 'soon', version: 'x'.repeat(65) } } },
      ],
    });
    expect(extensions).toMatchObject([{ name: 'b', version: null, datestamp: null }]);
    expect(errors.map(({ row, field }) => [row, field])).toEqual([
      ['packages[0]', 'name'],
      ['packages[1]', 'name'],
      ['drupal/a', 'version'],
      ['drupal/9lives', 'name'],
      ['drupal/b', 'datestamp'],
      ['drupal/b', 'version'],
    ]);
  });

  test.each(['', 'not json', '[]', '{}', '{"packages": {}}', '{"locked": []}'])('%j is no lock', (text) => {
    expect(() => readComposerLock(text)).toThrow(InventoryFormatError);
  });

  test('nothing else is ever thrown', () => {
    const part = fc.anything({ withNullPrototype: true });
    const item = fc.record(
      {
        name: fc.oneof(fc.constant('drupal/x'), part),
        version: fc.oneof(fc.constant('1.0.0'), part),
        type: part,
        source: part,
        extra: fc.record({ drupal: part }),
      },
      { requiredKeys: ['name', 'version'] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(item, part)), (packages) => {
        expect(readComposerLock({ packages, 'packages-dev': packages }, { dev: true }).extensions).toBeInstanceOf(
          Array,
        );
      }),
    );
    fc.assert(
      fc.property(part, (document) => {
        try {
          readComposerLock(document);
        } catch (error) {
          expect(error).toBeInstanceOf(InventoryFormatError);
        }
      }),
    );
  });
});

describeRealData('ten locks of one site over two years', () => {
  const locks = () => listData('locks/helfi-etusivu').map((file) => readData(`locks/helfi-etusivu/${file}`));

  test('every drupal.org project has its drupal.org version, and nothing is lost', () => {
    expect(locks()).toHaveLength(11);
    for (const text of locks()) {
      const { extensions, errors, coreVersion } = readComposerLock(text);
      const packages: { name: string; version: string; extra?: { drupal?: { version: string } } }[] =
        JSON.parse(text).packages;
      const stated = packages.flatMap(({ name, extra }) => (extra?.drupal ? [[name, extra.drupal.version]] : []));
      const contrib = extensions.filter((row) => row.origin === 'contrib');
      expect(contrib.map((row) => [row.composer, row.version])).toEqual(stated);
      expect(contrib.filter((row) => !parseVersion(row.version ?? '') || !row.datestamp)).toEqual([]);
      expect(coreVersion).toBe(packages.find(({ name }) => name === 'drupal/core')?.version);
      expect(errors).toEqual([]);
      const { conflicts, projects } = groupByProject(extensions);
      expect(conflicts).toEqual([]);
      expect(projects.some((project) => project.name === 'schemata_json_schema')).toBe(false);
    }
  });

  test('the newest one', () => {
    const { extensions } = readComposerLock(readData('locks/helfi-etusivu/2026-07-01.composer.lock'));
    const custom = extensions.filter((row) => row.origin === 'custom');
    expect(custom.map((row) => row.name)).toEqual([
      ...['hdbt', 'hdbt_admin', 'helfi_api_base', 'helfi_azure_fs', 'helfi_drupal_tools', 'helfi_hakuvahti'],
      ...['helfi_navigation', 'helfi_platform_config', 'helfi_proxy', 'helfi_tpr', 'helfi_tunnistamo'],
    ]);
    expect(extensions.find((row) => row.name === 'gin')).toMatchObject({ type: 'theme', version: '5.0.11' });
    expect(extensions.find((row) => row.name === 'redis')).toMatchObject({ project: 'redis', version: '8.x-1.11' });
  });
});
