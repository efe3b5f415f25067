import { describe, expect, test } from 'vitest';
import { DATE, feed, feedXml, INSECURE, judge, SECURITY, UNSUPPORTED } from '../test/feeds.ts';
import { readComposerLock } from './adapters/composer-lock.ts';
import { readDrushPmList } from './adapters/drush-pm-list.ts';
import { exposureOf, parseOsvAdvisory } from './advisories.ts';
import { satisfies } from './constraint.ts';
import { type Extension, groupByProject } from './projects.ts';
import { parseReleaseHistory } from './release-history.ts';
import { securityCoverageOf } from './security-coverage.ts';
import { flagsOf, productStatusOf, securityUpdateAvailable, updateAvailable, worstStatusOf } from './verdict.ts';
import { answerVerdictLine } from './verdict-line.ts';
import { compareVersions, installTypeOf, parseVersion } from './version.ts';

const module = (name: string, more: Partial<Extension> = {}): Extension => ({
  name,
  type: 'module',
  version: '1.0.0',
  installed: true,
  ...more,
});
const advisory = (id: string, aliases: string[]) => ({
  id,
  aliases,
  published: '2026-01-07T17:00:00Z',
  modified: '2026-01-08T17:00:00Z',
  affected: [{ package: { name: 'drupal/x' }, ranges: [], database_specific: { affected_versions: '<1.2.0' } }],
});

describe('security and support marks', () => {
  const core = {
    branches: '10.6.,11.3.,11.4.',
    releases: [
      { version: '11.4.7', types: [SECURITY] },
      { version: '11.4.6', types: [INSECURE] },
      '11.3.17',
      { version: '11.3.16', types: [INSECURE] },
      { version: '11.3.14', types: [INSECURE] },
    ],
  };

  test('edge 1: a newer security release does not make the installed one insecure', () => {
    const verdict = judge(core, '11.3.17');
    expect(verdict).toMatchObject({ coreStatus: 'NOT_CURRENT', recommended: '11.4.7', securityUpdates: ['11.4.7'] });
    expect(securityUpdateAvailable(verdict, '11.3.17', feed(core), 'update')).toBe(true);
  });

  test('edge 2: a version missing from the feed is not current, never insecure, and flagged', () => {
    const verdict = judge(core, '11.3.15');
    expect(verdict.coreStatus).toBe('NOT_CURRENT');
    expect(flagsOf(verdict, '11.3.15', feed(core)).isUnlisted).toBe(true);
    expect(flagsOf(verdict, '11.3.16', feed(core)).isUnlisted).toBe(false);
  });

  test('edge 3: insecure beats unpublished beats unsupported', () => {
    const installed = (types: string[], status: string) => ({
      releases: ['1.1.0', { version: '1.0.0', types, status }],
    });
    expect(judge(installed([UNSUPPORTED, INSECURE], 'unpublished'), '1.0.0').coreStatus).toBe('NOT_SECURE');
    expect(judge(installed([UNSUPPORTED], 'unpublished'), '1.0.0').coreStatus).toBe('REVOKED');
    expect(judge(installed([UNSUPPORTED], 'published'), '1.0.0').coreStatus).toBe('NOT_SUPPORTED');
  });

  test('edge 11: a dev install is insecure only where that very dev version is', () => {
    const feedOf = (release: string, dev: string) => ({
      branches: '8.x-1.',
      releases: [
        { version: '8.x-1.4', types: [release] },
        { version: '8.x-1.x-dev', types: [dev] },
      ],
    });
    expect(judge(feedOf('Bug fixes', INSECURE), '8.x-1.x-dev').coreStatus).toBe('NOT_SECURE');
    expect(judge(feedOf(INSECURE, 'Bug fixes'), '8.x-1.x-dev').coreStatus).toBe('NOT_CHECKED');
  });

  test('edge 19: an installed insecure release that is the newest recommends itself', () => {
    const only = { releases: [{ version: '1.5.0', types: [INSECURE] }] };
    const verdict = judge(only, '1.5.0');
    expect(verdict).toMatchObject({ coreStatus: 'NOT_SECURE', recommended: '1.5.0' });
    expect(flagsOf(verdict, '1.5.0', feed(only)).isRecommendedInsecure).toBe(true);
  });

  test('edge 24: an unsupported project needs no readable version and recommends nothing', () => {
    const verdict = judge({ status: 'unsupported', releases: ['1.1.0'] }, 'main');
    expect(verdict).toMatchObject({ coreStatus: 'NOT_SUPPORTED', reason: null, recommended: null, latest: null });
  });

  test('edge 37: the same version is judged anew when its release becomes insecure', () => {
    expect(judge({ releases: ['1.0.0'] }, '1.0.0').coreStatus).toBe('CURRENT');
    expect(judge({ releases: [{ version: '1.0.0', types: [INSECURE] }] }, '1.0.0').coreStatus).toBe('NOT_SECURE');
  });

  test('edge 38: a release that disappears and comes back is judged each time by the feed at hand', () => {
    const listed = { releases: ['1.2.0', { version: '1.1.0', types: [INSECURE] }, '1.0.0'] };
    const gap = { releases: ['1.2.0', '1.0.0'] };
    expect(judge(listed, '1.1.0').coreStatus).toBe('NOT_SECURE');
    expect(judge(gap, '1.1.0').coreStatus).toBe('NOT_CURRENT');
  });

  test('edge 42: coverage by the advisory policy does not make a release secure', () => {
    const covered = feed({ releases: [{ version: '1.0.0', types: [INSECURE] }] });
    expect(covered.releases[0]?.isCovered).toBe(true);
    expect(judge({ releases: [{ version: '1.0.0', types: [INSECURE] }] }, '1.0.0').coreStatus).toBe('NOT_SECURE');
  });
});

describe('branches and majors', () => {
  test('edge 4: absent and empty supported branches are opposites', () => {
    const releases = ['1.1.0', '1.0.0'];
    expect(judge({ branches: null, releases }, '1.0.0').coreStatus).toBe('NOT_SUPPORTED');
    expect(judge({ branches: null, releases }, '1.0.5')).toMatchObject({
      coreStatus: 'UNKNOWN',
      reason: 'no_releases',
    });
    expect(judge({ branches: '', releases }, '1.0.0')).toMatchObject({
      coreStatus: 'NOT_CURRENT',
      recommended: '1.1.0',
    });
  });

  test('edge 5: the first branch in text order is offered, not the nearest', () => {
    const verdict = judge(
      { branches: '3.2.,4.2.,8.x-2.', releases: ['4.2.1', '3.2.7', '8.x-2.3', '8.x-1.5'] },
      '8.x-1.5',
    );
    expect(verdict).toMatchObject({ coreStatus: 'NOT_SUPPORTED', recommended: '3.2.7', also: ['4.2.1'] });
  });

  test('edge 6: a branch ends with its dot, and one with a leading space matches nothing but gives a target', () => {
    expect(judge({ branches: '1.', releases: ['10.1.0'] }, '10.1.0').coreStatus).toBe('NOT_SUPPORTED');
    const verdict = judge({ branches: ' 3.,4.', releases: ['4.0.0', '3.0.0'] }, '1.0.0');
    expect(verdict).toMatchObject({ coreStatus: 'NOT_SUPPORTED', recommended: null, latest: null, also: ['4.0.0'] });
  });

  test('edge 7: branches of minors do not hold the dev version of their major', () => {
    expect(judge({ branches: '2.0.,2.1.', releases: ['2.1.0'] }, '2.x-dev').coreStatus).toBe('NOT_SUPPORTED');
    for (const dev of ['11.4-dev', '12.0-dev']) {
      expect(judge({ branches: '11.4.,12.0.', releases: ['11.4.0'] }, dev).coreStatus).toBe('NOT_SUPPORTED');
    }
    expect(judge({ branches: '2.0.,2.1.', releases: ['2.1.0'] }, '2.1.x-dev').coreStatus).toBe('NOT_CHECKED');
  });

  test('edge 20: a security fix in the next major only is listed under also', () => {
    const verdict = judge({ branches: '1.,2.', releases: [{ version: '2.0.1', types: [SECURITY] }, '1.9.0'] }, '1.8.0');
    expect(verdict).toMatchObject({ recommended: '1.9.0', also: ['2.0.1'], securityUpdates: [] });
  });

  test('edge 21: security updates of lower majors are listed where the installed version is not', () => {
    const lower = { branches: '2.1.,3.0.', releases: ['3.0.4', { version: '2.1.3', types: [SECURITY] }] };
    const verdict = judge(lower, '3.0.5');
    expect(verdict.securityUpdates).toEqual(['2.1.3']);
    expect(securityUpdateAvailable(verdict, '3.0.5', feed(lower), 'current')).toBe(false);
  });

  test('edge 22: also holds the first release of each higher major, a pre-release too', () => {
    const releases = ['13.0.0', '12.0.0-alpha1', '12.0.0-alpha0', '11.4.7'];
    expect(judge({ branches: '11.4.,12.0.,13.0.', releases }, '11.4.7').also).toEqual(['13.0.0', '12.0.0-alpha1']);
  });

  test('edge 23: who is on the older of two supported majors is current', () => {
    const verdict = judge({ branches: '1.,2.', releases: ['2.0.3', '1.9.0'] }, '1.9.0');
    expect(verdict).toMatchObject({ coreStatus: 'CURRENT', also: ['2.0.3'] });
    expect(productStatusOf(verdict, '1.9.0', false)).toBe('current');
  });

  test('edge 28: Drupal 7 is sent to the first supported branch; a 7.x- prefix is invalid', () => {
    const core = { branches: '10.6.,11.4.', releases: ['11.4.7', '10.6.9'] };
    expect(judge(core, '7.103')).toMatchObject({
      coreStatus: 'NOT_SUPPORTED',
      recommended: '10.6.9',
      also: ['11.4.7'],
    });
    expect(judge(core, '7.x-1.2')).toMatchObject({ coreStatus: 'UNKNOWN', reason: 'invalid_version' });
  });
});

describe('development installs', () => {
  const dated = (latest: number, dev: number) => ({
    branches: '8.x-1.',
    releases: [
      { version: '8.x-1.17', date: latest, types: [SECURITY] },
      { version: '8.x-1.x-dev', date: dev },
    ],
  });

  test('edge 8: latest is the newest tagged release for dev installs too', () => {
    const verdict = judge(dated(DATE, DATE + 5000), '8.x-1.x-dev', { datestamp: DATE });
    expect(verdict).toMatchObject({ latest: '8.x-1.17', dev: '8.x-1.x-dev', latestDev: '8.x-1.x-dev' });
  });

  test('edge 9: dates have a leeway of 100 seconds, and an equal date is not newer', () => {
    expect(judge(dated(DATE, DATE), '8.x-1.x-dev', { datestamp: DATE }).latestDev).toBe('8.x-1.17');
    expect(judge(dated(DATE, DATE), '8.x-1.x-dev', { datestamp: DATE - 100 }).coreStatus).toBe('NOT_CURRENT');
    expect(judge(dated(DATE, DATE), '8.x-1.x-dev', { datestamp: `${DATE - 99}` }).coreStatus).toBe('CURRENT');
  });

  test('edge 10: without a time stamp a dev install is not checked and misses no named fix', () => {
    for (const datestamp of [null, '', 0, '0']) {
      const verdict = judge(dated(DATE, DATE), '8.x-1.x-dev', { datestamp });
      expect(verdict).toMatchObject({ coreStatus: 'NOT_CHECKED', reason: 'unknown_release_date', securityUpdates: [] });
    }
    expect(judge(dated(DATE, DATE), '8.x-1.x-dev', { datestamp: DATE - 500 }).securityUpdates).toEqual(['8.x-1.17']);
  });

  test('edge 15: a dev release without a date is skipped unless it is installed, and then counts as zero', () => {
    const undated = { branches: '1.', releases: [{ version: '1.0.x-dev', date: null }] };
    expect(judge(undated, '1.0.0')).toMatchObject({ coreStatus: 'UNKNOWN', dev: null });
    const verdict = judge(undated, '1.0.x-dev', { datestamp: 1 });
    expect(verdict).toMatchObject({ coreStatus: 'CURRENT', dev: '1.0.x-dev', recommended: '1.0.x-dev' });
  });

  test('edge 30: a dev build counts commits in a part that is no number', () => {
    expect(parseVersion('8.x-1.16+3-dev')).toMatchObject({ major: '1', minor: null, patch: '16+3', extra: 'dev' });
  });

  test('edge 32: dev or HEAD anywhere makes a dev install', () => {
    const versions = ['8.x-1.0-dev1', '1.0.0-develop', '8.x-1.0-HEAD', '1.x-dev'];
    expect(versions.map(installTypeOf)).toEqual(['dev', 'dev', 'dev', 'dev']);
    expect(['1.0.0', '1.0.0-rc1', 'head'].map(installTypeOf)).toEqual(['official', 'official', 'official']);
  });
});

describe('entries of a feed', () => {
  test('edge 12: versions of branches are skipped silently', () => {
    expect(judge({ releases: ['dev-main', '1.1.0', 'main'] }, '1.0.0')).toMatchObject({ latest: '1.1.0', dev: null });
    expect(['1.0.0', 'main', 'dev-main'].sort(compareVersions)).toEqual(['dev-main', 'main', '1.0.0']);
  });

  test('edge 13: a release without terms is valid, one with a foreign vocabulary is dropped', () => {
    expect(judge({ releases: [{ version: '1.1.0', types: null }] }, '1.0.0').recommended).toBe('1.1.0');
    const foreign = { version: '1.2.0', vocabulary: 'Packages' };
    expect(judge({ releases: [foreign, '1.1.0'] }, '1.0.0').recommended).toBe('1.1.0');
  });

  test('edge 14: a blank date or download link drops the release, a missing one does not', () => {
    for (const blank of [{ date: '' }, { downloadLink: '' }, { link: '' }, { link: null }]) {
      expect(judge({ releases: [{ version: '1.2.0', ...blank }, '1.1.0'] }, '1.0.0').recommended).toBe('1.1.0');
    }
    for (const missing of [{ date: null }, { downloadLink: null }]) {
      expect(judge({ releases: [{ version: '1.2.0', ...missing }, '1.1.0'] }, '1.0.0').recommended).toBe('1.2.0');
    }
  });

  test('edge 26: an unknown project, a block page and an empty body', () => {
    const line = (body: string, fetch: string) =>
      JSON.parse(answerVerdictLine(JSON.stringify({ id: 1, installed_version: '1.0.0', feed: body, fetch })));
    const nothing = { core_status: 'UNKNOWN', reason: 'no_releases' };
    expect(line('<?xml version="1.0"?><error>No release history.</error>', 'ok')).toMatchObject(nothing);
    expect(line('<!DOCTYPE html><html><body>Checking your browser</body></html>', 'ok')).toMatchObject(nothing);
    expect(line('', 'empty')).toMatchObject({ core_status: 'NOT_FETCHED', reason: 'fetch_failed' });
  });

  test('edge 27: the feed of another project is refused by name', () => {
    const renamed = feedXml({ project: 'other', releases: ['1.0.0'] });
    expect(() => parseReleaseHistory(renamed, 'x')).toThrow(expect.objectContaining({ code: 'wrong_project' }));
    expect(parseReleaseHistory(renamed, 'other').shortName).toBe('other');
  });
});

describe('recommendations', () => {
  test('edge 16: pre-releases only: the newest is recommended if the last release visited is supported', () => {
    const early = { branches: '2.0.', releases: ['2.0.0-beta2', '2.0.0-beta1'] };
    expect(judge(early, '2.0.0-beta1')).toMatchObject({ coreStatus: 'NOT_CURRENT', recommended: '2.0.0-beta2' });
    const old = { branches: '2.0.', releases: [...early.releases, '1.x-dev'] };
    expect(judge(old, '2.0.0-alpha1')).toMatchObject({
      coreStatus: 'UNKNOWN',
      recommended: null,
      latest: '2.0.0-beta2',
    });
  });

  test('edge 17: on an alpha an older stable may be recommended', () => {
    const minor = { branches: '2.0.,2.1.', releases: ['2.1.0-beta1', '2.0.5'] };
    const verdict = judge(minor, '2.1.0-alpha1');
    expect(verdict).toMatchObject({ coreStatus: 'NOT_CURRENT', recommended: '2.0.5', latest: '2.1.0-beta1' });
    expect(flagsOf(verdict, '2.1.0-alpha1', feed(minor)).isRecommendedOlder).toBe(true);
    expect(updateAvailable(verdict, '2.1.0-alpha1')).toBe(false);
  });

  test('edge 18: ahead of the feed is not current for core, and no update for us', () => {
    const behind = { releases: ['1.4.0', '1.3.0'] };
    const verdict = judge(behind, '1.5.0');
    expect(verdict).toMatchObject({ coreStatus: 'NOT_CURRENT', recommended: '1.4.0' });
    expect(flagsOf(verdict, '1.5.0', feed(behind)).isAheadOfFeed).toBe(true);
    expect(productStatusOf(verdict, '1.5.0', false)).toBe('current');
  });

  test('edge 25: pending data hides an unsupported branch, but no state of the project', () => {
    const pending = { fetchPending: true };
    expect(judge({ branches: '2.', releases: ['2.0.0'] }, '1.0.0', pending).coreStatus).toBe('FETCH_PENDING');
    expect(judge({ status: 'insecure', releases: ['1.0.0'] }, '1.0.0', pending).coreStatus).toBe('NOT_SECURE');
  });

  test('edge 33: a suffix release listed before its final is the recommendation', () => {
    const releases = ['8.x-1.6-bugfix', '8.x-1.6', '8.x-1.5'];
    expect(judge({ branches: '8.x-1.', releases }, '8.x-1.5').recommended).toBe('8.x-1.6-bugfix');
  });
});

describe('versions', () => {
  test('edge 29: equality is exact: leading zeros and case count', () => {
    const insecure = (version: string) => ({ branches: '', releases: ['8.x-1.6', { version, types: [INSECURE] }] });
    expect(judge(insecure('8.x-1.5'), '8.x-1.05').coreStatus).toBe('NOT_CURRENT');
    expect(judge(insecure('8.x-1.5-rc1'), '8.x-1.5-RC1').coreStatus).toBe('NOT_CURRENT');
    expect(compareVersions('8.x-1.05', '8.x-1.5')).toBe(0);
  });

  test('edge 31: dots in the extra and build marks are valid semver and invalid here', () => {
    expect(['1.0.0-rc.1', '1.0.0+x'].map(parseVersion)).toEqual([null, null]);
  });
});

describe('extensions and projects', () => {
  test('edge 34: the first extension decides the version, and a copied submodule is a conflict', () => {
    const { projects, conflicts } = groupByProject([
      module('webform_copy', { project: 'webform', version: '6.1.0' }),
      module('webform', { version: '6.2.9' }),
    ]);
    expect(projects).toMatchObject([{ name: 'webform', version: '6.1.0', extensions: ['webform_copy', 'webform'] }]);
    const conflict = { project: 'webform', version: '6.1.0', extension: 'webform', extensionVersion: '6.2.9' };
    expect(conflicts).toEqual([conflict]);
  });

  test('edge 35: contrib without a project looks custom to Drupal; Composer knows better', () => {
    const listed = { name: 'tfa', type: 'module', project: '', path: 'modules/tfa', status: 'Enabled', version: null };
    expect(readDrushPmList({ tfa: listed }).extensions).toMatchObject([{ origin: 'custom', project: null }]);
    const source = { type: 'git', url: 'https://git.drupalcode.org/project/tfa.git', reference: '8.x-1.12' };
    const lock = { packages: [{ name: 'drupal/tfa', version: '1.12.0', type: 'drupal-module', source }] };
    expect(readComposerLock(lock).extensions).toMatchObject([
      { origin: 'contrib', project: 'tfa', version: '8.x-1.12' },
    ]);
  });

  test('edge 36: a theme and a module of one project have one status', () => {
    const theme = module('gin', { type: 'theme', project: 'gin' });
    const { projects } = groupByProject([theme, module('gin_helper', { project: 'gin' })]);
    expect(projects).toMatchObject([{ name: 'gin', type: 'module', extensions: ['gin_helper', 'gin'] }]);
  });

  test('edge 43: of two copies the loaded one counts', () => {
    const { projects, uninstalled } = groupByProject([
      module('token', { version: '8.x-1.5', installed: false, path: 'modules/contrib/token' }),
      module('token', { version: '8.x-1.13', path: 'profiles/acme/modules/token' }),
    ]);
    expect(projects).toMatchObject([{ name: 'token', version: '8.x-1.13' }]);
    expect(uninstalled).toEqual([]);
  });

  test('edge 44: a current project hides no unknown one, and core is a project of its own', () => {
    expect(worstStatusOf(['current', 'unknown', 'current'])).toBe('unknown');
    const { projects } = groupByProject([module('node', { path: 'core/modules/node' }), module('token')]);
    expect(projects.map(({ name, kind }) => [name, kind])).toEqual([
      ['drupal', 'core'],
      ['token', 'contrib'],
    ]);
  });
});

describe('coverage and advisories', () => {
  test('edge 39: a dead major is ended, and 10.6 ends by date, not by minors', () => {
    const core = feed({ branches: '10.6.,11.4.', releases: ['11.4.7', '10.6.9', '10.4.0', '8.9.20', '8.7.0'] });
    const day = new Date('2026-07-01T12:00:00Z');
    expect(securityCoverageOf('8.9.20', core, day)).toMatchObject({ state: 'ended', endsOn: '2021-11' });
    expect(securityCoverageOf('8.7.0', core, day)).toMatchObject({ state: 'ended' });
    expect(securityCoverageOf('10.6.9', core, day)).toMatchObject({
      state: 'ending',
      endsOn: '2026-12-09',
      endsWith: null,
    });
  });

  test('edge 40: constraints with pre-release boundaries, wildcards, stars and stray spaces', () => {
    expect(satisfies('2.1.1-rc1', '<2.1.1')).toBe(false);
    expect(satisfies('2.1.1-rc1', '>=2.1.1')).toBe(true);
    expect(satisfies('11.0.9', '<10.5.0 || 11.0.*')).toBe(true);
    expect(satisfies('9.9.9', '*')).toBe(true);
    expect(satisfies('9.0.0', ' >= 8.0.0 < 10.3.13')).toBe(true);
    expect(exposureOf('x', '2.1.1-rc1', '<2.1.1')).toBe('possible');
  });

  test('edge 41: an advisory has several names, and two advisories may share a CVE', () => {
    const one = parseOsvAdvisory(advisory('DRUPAL-CONTRIB-2026-001', [' CVE-2026-1 ', 'GHSA-x']));
    const two = parseOsvAdvisory(advisory('DRUPAL-CONTRIB-2026-002', ['CVE-2026-1']));
    expect(one).toMatchObject({ id: 'SA-CONTRIB-2026-001', aliases: ['CVE-2026-1', 'GHSA-x'] });
    expect(two).toMatchObject({ id: 'SA-CONTRIB-2026-002', osvId: 'DRUPAL-CONTRIB-2026-002', aliases: ['CVE-2026-1'] });
  });
});
