import { describe, expect, it } from 'vitest';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { storeAdvisories } from '../src/modules/store-advisories.ts';
import { storeAdvisoryNodes } from '../src/modules/store-advisory-nodes.ts';
import { storeFeed } from '../src/modules/store-feed.ts';
import { releaseHistory } from './factories.ts';
import { api, useJudgedSite } from './judging.ts';

const { test, site, project, report, feed, advise, view, verdict, advisory } = useJudgedSite();

describe('a verdict', () => {
  it('is unknown without release data, says why, and turns with the first feed', async () => {
    await report('1.0.0');
    expect(await verdict()).toEqual(['unknown', 'unknown', 'no_releases', 'unknown']);
    await feed([{ version: '1.0.0' }]);
    expect(await verdict()).toEqual(['current', 'current', null, 'current']);
  });

  it('is there at once for a version that is reported after its feed', async () => {
    await feed([
      { version: '1.1.0', types: ['Security update'] },
      { version: '1.0.0', types: ['Insecure'] },
    ]);
    await report('1.0.0');
    expect(await verdict()).toEqual(['security', 'not_secure', null, 'security']);
    expect(await view()).toMatchObject({
      recommended: '1.1.0',
      security_updates: ['1.1.0'],
      update_available: true,
      security_update: true,
      site: { counts: { security: 1 } },
    });
  });

  it('counts every final release up to the recommended one, the insecure ones too', async () => {
    await feed([
      { version: '1.3.0', types: ['Security update'] },
      { version: '1.2.0', types: ['Insecure'] },
      { version: '1.2.0-rc1' },
      { version: '1.1.0', types: ['Insecure'] },
      { version: '1.0.0', types: ['Insecure'] },
    ]);
    await report('1.0.0');
    expect(await view()).toMatchObject({ recommended: '1.3.0', behind: { releases: 3 } });
    await report('1.3.0');
    expect(await view()).toMatchObject({ behind: { releases: 0, days: 0 } });
    await feed([{ version: '2.0.0-rc2' }, { version: '2.0.0-rc1' }]);
    await report('2.0.0-rc1');
    expect(await view()).toMatchObject({ recommended: '2.0.0-rc2', behind: { releases: 1 } });
  });

  it.each([
    ['null', null, 'invalid_version'],
    ['empty', '', 'empty_version'],
    ['no version', 'master', 'invalid_version'],
    ['hostile', "'; drop table sites; --", 'invalid_version'],
  ])('on a version that is %s is unknown, never green', async (_name, version, reason) => {
    await feed([{ version: '1.0.0' }]);
    await report(version);
    expect(await verdict()).toEqual(['unknown', 'unknown', reason, 'unknown']);
  });

  it('on a development build without a time is unknown, and says why', async () => {
    await feed([{ version: '1.x-dev' }, { version: '1.0.0' }]);
    await report('1.x-dev');
    expect((await verdict()).slice(0, 3)).toEqual(['unknown', 'not_checked', 'unknown_release_date']);
  });

  it('follows each feed, and so do flags, counters and the site', async () => {
    await report('1.0.0');
    const releases = [{ version: '1.1.0' }, { version: '1.0.0' }];
    await feed(releases);
    expect(await verdict()).toEqual(['update', 'not_current', null, 'update']);
    await feed([
      { version: '1.1.0', types: ['Security update'] },
      { version: '1.0.0', types: ['Insecure'] },
    ]);
    expect(await verdict()).toEqual(['security', 'not_secure', null, 'security']);
    await feed(releases, { status: 'unsupported' });
    expect(await verdict()).toEqual(['unsupported', 'not_supported', null, 'unsupported']);
    await feed(releases, { status: 'revoked' });
    expect((await verdict())[1]).toBe('revoked');
    await feed([{ version: '1.0.0' }]);
    expect(await verdict()).toEqual(['current', 'current', null, 'current']);
    await feed([]);
    expect(await verdict()).toEqual(['unknown', 'unknown', 'no_releases', 'unknown']);
  });

  it('of the worst module is the site’s, and an unknown one hides behind no current one', async () => {
    await feed([{ version: '1.0.0' }]);
    test.pass(1000);
    const both = {
      extensions: [
        { name: project(), version: '1.0.0' },
        { name: `${project()}_other`, version: '1.0.0' },
      ],
    };
    await test.request(test.as(site().key), 'POST', `${api}/reports`, both);
    expect((await view()).site).toMatchObject({ status: 'unknown', counts: { current: 1, unknown: 1 } });
  });

  it('is not touched by what a site claims', async () => {
    await feed([
      { version: '1.1.0', types: ['Security update'] },
      { version: '1.0.0', types: ['Insecure'] },
    ]);
    await report('1.0.0', { security_update: false, lifecycle: 'stable', status: 'current' });
    expect((await verdict())[0]).toBe('security');
  });

  it('is not made anew from the same document', async () => {
    const xml = releaseHistory(project(), [{ version: '1.0.0' }]);
    await report('1.0.0');
    expect(await storeFeed(test.ctx, project(), xml)).toMatchObject({ changed: true, versions: 1 });
    test.pass(1000);
    expect(await storeFeed(test.ctx, project(), xml)).toMatchObject({ changed: false, versions: 0 });
    await flagChangedSites(test.ctx);
    // But it was fetched again.
    expect((await view()).as_of).toBe(test.now().toISOString().replace('.000', ''));
  });
});

describe('an advisory', () => {
  const revisions = async (id: string) => {
    const { data } = await test.request(test.as(test.cast.vic), 'GET', `${api}/advisories/${id}`);
    return data.revisions.map(({ before, after }: { before: object; after: object }) => ({ before, after }));
  };

  it('makes `security` without release data', async () => {
    await report('1.0.0');
    await advise(advisory('<1.2.0'));
    expect(await verdict()).toEqual(['security', 'unknown', 'no_releases', 'security']);
    expect(await view()).toMatchObject({
      advisories: [{ exposure: 'affected', fixed_in: ['1.2.0'] }],
      site: { counts: { security: 1 } },
    });
  });

  it('counts at once for a version reported later, and not for the fixed one', async () => {
    await advise(advisory('<1.2.0'));
    await report('1.1.0');
    expect((await verdict())[0]).toBe('security');
    await report('1.2.0');
    expect(await view()).toMatchObject({ status: 'unknown', advisories: [] });
  });

  it('that may concern a development build is shown and counted apart', async () => {
    await advise(advisory('<1.2.0'));
    await report('1.x-dev', { datestamp: 1_760_000_000 });
    expect(await view()).toMatchObject({
      status: 'unknown',
      advisories: [{ exposure: 'possible' }],
      site: { status: 'unknown', counts: { possible: 1, security: 0 } },
    });
  });

  it('that is withdrawn concerns nobody any more, and everybody again when that is taken back', async () => {
    const given = advisory('<1.2.0');
    await report('1.0.0');
    await advise(given);
    await advise({ ...given, withdrawnAt: '2026-11-02T00:00:00Z' });
    expect(await view()).toMatchObject({ status: 'unknown', advisories: [], site: { counts: { security: 0 } } });
    await advise(given);
    expect((await verdict())[0]).toBe('security');
  });

  it('that changes its range or its project changes whom it concerns', async () => {
    const given = advisory('<1.2.0');
    await report('1.1.0');
    await advise(given);
    expect((await verdict())[0]).toBe('security');
    await advise({ ...given, projects: given.projects.map((each) => ({ ...each, constraint: '<1.1.0' })) });
    expect((await verdict())[0]).toBe('unknown');
    await advise(given);
    await advise({ ...given, projects: given.projects.map((each) => ({ ...each, project: `${project()}_renamed` })) });
    expect(await view()).toMatchObject({ status: 'unknown', advisories: [] });
  });

  it('that grows concerns more, and each change of it is kept as a revision', async () => {
    const given = advisory('<1.2.0');
    const ranged = (constraint: string) => ({
      ...given,
      projects: given.projects.map((each) => ({ ...each, constraint })),
    });
    await report('1.2.0');
    await advise(given);
    expect((await verdict())[0]).toBe('unknown');
    await advise(ranged('<1.2.1'));
    expect(await view()).toMatchObject({
      status: 'security',
      advisories: [{ exposure: 'affected', fixed_in: ['1.2.1'] }],
      site: { status: 'security', counts: { security: 1 } },
    });
    await advise(ranged('<1.2.0'));
    expect(await view()).toMatchObject({ status: 'unknown', advisories: [], site: { counts: { security: 0 } } });
    await advise({ ...given, withdrawnAt: '2026-11-02T00:00:00Z' });
    await advise({ ...given, withdrawnAt: '2026-11-02T00:00:00Z', details: 'In other words.' });
    const said = (affected_versions: string, withdrawn = false) =>
      expect.objectContaining({ withdrawn, projects: [{ project: project(), affected_versions }] });
    expect(await revisions(given.id)).toEqual([
      { before: said('<1.2.0'), after: said('<1.2.0', true) },
      { before: said('<1.2.1'), after: said('<1.2.0') },
      { before: said('<1.2.0'), after: said('<1.2.1') },
    ]);
  });

  it('that is given another risk gives it to its sites, and a revision keeps the one before', async () => {
    const given = advisory('<1.2.0');
    const [high, low] = [
      { riskVector: 'AC:None/A:None/CI:All/II:All/E:Exploit/TD:All', risk: 25 },
      { riskVector: 'AC:Complex/A:Admin/CI:None/II:None/E:Theoretical/TD:Uncommon', risk: 4 },
    ];
    const describeAs = async (facts: typeof high, changed: number) => {
      const node = { id: given.id, title: 'The hole', link: 'https://www.drupal.org/sa', cves: [], changed, ...facts };
      await storeAdvisoryNodes(test.ctx, [node]);
      await flagChangedSites(test.ctx);
    };
    await report('1.0.0');
    await advise(given);
    await describeAs(high, 1_764_000_000);
    expect((await view()).site).toMatchObject({ status: 'security', risk: 25 });
    expect(await revisions(given.id)).toEqual([]);
    await describeAs(low, 1_764_000_999);
    expect((await view()).site).toMatchObject({ status: 'security', risk: 4 });
    expect(await revisions(given.id)).toMatchObject([
      { before: { risk: 25, risk_vector: high.riskVector }, after: { risk: 4, risk_vector: low.riskVector } },
    ]);
  });

  it('that is missing from a list that was cut short stays', async () => {
    await report('1.0.0');
    await advise(advisory('<1.2.0'));
    await storeAdvisories(test.ctx, []);
    await advise(advisory('<1.0.0'));
    expect((await view()).advisories).toHaveLength(1);
  });

  it('that is stored again as it was changes nothing', async () => {
    const given = advisory('<1.2.0');
    await advise(given);
    expect(await storeAdvisories(test.ctx, [given])).toEqual({ read: 1, changed: 0, versions: 0 });
  });

  it.each([
    ['a time that is none', { published: 'May' }],
    ['a time far away', { modified: '+275760-09-13T00:00:00Z' }],
    ['a NUL in its text', { details: 'a\u0000b' }],
    ['a NUL in an alias', { aliases: ['CVE\u0000'] }],
  ])('with %s is refused before it can take others along', (_name, rest) => {
    expect(() => advisory('<1.2.0', rest)).toThrow(expect.objectContaining({ name: 'AdvisoryError' }));
  });
});
