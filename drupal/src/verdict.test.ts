import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DATE, feed, INSECURE, judge, SECURITY, UNSUPPORTED } from '../test/feeds.ts';
import { describeRealData, readData } from '../test/real-data.ts';
import { referenceVerdict } from '../test/reference.ts';
import { parseReleaseHistory } from './release-history.ts';
import {
  productStatusOf,
  securityUpdateAvailable,
  updateAvailable,
  VERDICT_STATES,
  type Verdict,
  verdictOf,
} from './verdict.ts';
import { parseVersion } from './version.ts';

describe('what ends before a release is looked at', () => {
  const releases = ['1.1.0', '1.0.0'];
  test.each([
    ['insecure', 'NOT_SECURE', null],
    ['unpublished', 'REVOKED', null],
    ['revoked', 'REVOKED', null],
    ['unsupported', 'NOT_SUPPORTED', null],
    ['not-fetched', 'NOT_FETCHED', 'fetch_failed'],
  ])('project status %s is %s', (status, coreStatus, reason) => {
    const verdict = judge({ status, releases }, '1.0.0');
    expect(verdict).toMatchObject({ coreStatus, reason, recommended: null, latest: null, also: [] });
  });

  test.each(['published', 'Insecure', '', null])('project status %j means normal', (status) => {
    expect(judge({ status, releases }, '1.0.0').coreStatus).toBe('NOT_CURRENT');
  });

  test.each([
    ['', 'empty_version'],
    [null, 'invalid_version'],
    ['Unknown', 'invalid_version'],
    ['v1.0.0', 'invalid_version'],
  ])('installed version %j is unknown: %s', (installed, reason) => {
    expect(judge({ releases }, installed)).toMatchObject({ coreStatus: 'UNKNOWN', reason, recommended: null });
  });

  test('no stored data beats a bad version and pending data', () => {
    const input = { installedVersion: 'main', feed: null, fetch: 'no_data', fetchPending: true } as const;
    expect(verdictOf(input)).toMatchObject({ coreStatus: 'UNKNOWN', reason: 'no_releases' });
  });

  test('a failed fetch beats a bad version and pending data', () => {
    const input = { installedVersion: 'main', feed: null, fetch: 'empty', fetchPending: true } as const;
    expect(verdictOf(input)).toMatchObject({ coreStatus: 'NOT_FETCHED', reason: 'fetch_failed' });
  });

  test('data that was no release history: the version is looked at first, then pending, then the releases', () => {
    const nothing = { feed: null, fetch: 'ok' } as const;
    expect(verdictOf({ ...nothing, installedVersion: 'main', fetchPending: true }).reason).toBe('invalid_version');
    expect(verdictOf({ ...nothing, installedVersion: '1.0.0', fetchPending: true }).reason).toBe('fetch_pending');
    expect(verdictOf({ ...nothing, installedVersion: '1.0.0' })).toMatchObject({
      coreStatus: 'UNKNOWN',
      reason: 'no_releases',
    });
  });

  test('a feed without entries is unknown, one with only dropped entries keeps the state of the branch', () => {
    expect(judge({ branches: '2.', releases: [] }, '1.0.0').coreStatus).toBe('UNKNOWN');
    expect(judge({ branches: '2.', releases: ['dev-main'] }, '1.0.0').coreStatus).toBe('NOT_SUPPORTED');
    expect(judge({ branches: '1.', releases: ['dev-main'] }, '1.0.0').coreStatus).toBe('UNKNOWN');
  });
});

const versions = ['1.0.0', '1.0.1', '1.1.0', '1.1.0-rc1', '1.1.0-bugfix', '8.x-1.5', '8.x-1.x-dev', '1.0.x-dev'].concat(
  ['2.0.0', '2.0.0-beta1', '2.x-dev', '3.0.0-alpha1', '3.1.0', '10.0.0', '8.x-1.5+2-dev', 'main', '2.0-dev'],
);
const aRelease = fc.record({
  version: fc.constantFrom(...versions),
  status: fc.constantFrom('published', 'published', 'published', 'unpublished'),
  date: fc.constantFrom(null, 0, DATE - 200, DATE - 100, DATE, DATE + 100),
  types: fc.subarray([SECURITY, INSECURE, UNSUPPORTED, 'Bug fixes']),
});
const someBranches = fc.option(
  fc.array(fc.constantFrom('', '1.', '1.0.', '1.1.', '2.', '2.0.', '3.', ' 3.', '8.x-1.', '10.', 'x.'), {
    minLength: 1,
  }),
);

test('agrees with the algorithm written out step by step', () => {
  const installedVersions = versions.filter((version) => parseVersion(version));
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom(...installedVersions),
      fc.constantFrom(0, DATE - 200, DATE - 100, DATE - 99, DATE),
      someBranches,
      fc.uniqueArray(aRelease, { selector: (release) => release.version, minLength: 1, maxLength: 12 }),
      (installed, datestamp, branches, releases) => {
        const supported = branches?.join(',') ?? null;
        const verdict = judge({ branches: supported, releases }, installed, { datestamp });
        const [coreStatus, found, latestDev] = referenceVerdict(installed, datestamp, branches ?? [], releases);
        seen.add(coreStatus);
        const { recommended, latest, dev, securityUpdates } = found;
        const also = Object.values(found.also);
        expect(verdict).toMatchObject({ coreStatus, recommended, latest, dev, latestDev, also, securityUpdates });
      },
    ),
    { numRuns: 3000 },
  );
  // Without this the property could pass by reaching one state only.
  expect(seen).toEqual(
    new Set(['NOT_SECURE', 'REVOKED', 'NOT_SUPPORTED', 'NOT_CURRENT', 'CURRENT', 'NOT_CHECKED', 'UNKNOWN']),
  );
});

test('any version, stamp and state of the fetch gives a verdict', () => {
  const one = feed({ releases: ['1.0.0', '1.x-dev'] });
  const anyVersion = fc.option(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123.x-devHA+ \t') })));
  const anyStamp = fc.option(fc.oneof(fc.string(), fc.double(), fc.integer()));
  fc.assert(
    fc.property(
      anyVersion,
      anyStamp,
      fc.constantFrom('ok', 'empty', 'no_data'),
      fc.boolean(),
      (installedVersion, datestamp, fetch, fetchPending) => {
        const verdict = verdictOf({ installedVersion, datestamp, feed: one, fetch, fetchPending });
        expect(Object.keys(VERDICT_STATES)).toContain(verdict.coreStatus);
      },
    ),
  );
});

test('the order of the document decides, not that of the versions', () => {
  expect(judge({ releases: ['1.1.0', '1.3.0', '1.2.0'] }, '1.0.0').recommended).toBe('1.1.0');
  expect(judge({ releases: ['1.3.0', '1.1.0', '1.2.0'] }, '1.0.0').recommended).toBe('1.3.0');
});

describe('product status', () => {
  const verdict = (coreStatus: Verdict['coreStatus'], recommended: string | null, latestDev: string | null = null) =>
    ({
      coreStatus,
      recommended,
      latestDev,
      reason: null,
      latest: null,
      dev: null,
      also: [],
      securityUpdates: [],
    }) as const;

  test.each([
    ['NOT_SECURE', 'security'],
    ['REVOKED', 'unsupported'],
    ['NOT_SUPPORTED', 'unsupported'],
    ['NOT_CURRENT', 'update'],
    ['CURRENT', 'current'],
    ['NOT_CHECKED', 'unknown'],
    ['UNKNOWN', 'unknown'],
    ['NOT_FETCHED', 'unknown'],
    ['FETCH_PENDING', 'unknown'],
  ] as const)('%s is shown as %s, and as security inside an advisory', (coreStatus, status) => {
    expect(productStatusOf(verdict(coreStatus, '1.1.0'), '1.0.0', false)).toBe(status);
    expect(productStatusOf(verdict(coreStatus, '1.1.0'), '1.0.0', true)).toBe('security');
  });

  test('versions are compared as numbers, across both schemes', () => {
    expect(updateAvailable(verdict('NOT_CURRENT', '1.10.0'), '1.9.0')).toBe(true);
    expect(updateAvailable(verdict('NOT_SUPPORTED', '2.0.0'), '8.x-1.99')).toBe(true);
    expect(updateAvailable(verdict('CURRENT', '1.9.0'), '1.9.0')).toBe(false);
    expect(updateAvailable(verdict('UNKNOWN', null), '1.9.0')).toBe(false);
    expect(updateAvailable(verdict('UNKNOWN', '1.0.0'), null)).toBe(false);
  });

  test('a dev install that core found outdated by date has an update, whatever the recommended version', () => {
    expect(productStatusOf(verdict('NOT_CURRENT', '8.x-1.17', '8.x-1.x-dev'), '8.x-1.x-dev', false)).toBe('update');
    expect(updateAvailable(verdict('CURRENT', '1.0.0', '1.0.0'), '1.0.0-dev')).toBe(false);
  });

  test('a security release between installed and recommended counts, one above or below does not', () => {
    const withFix = (version: string) => feed({ releases: [{ version, types: [SECURITY, INSECURE] }] });
    const update = verdict('NOT_CURRENT', '1.2.0');
    expect(securityUpdateAvailable(update, '1.0.0', withFix('1.1.0'), 'update')).toBe(true);
    expect(securityUpdateAvailable(update, '1.0.0', withFix('1.2.0'), 'update')).toBe(true);
    expect(securityUpdateAvailable(update, '1.0.0', withFix('1.0.0'), 'update')).toBe(false);
    expect(securityUpdateAvailable(update, '1.0.0', withFix('1.3.0'), 'update')).toBe(false);
    expect(securityUpdateAvailable(update, '1.0.0', null, 'security')).toBe(true);
  });
});

describeRealData('captured feeds', () => {
  const judgeReal = (project: string, installedVersion: string, datestamp: number | null = null) => {
    const history = parseReleaseHistory(
      readData(`release-history/${project}.xml`),
      project.replace(/^.*\/|\..*$/g, ''),
    );
    return verdictOf({ installedVersion, datestamp, feed: history, fetch: 'ok' });
  };

  test('token', () => {
    expect(judgeReal('token', '8.x-1.17').coreStatus).toBe('CURRENT');
    expect(judgeReal('token', '8.x-1.0-rc1')).toMatchObject({ coreStatus: 'NOT_CURRENT', recommended: '8.x-1.17' });
    expect(judgeReal('token', '8.x-1.x-dev', 1_791_265_067 - 99).coreStatus).toBe('CURRENT');
    expect(judgeReal('token', '8.x-1.x-dev', 1_791_265_067 - 100)).toMatchObject({
      coreStatus: 'NOT_CURRENT',
      latestDev: '8.x-1.x-dev',
    });
    expect(judgeReal('earlier/token.2022-04-26', '8.x-1.10').coreStatus).toBe('CURRENT');
  });

  test('pathauto', () => {
    expect(judgeReal('pathauto', '8.x-1.8').coreStatus).toBe('CURRENT');
    expect(judgeReal('pathauto', '8.x-1.6-beta1')).toMatchObject({ coreStatus: 'NOT_CURRENT', recommended: '8.x-1.8' });
  });

  test('bootstrap: a fix above an insecure release, two supported majors and an unsupported dev branch', () => {
    const marked = judgeReal('bootstrap', '8.x-3.4');
    expect(marked).toMatchObject({ coreStatus: 'NOT_SECURE', recommended: '8.x-3.38', also: ['5.0.2'] });
    expect(marked.securityUpdates).toEqual(['8.x-3.14', '8.x-3.5']);
    expect(judgeReal('bootstrap', '8.x-3.13')).toMatchObject({
      coreStatus: 'NOT_CURRENT',
      securityUpdates: ['8.x-3.14'],
    });
    expect(judgeReal('bootstrap', '8.x-4.x-dev')).toMatchObject({ coreStatus: 'NOT_SUPPORTED', recommended: '5.0.2' });
  });

  test('core in March 2020', () => {
    expect(judgeReal('drupal', '8.8.4')).toMatchObject({ coreStatus: 'CURRENT', also: ['9.0.0-alpha2'] });
    expect(judgeReal('drupal', '8.7.1')).toMatchObject({
      coreStatus: 'NOT_SECURE',
      securityUpdates: ['8.8.4', '8.7.12'],
    });
  });
});
