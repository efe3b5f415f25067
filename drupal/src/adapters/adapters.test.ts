import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cycloneDxOf,
  documents,
  type ListedExtension,
  list,
  lock,
  showOf,
  systemStatusOf,
  wardenOf,
} from '../../test/formats.ts';
import { describeRealData, listData, readData } from '../../test/real-data.ts';
import { type Inventory, InventoryFormatError } from '../inventory.ts';
import { groupByProject } from '../projects.ts';
import { adapters, formats, recognize } from './adapters.ts';
import { reportRowsOf } from './report-rows.ts';

/** `project version` of core and contrib; versions of Composer by the releases that are known. */
function projectsOf({ extensions }: Inventory, releases: ReadonlySet<string> = new Set()): string[] {
  const rows = extensions.map((row) => ({
    ...row,
    version: row.candidates?.find((version) => releases.has(`${row.project} ${version}`)) ?? row.version,
  }));
  return groupByProject(rows)
    .projects.flatMap(({ kind, name, version }) => (kind === 'custom' ? [] : `${name} ${buildOf(version)}`))
    .sort();
}
/** Which build of a branch it is, only drupal.org itself says. */
const buildOf = (version: string | null) => (version?.includes('dev') ? 'a development build' : version);
const customIn = ({ extensions }: Inventory) =>
  extensions.flatMap(({ origin, name }) => (origin === 'custom' ? name : [])).sort();

const text = (document: unknown) => JSON.stringify(document, null, 4);
const read = (format: (typeof formats)[number], input: unknown, dev = false) => adapters[format].read(input, { dev });

describe.each(formats)('%s', (format) => {
  const document = documents[format];
  const releases = new Set(['token 8.x-1.17', 'slick 3.0.7', 'gin 8.x-3.0-rc8']);

  test('tells of the invented site what each format tells', () => {
    const inventory = read(format, text(document));
    expect(projectsOf(inventory, releases)).toEqual([
      'drupal 10.6.12',
      'gin 8.x-3.0-rc8',
      'slick 3.0.7',
      'token 8.x-1.17',
    ]);
    expect(customIn(inventory)).toEqual(['acme_api']);
    expect([inventory.coreVersion, inventory.coverage.core, inventory.errors]).toEqual(['10.6.12', true, []]);
    expect(inventory.unknownMembers).toBe(0);
  });

  test('is known by its document, and takes no other', () => {
    expect(recognize(document)).toBe(format);
    for (const other of formats.filter((each) => each !== format))
      expect(() => read(other, document), other).toThrow(InventoryFormatError);
  });

  test('a byte order mark and notices of PHP may come first', () => {
    const plain = read(format, document);
    expect(read(format, `\ufeff${text(document)}`)).toEqual(plain);
    expect(read(format, `Deprecated: [x] {y} in /var/www/x.php on line 3\n [warning] z\n${text(document)}`)).toEqual(
      plain,
    );
  });

  test('members that are not known are counted', () => {
    const widened =
      format === 'drush-pm-list' ? { ...document, token: { ...list[2], novelty: 1 } } : { ...document, novelty: 1 };
    expect(read(format, widened).unknownMembers).toBe(1);
  });

  test.each(['', 'Command not found', '[]', '{}', 'null', '"text"', '1e400', '{"a":', '[[]]', '{"__proto__":{"x":1}}'])(
    '%j is refused, or empty',
    (input) => {
      try {
        expect(read(format, input).extensions).toEqual([]);
      } catch (error) {
        expect(error).toBeInstanceOf(InventoryFormatError);
      }
      expect(({} as { x?: unknown }).x).toBeUndefined();
    },
  );

  test('whatever stands in it, nothing but an InventoryFormatError is thrown, and rows are rows', () => {
    const odd = fc.oneof(
      fc.anything({ withNullPrototype: true }),
      fc.constantFrom('\u0000', '\ud800', '1'.repeat(65), '__proto__', 1e308, -0, [[[]]]),
    );
    const leaves = paths(document);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...leaves), odd), { minLength: 1, maxLength: 4 }), (edits) => {
        const spoiled = edits.reduce<unknown>((value, [path, change]) => replaced(value, path, change), document);
        try {
          const { extensions, coreVersion } = read(format, spoiled, true);
          for (const { name, version } of [...reportRowsOf(extensions), { name: 'drupal', version: coreVersion }]) {
            expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
            if (version !== null)
              expect([version.length <= 64, version.isWellFormed(), version.includes('\0')]).toEqual([
                true,
                true,
                false,
              ]);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(InventoryFormatError);
        }
      }),
    );
    fc.assert(
      fc.property(fc.oneof(odd, fc.string(), fc.json()), (input) => {
        try {
          read(format, input);
        } catch (error) {
          expect(error).toBeInstanceOf(InventoryFormatError);
        }
      }),
    );
  });

  test.each([
    ['a megabyte of open lists', '['.repeat(1 << 20)],
    ['half a megabyte of lists in lists', '['.repeat(1 << 19) + ']'.repeat(1 << 19)],
    ['objects in objects', `${'{"packages":'.repeat(1 << 16)}1${'}'.repeat(1 << 16)}`],
    ['lines that begin with a bracket', '[\n'.repeat(1 << 19)],
    ['a number of a megabyte', `{"packages":${'9'.repeat(1 << 20)}}`],
  ])('%s is refused', (_, input) => expect(() => read(format, input)).toThrow(InventoryFormatError));

  test('more rows than any site has are refused', () => {
    expect(() => read(format, widened(format, 10_001))).toThrow(/at most 10000/);
  });

  test('eight times the rows cost nowhere near sixty-four times the time', () => {
    const costOf = (rows: number) => {
      const input = text(widened(format, rows));
      const started = performance.now();
      read(format, input, true);
      return performance.now() - started;
    };
    const turns = Array.from({ length: 3 }, () => [costOf(1_000), costOf(8_000)] as const);
    const best = (which: 0 | 1) => Math.min(...turns.map((turn) => turn[which]));
    expect(best(1) / Math.max(best(0), 1)).toBeLessThan(40);
  });
});

describe('what a source could not see', () => {
  test('coverage is that of the format', () => {
    expect(formats.map((format) => [format, read(format, documents[format]).coverage.extensions])).toEqual([
      ['composer-lock', 'present_only'],
      ['composer-show', 'present_only'],
      ['drush-pm-list', 'installed_only'],
      ['cyclonedx', 'present_only'],
      ['system-status', 'installed_only'],
      ['warden', 'present_only'],
    ]);
  });

  test('groups of warden that are switched off hide what they would list', () => {
    const { coverage, extensions } = read('warden', { ...documents.warden, contrib: 'disabled', core: 'disabled' });
    expect(coverage).toEqual({ extensions: 'present_only', core: false, others: false });
    expect(extensions.map(({ name }) => name)).toEqual(['acme_api']);
    expect(read('warden', { ...documents.warden, custom: [] }).coverage.others).toBe(true);
  });

  test('packages for development are left out unless asked for', () => {
    for (const format of ['composer-lock', 'cyclonedx'] as const) {
      const names = (dev: boolean) => read(format, documents[format], dev).extensions.map(({ name }) => name);
      expect([names(false).includes('devel'), names(true).includes('devel')]).toEqual([false, true]);
    }
  });
});

describe('messages say what it is instead', () => {
  test.each([
    ['cyclonedx', '<?xml version="1.0"?>\n<bom/>', /XML.*--output-format=JSON/],
    ['warden', Buffer.from('{"key":"a","message":"b"}').toString('base64'), /sealed/],
    ['warden', '{"key":"a","message":"b"}', /sealed/],
    ['system-status', '{"system_status":"encrypted_openssl","data":"x"}', /encrypted.*X-System-Status-Key/],
  ] as const)('%s: %s', (format, input, message) => expect(() => read(format, input)).toThrow(message));
});

describe('CycloneDX', () => {
  const component = (more: object) => ({
    bomFormat: 'CycloneDX',
    components: [{ name: 'ctools', group: 'drupal', version: '3.15.0', ...more }],
  });
  const reference = (value: string) => [{ name: 'cdx:composer:package:distReference', value }];

  test('the package URL comes first, then group and name', () => {
    const purl = 'pkg:composer/drupal/token@1.17.0?x=y#z';
    const rows = (more: object) =>
      read('cyclonedx', component({ properties: reference('8.x-3.15'), ...more })).extensions;
    expect(rows({ purl })).toMatchObject([{ name: 'token', project: 'token' }]);
    expect(rows({ purl: 'pkg:npm/left-pad@1.0.0' })).toMatchObject([{ name: 'ctools', project: 'ctools' }]);
  });

  test('the tag of the archive is the drupal.org version, a commit is not', () => {
    const row = (value: string) => read('cyclonedx', component({ properties: reference(value) })).extensions;
    expect(row('8.x-3.15')).toMatchObject([{ origin: 'contrib', version: '8.x-3.15' }]);
    expect(row('5c21a6dc5c21a6dc')).toMatchObject([{ origin: 'custom', version: '3.15.0' }]);
  });
});

describeRealData('a real lock and a real list', () => {
  test('ten locks say the same as what composer show and CycloneDX make of them', () => {
    for (const file of listData('locks/helfi-etusivu')) {
      const real: typeof lock = JSON.parse(readData(`locks/helfi-etusivu/${file}`));
      const inventory = read('composer-lock', real);
      const projects = projectsOf(inventory);
      expect(projects.length).toBeGreaterThan(80);
      expect(projectsOf(read('cyclonedx', cycloneDxOf(real)))).toEqual(projects);
      expect(projectsOf(read('composer-show', showOf(real)), new Set(projects))).toEqual(projects);
      expect(customIn(read('cyclonedx', cycloneDxOf(real)))).toEqual(customIn(inventory));
    }
  });

  test('a pm:list says the same as what system_status and warden make of its site', () => {
    const real = JSON.parse(readData('drush/pm-list.drupal-10.6.json')) as Record<string, ListedExtension>;
    const rows = Object.values(real);
    expect(projectsOf(read('system-status', systemStatusOf(rows)))).toEqual(projectsOf(read('drush-pm-list', real)));
    const present = { ...read('drush-pm-list', real) };
    const all = { ...present, extensions: present.extensions.map((row) => ({ ...row, installed: true })) };
    expect(projectsOf(read('warden', wardenOf(rows)))).toEqual(projectsOf(all));
  });
});

type Path = readonly (string | number)[];

/** Every place in a document. */
function paths(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    at,
    ...Object.entries(value).flatMap(([key, item]) => paths(item, [...at, Array.isArray(value) ? Number(key) : key])),
  ];
}

function replaced(value: unknown, [first, ...rest]: Path, change: unknown): unknown {
  if (first === undefined) return change;
  if (Array.isArray(value)) return value.map((item, index) => (index === first ? replaced(item, rest, change) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === first ? replaced(item, rest, change) : item]),
  );
}

/** The invented site with many more modules, all of them its own. */
function widened(format: (typeof formats)[number], rows: number): unknown {
  const names = Array.from({ length: rows }, (_, index) => `m${index}`);
  const wide = {
    packages: names.map((name) => ({ ...lock.packages[2], name: `drupal/${name}`, version: '1.0.0' })),
    'packages-dev': names.map((name) => ({ ...lock.packages[2], name: `drupal/${name}_dev`, version: '1.0.0' })),
  } as typeof lock;
  const extensions = names.map((name) => ({ ...list[2], name, project: name })) as ListedExtension[];
  const made = {
    'composer-lock': () => wide,
    'composer-show': () => showOf(wide),
    cyclonedx: () => cycloneDxOf({ packages: wide.packages }),
    'drush-pm-list': () => extensions,
    'system-status': () => systemStatusOf(extensions),
    warden: () => wardenOf(extensions),
  };
  return made[format]();
}
