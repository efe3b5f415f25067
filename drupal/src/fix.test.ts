import { describe, expect, test } from 'vitest';
import { DATE, type Feed, feed, INSECURE, UNSUPPORTED } from '../test/feeds.ts';
import { exposureOf } from './exposure.ts';
import { fixOf } from './fix.ts';
import { safeReleasesOf } from './safe-update.ts';
import { productStatusOf, verdictOf } from './verdict.ts';

interface Known extends Feed {
  constraints?: readonly string[];
}

function fixFor(
  { constraints = [], ...given }: Known,
  installedVersion: string | null,
  datestamp: number | null = null,
) {
  const history = feed(given);
  const project = history.shortName;
  const verdict = verdictOf({ installedVersion, datestamp, feed: history, fetch: 'ok' });
  const exposures = constraints.map((constraint) => exposureOf(project, installedVersion, constraint));
  const status = productStatusOf(verdict, installedVersion, exposures.includes('affected'));
  const judged = {
    status,
    verdict,
    installedVersion,
    datestamp,
    feed: history,
    isPossible: exposures.includes('possible'),
  };
  return fixOf(judged, () => safeReleasesOf({ project, feed: history, constraints }));
}
const textOf = (...given: Parameters<typeof fixFor>) => {
  const fix = fixFor(...given);
  return fix?.action === 'update' ? fix.version : (fix?.action ?? null);
};
const insecure = (version: string) => ({ version, types: [INSECURE] });

describe('what to do', () => {
  const releases = ['1.2.0', '1.1.0', '1.0.1', '1.0.0'];
  test.each<[string, Known, string | null, string | null]>([
    ['a hole: the smallest step', { releases, constraints: ['<1.0.1'] }, '1.0.0', '1.0.1'],
    ['no hole: what core recommends', { releases }, '1.0.0', '1.2.0'],
    ['nothing on the newest', { releases }, '1.2.0', null],
    ['nothing where nothing is known', { releases }, null, null],
    [
      'a dead branch: the nearest that is supported',
      { branches: '2.,3.', releases: ['3.0.0', '2.0.0', ...releases] },
      '1.0.0',
      '2.0.0',
    ],
    ['a release taken back', { releases: ['1.0.1', { version: '1.0.0', status: 'unpublished' }] }, '1.0.0', '1.0.1'],
    ['a hole without a fix: wait', { releases, constraints: ['>=1.0.0'] }, '1.0.0', 'wait'],
    ['19: the newest of its major is insecure: wait', { releases: [insecure('1.2.0')] }, '1.2.0', 'wait'],
    ['all versions have it: remove', { releases, constraints: ['*'] }, '1.0.0', 'remove'],
    ['24: an unsupported project: remove', { releases, status: 'unsupported' }, '1.0.0', 'remove'],
    ['24: even with a version that nobody can read', { releases, status: 'unsupported' }, 'main', 'remove'],
    [
      'an unsupported project with a safe release: close the hole',
      { releases, status: 'unsupported', constraints: ['<1.1.0'] },
      '1.0.0',
      '1.1.0',
    ],
    ['a revoked project: remove', { releases, status: 'revoked' }, '1.0.0', 'remove'],
    [
      'the last release is not supported any more: wait',
      { releases: [{ version: '1.0.0', types: [UNSUPPORTED] }] },
      '1.0.0',
      'wait',
    ],
    ['core is never removed', { releases, project: 'drupal', constraints: ['*'] }, '1.0.0', 'wait'],
    [
      '17: a pre-release stays ahead of what core recommends',
      { branches: '2.', releases: ['2.1.0-beta1', '2.0.5'] },
      '2.1.0-alpha1',
      '2.1.0-beta1',
    ],
    [
      'a pre-release of the fix: the fix',
      { releases: ['1.2.0', '1.0.1'], constraints: ['<1.0.1'] },
      '1.0.1-rc1',
      '1.0.1',
    ],
    ['what core recommends has a hole itself', { releases, constraints: ['>=1.2.0'] }, '1.0.0', '1.0.1'],
  ])('%s', (_, known, installed, expected) => {
    expect(textOf(known, installed)).toBe(expected);
  });

  test.each<[string, number, string | null]>([
    ['an old build: the release that is younger', DATE - 900, '1.0.1'],
    ['a build after the last release: the newer snapshot', DATE + 300, '1.x-dev'],
    ['a fresh build', DATE + 900, null],
    ['a build without a datestamp is not checked', 0, null],
  ])('of a development build: %s', (_, datestamp, expected) => {
    const releases = [
      { version: '1.0.1', date: DATE },
      { version: '1.x-dev', date: DATE + 900 },
    ];
    expect(textOf({ releases }, '1.x-dev', datestamp)).toBe(expected);
  });

  test('a build that an advisory may concern: what is surely safe, or nothing', () => {
    const releases = [
      { version: '1.0.1', date: DATE },
      { version: '1.x-dev', date: DATE + 300 },
    ];
    const known = { releases, constraints: ['<1.0.1'] };
    expect(textOf(known, '1.x-dev', DATE - 900)).toBe('1.0.1');
    expect(textOf(known, '1.x-dev', DATE + 300)).toBeNull();
  });

  test('says what the release demands of core', () => {
    const known = {
      branches: '1.,2.',
      releases: [
        { version: '2.0.0', core: '^11' },
        { version: '1.1.0', core: '^10' },
      ],
    };
    expect(fixFor(known, '1.0.0')).toEqual({
      action: 'update',
      version: '1.1.0',
      isSameBranch: true,
      coreCompatibility: '^10',
    });
  });
});
