import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DATE, type Feed, feed, INSECURE, UNSUPPORTED } from '../test/feeds.ts';
import { describeRealData, readData } from '../test/real-data.ts';
import { parseOsvAdvisory } from './advisories.ts';
import { exposureOf } from './exposure.ts';
import { parseReleaseHistory } from './release-history.ts';
import { safeReleasesOf, safeUpdateOf } from './safe-update.ts';
import { compareVersions, installTypeOf, parseVersion } from './version.ts';

interface Known extends Feed {
  constraints?: readonly string[];
}

const safeOf = ({ constraints = [], ...given }: Known) =>
  safeReleasesOf({ project: given.project ?? 'x', feed: feed(given), constraints });
const updateOf = (known: Known, installed: string | null, datestamp: number | null = null) =>
  safeUpdateOf(safeOf(known), installed, datestamp);
const versionOf = (...given: Parameters<typeof updateOf>) => updateOf(...given)?.version ?? null;

const insecure = (version: string) => ({ version, types: [INSECURE] });
const branches = '1.0.,1.1.,2.0.';

describe('the smallest safe update', () => {
  test.each<[string, Known, string, string | null]>([
    [
      'the next release, not the newest',
      { branches, releases: ['1.1.0', '1.0.2', '1.0.1', '1.0.0'] },
      '1.0.0',
      '1.0.1',
    ],
    ['not in document order', { branches, releases: ['1.0.1', '1.1.0', '1.0.3', '1.0.2'] }, '1.0.1', '1.0.2'],
    ['past what is tagged Insecure', { branches, releases: ['1.0.2', insecure('1.0.1')] }, '1.0.0', '1.0.2'],
    [
      'past what is unpublished or unsupported',
      {
        branches,
        releases: ['1.0.3', { version: '1.0.2', types: [UNSUPPORTED] }, { version: '1.0.1', status: 'unpublished' }],
      },
      '1.0.0',
      '1.0.3',
    ],
    [
      'past what is dropped',
      { branches, releases: ['1.0.2', { version: '1.0.1', link: '' }, 'main'] },
      '1.0.0',
      '1.0.2',
    ],
    [
      'past every advisory',
      { branches, releases: ['1.1.0', '1.0.3', '1.0.2', '1.0.1'], constraints: ['<1.0.2', '<1.0.3'] },
      '1.0.0',
      '1.0.3',
    ],
    [
      'past a newer range',
      { branches, releases: ['1.1.1', '1.1.0', '1.0.1'], constraints: ['<=1.0.1 || >=1.1.0 <1.1.1'] },
      '1.0.0',
      '1.1.1',
    ],
    ['the same minor first', { branches, releases: ['2.0.0', '1.1.0', '1.0.9'] }, '1.0.0', '1.0.9'],
    ['another minor of the major', { branches, releases: ['2.0.0', '1.1.0', insecure('1.0.9')] }, '1.0.0', '1.1.0'],
    ['nothing in an unsupported branch', { branches: '1.1.', releases: ['1.1.0', '1.0.9'] }, '1.0.0', '1.1.0'],
    ['legacy versions', { branches: '8.x-1.', releases: ['8.x-1.17', '8.x-1.16'] }, '8.x-1.9', '8.x-1.16'],
    [
      'from a legacy version to a semantic one',
      { branches: '1.', releases: ['1.18.0', '8.x-1.17'] },
      '8.x-1.17',
      '1.18.0',
    ],
    // Section 16 of the domain notes.
    ['18: nothing where the site is ahead of the feed', { branches, releases: ['1.1.0', '1.0.1'] }, '1.2.0', null],
    [
      '19: nothing where the insecure release is the newest',
      { branches: '1.', releases: [insecure('1.1.0'), '1.0.0'] },
      '1.1.0',
      null,
    ],
    [
      '22: no pre-release to a final one',
      { branches: '1.,2.', releases: ['2.0.0-alpha1', '1.0.1-rc1'] },
      '1.0.0',
      null,
    ],
    ['23: the older of two supported majors', { branches: '1.,2.', releases: ['2.3.0', '1.0.1'] }, '1.0.0', '1.0.1'],
    [
      '29: a leading zero makes nothing newer',
      { branches: '8.x-1.', releases: ['8.x-1.05', '8.x-1.6'] },
      '8.x-1.5',
      '8.x-1.6',
    ],
    [
      '33: no suffix that Composer cannot read',
      { branches: '8.x-1.', releases: ['8.x-1.6-bugfix', '8.x-1.6'] },
      '8.x-1.5',
      '8.x-1.6',
    ],
  ])('%s', (_, known, installed, expected) => {
    expect(versionOf(known, installed)).toBe(expected);
  });

  test('20: says when it is on another branch, and takes the nearest', () => {
    const known = { branches: '2.,3.', releases: ['3.0.0', { version: '2.1.0', core: '^11' }, '1.0.1'] };
    expect(updateOf(known, '1.0.0')).toEqual({ version: '2.1.0', isSameBranch: false, coreCompatibility: '^11' });
    expect(updateOf(known, '2.0.0')).toMatchObject({ version: '2.1.0', isSameBranch: true });
  });

  test.each<[string, readonly string[], string, string | null]>([
    ['the final one', ['1.0.1', '1.0.0', '1.0.0-rc2'], '1.0.0-rc1', '1.0.0'],
    ['17: never an older one', ['0.9.0', '1.0.0-beta1'], '1.0.0-alpha1', '1.0.0-beta1'],
    ['a newer pre-release while nothing final is out', ['1.0.0-rc2', '1.0.0-beta2'], '1.0.0-beta1', '1.0.0-beta2'],
    [
      'a final one of another branch after a pre-release of its own',
      ['2.0.0', '1.0.0-beta2'],
      '1.0.0-beta1',
      '1.0.0-beta2',
    ],
    ['a pre-release of another branch as the last', ['2.0.0-beta1'], '1.0.0-beta1', '2.0.0-beta1'],
  ])('of a pre-release: %s', (_, releases, installed, expected) => {
    expect(versionOf({ branches: '0.,1.,2.', releases }, installed)).toBe(expected);
  });

  test('a pre-release of the fixed version is not safe: nobody can tell', () => {
    const releases = ['1.0.1', '1.0.1-rc1'];
    expect(versionOf({ releases, constraints: ['<1.0.1'] }, '1.0.1-beta1')).toBe('1.0.1');
    expect(
      versionOf({ releases: [insecure('1.0.1'), '1.0.1-rc1'], constraints: ['<1.0.1'] }, '1.0.1-beta1'),
    ).toBeNull();
  });
});

describe('of a development build', () => {
  const releases = [
    { version: '1.2.0', date: DATE + 500 },
    { version: '1.1.2', date: DATE + 300 },
    { version: '1.1.1', date: DATE },
    { version: '1.1.0', date: null },
    { version: '1.x-dev', date: DATE + 900 },
  ];
  test.each<[string, string, number | null, string | null]>([
    ['the smallest that is younger', '1.x-dev', DATE, '1.1.2'],
    ['as young as itself is not younger', '1.x-dev', DATE + 201, '1.2.0'],
    ['none where all are older', '1.x-dev', DATE + 500, null],
    ['the newest without a datestamp', '1.x-dev', null, '1.2.0'],
    ['zero is no datestamp', '1.x-dev', 0, '1.2.0'],
    ['the newest of its minor', '1.1.x-dev', null, '1.1.2'],
    ['not below its minor, however young', '1.2.x-dev', DATE, '1.2.0'],
    ['not below what it was built after', '1.1.2-dev', DATE - 900, '1.1.2'],
    ['32: what looks like a release is one too', '1.0-dev1', DATE, '1.1.2'],
  ])('%s', (_, installed, datestamp, expected) => {
    expect(versionOf({ branches: '1.', releases }, installed, datestamp)).toBe(expected);
  });

  test('11, 30: a build some commits after a legacy release', () => {
    const known = { branches: '8.x-1.', releases: ['8.x-1.17', '8.x-1.16', '8.x-1.15'] };
    expect(versionOf(known, '8.x-1.16+3-dev')).toBe('8.x-1.17');
  });
});

describe('what advisories name', () => {
  const without = (constraints: readonly string[], installed: string) =>
    safeUpdateOf(safeReleasesOf({ project: 'x', feed: null, constraints }), installed)?.version ?? null;
  test.each<[readonly string[], string, string | null]>([
    [['<1.0.2'], '1.0.0', '1.0.2'],
    [['<1.0.2', '<1.0.4'], '1.0.0', '1.0.4'],
    [['<1.0.2 || >=2.0.0 <2.0.1'], '2.0.0', '2.0.1'],
    [['<1.16.0'], '8.x-1.15', '1.16.0'],
    [['<2.0.0'], '1.0.0', '2.0.0'],
    [['*'], '1.0.0', null],
    [['>=1.0.0'], '1.0.0', null],
    [[], '1.0.0', null],
  ])('stands in for a missing feed: %j takes %s to %s', (constraints, installed, expected) => {
    expect(without(constraints, installed)).toBe(expected);
  });

  test('counts where the feed is behind, and not where the feed knows better', () => {
    const constraints = ['<1.0.5'];
    expect(versionOf({ branches: '1.,2.', releases: ['2.0.0', '1.0.4'], constraints }, '1.0.4')).toBe('1.0.5');
    expect(versionOf({ branches: '1.,2.', releases: ['2.0.0', '1.0.6', '1.0.4'], constraints }, '1.0.4')).toBe('1.0.6');
    expect(versionOf({ branches: '1.', releases: [insecure('1.0.5'), '1.0.4'], constraints }, '1.0.4')).toBeNull();
    const skipped = { branches: '1.,3.', releases: ['3.0.0', '1.0.4'], constraints: ['<2.0.0'] };
    expect(versionOf(skipped, '1.0.4')).toBe('3.0.0');
    expect(versionOf({ ...skipped, releases: ['1.0.4'] }, '1.0.4')).toBe('2.0.0');
    expect(versionOf({ ...skipped, status: 'revoked' }, '1.0.4')).toBeNull();
  });
});

describe('a project is abandoned', () => {
  const releases = ['1.0.1', '1.0.0'];
  test.each<[string, Known, boolean]>([
    ['an advisory holds all versions', { releases, constraints: ['*'] }, true],
    ['24: unsupported', { releases, status: 'unsupported' }, true],
    ['revoked', { releases, status: 'revoked' }, true],
    ['insecure', { releases, status: 'insecure' }, true],
    ['4: no supported branch', { releases, branches: null }, true],
    ['4: everything is supported', { releases, branches: '' }, false],
    ['a hole without a fix', { releases, constraints: ['>=0.1'] }, false],
    ['core', { releases, project: 'drupal', constraints: ['*'] }, false],
  ])('%s', (_, known, isAbandoned) => {
    expect(safeOf(known).isAbandoned).toBe(isAbandoned);
  });

  test('an unsupported one may have a safe release, an insecure or revoked one has none', () => {
    expect(versionOf({ releases, status: 'unsupported' }, '1.0.0')).toBe('1.0.1');
    for (const status of ['insecure', 'revoked', 'unpublished'])
      expect(versionOf({ releases, status }, '1.0.0')).toBeNull();
  });

  test.each([null, 'main', '7.x-1.2', 'dev-1.x', '1.0.0-rc.1'])('nothing is smallest for %j', (installed) => {
    expect(versionOf({ releases }, installed)).toBeNull();
  });
});

/** Holds whatever is known: the property is stated anew, without the order that the function works in. */
function expectSmallestAndSafe(known: Required<Pick<Known, 'constraints'>> & { history: ReturnType<typeof feed> }) {
  const { history, constraints } = known;
  const project = history.shortName;
  const majorOf = (version: string) => Number(parseVersion(version)?.major);
  const safe = safeReleasesOf({ project, feed: history, constraints });
  const isSafe = (version: string) => constraints.every((each) => exposureOf(project, version, each) === 'none');
  return (installed: string) => {
    const update = safeUpdateOf(safe, installed);
    const listed = history.releases.find(({ version }) => version === update?.version);
    const smaller = history.releases.filter(
      ({ version, status, types, isDropped }) =>
        !isDropped &&
        status === 'published' &&
        !types.includes(INSECURE) &&
        !types.includes(UNSUPPORTED) &&
        (history.supportedBranches ?? '\0').split(',').some((branch) => version.startsWith(branch)) &&
        parseVersion(version)?.extra === null &&
        majorOf(version) === majorOf(installed) &&
        isSafe(version) &&
        compareVersions(version, installed) > 0 &&
        (update === null || compareVersions(version, update.version) < 0),
    );
    expect(smaller.map(({ version }) => version)).toEqual([]);
    if (update === null) return null;
    expect(isSafe(update.version)).toBe(true);
    expect(compareVersions(update.version, installed)).toBeGreaterThan(0);
    expect(update.isSameBranch).toBe(majorOf(update.version) === majorOf(installed));
    if (listed) expect([listed.status, listed.types.includes(INSECURE)]).toEqual(['published', false]);
    return update;
  };
}

const someVersion = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.nat(2), fc.nat(3), fc.constantFrom('', '', '', '-beta1', '-rc1'))
  .map(([major, minor, patch, suffix]) => `${major}.${minor}.${patch}${suffix}`);
const someConstraint = fc
  .tuple(someVersion, someVersion, fc.constantFrom('<a', '<=a', '>=a <b', '<a || >=b', '<a || >=b <3.1.0', 'a', '*'))
  .map(([a, b, form]) => form.replace('a', a).replace('b', b));
const someRelease = fc.record({
  version: someVersion,
  status: fc.constantFrom('published', 'published', 'unpublished'),
  types: fc.constantFrom([], [], [INSECURE], [UNSUPPORTED]),
});

test('whatever is known, the update is safe, newer, and the smallest on its branch', () => {
  const found = new Set<boolean | null>();
  fc.assert(
    fc.property(
      someVersion,
      fc.constantFrom('1.,2.,3.', '2.,3.', '1.0.,1.1.,2.0.', ''),
      fc.uniqueArray(someRelease, { selector: ({ version }) => version, maxLength: 12 }),
      fc.array(someConstraint, { maxLength: 3 }),
      (installed, supported, releases, constraints) => {
        const check = expectSmallestAndSafe({ history: feed({ branches: supported, releases }), constraints });
        found.add(check(installed)?.isSameBranch ?? null);
      },
    ),
    { numRuns: 2000 },
  );
  // Without this the property could pass by never finding an update.
  expect(found).toEqual(new Set([true, false, null]));
});

describeRealData('captured feeds and advisories', () => {
  const advisories = () =>
    readData('drupal-advisories.osv.jsonl')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => parseOsvAdvisory(JSON.parse(line)));

  test.each(['drupal', 'bootstrap', 'token', 'pathauto'])('%s: every release that has a hole', (project) => {
    const history = parseReleaseHistory(readData(`release-history/${project}.xml`), project);
    const constraints = advisories().flatMap(({ projects }) =>
      projects.filter((each) => each.project === project).map(({ constraint }) => constraint),
    );
    const check = expectSmallestAndSafe({ history, constraints });
    const installed = history.releases
      .filter(({ isDropped, version }) => !isDropped && installTypeOf(version) === 'official')
      .map(({ version }) => version);
    expect(installed.length).toBeGreaterThan(10);
    for (const version of installed) check(version);
  });

  test('every fixed version that an advisory names is a way out, where there is no feed', () => {
    let ways = 0;
    for (const { projects } of advisories())
      for (const { project, constraint } of projects) {
        const safe = safeReleasesOf({ project, feed: null, constraints: [constraint] });
        for (const { version } of safe.releases) {
          ways += 1;
          expect(exposureOf(project, version, constraint)).toBe('none');
        }
        if (constraint.trim() === '*') expect(safe).toEqual({ releases: [], isAbandoned: project !== 'drupal' });
      }
    expect(ways).toBeGreaterThan(500);
  });
});
