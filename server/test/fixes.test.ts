import type { Fix } from '@patchlight/contract/verdicts';
import { describe, expect, it } from 'vitest';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { storeAdvisoryNodes } from '../src/modules/store-advisory-nodes.ts';
import { api, useJudgedSite } from './judging.ts';

const { test, site, project, feed, advise, view, advisory } = useJudgedSite();
const insecure = ['Insecure'];
const published = '2026-11-01T00:00:00Z';

/** The site reports the project beside a core. */
async function runs(version: string, { core = '10.6.1', rest = {} }: { core?: string | null; rest?: object } = {}) {
  test.pass(1000);
  await test.request(test.as(site().key), 'POST', `${api}/reports`, {
    ...(core === null ? {} : { platform: { drupal: core } }),
    extensions: [{ name: project(), version, ...rest }],
  });
}

const get = async (path: string) => (await test.request(test.as(test.cast.vic), 'GET', `${api}${path}`)).data;

interface Shown {
  fix: Fix | null;
  days_exposed: number | null;
}

/** What each of the places says that show the project on the site. */
async function everywhere(advisoryId: string | null): Promise<Shown[]> {
  const [row] = (await get(`/reports/module-updates?site_id=${site().uuid}&module=${project()}`)).rows;
  const exposed = advisoryId === null ? [] : (await get(`/advisories/${advisoryId}`)).exposed_sites;
  return [await view(), row, ...exposed].map(({ fix, days_exposed }) => ({ fix, days_exposed }));
}

describe('what to do about a hole', () => {
  it('is the smallest safe update, said the same by the site, the report and the advisory', async () => {
    await feed([{ version: '1.2.0' }, { version: '1.0.2' }, { version: '1.0.1' }, { version: '1.0.0' }], {
      branches: '1.0.,1.2.',
    });
    await runs('1.0.0');
    const hole = advisory('<1.0.2');
    await advise(hole);
    test.pass(3 * 86_400_000 + 1000);
    const composer = `composer require 'drupal/${project()}:^1.0.2' --with-all-dependencies`;
    const fix = {
      ...{ action: 'update', version: '1.0.2', same_branch: true, composer },
      ...{ fits_core: true, core_compatibility: '^10 || ^11' },
    };
    const { running_since } = await view();
    expect(Date.parse(running_since)).toBeGreaterThan(Date.parse(published));
    expect(await everywhere(hole.id)).toEqual(Array(3).fill({ fix, days_exposed: 3 }));
  });

  it('follows the release history and the advisories', async () => {
    await feed([
      { version: '1.0.1', types: ['Security update'] },
      { version: '1.0.0', types: insecure },
    ]);
    await runs('1.0.0');
    expect((await view()).fix).toMatchObject({ action: 'update', version: '1.0.1' });
    await advise(advisory('<1.0.2'));
    expect((await view()).fix).toMatchObject({ action: 'update', version: '1.0.2', core_compatibility: null });
    await feed([{ version: '1.0.3' }, { version: '1.0.1' }, { version: '1.0.0', types: insecure }]);
    expect((await view()).fix).toMatchObject({ action: 'update', version: '1.0.3' });
    await advise(advisory('*'));
    const remove = { fix: { action: 'remove', version: null, composer: null, fits_core: null } };
    expect(await everywhere(null)).toMatchObject([remove, remove]);
  });

  it('is to wait where no safe release is out yet', async () => {
    await feed([{ version: '1.0.0', types: insecure }]);
    await runs('1.0.0');
    expect((await view()).fix).toMatchObject({ action: 'wait', version: null });
  });

  it('is what the advisory names where there is no release history', async () => {
    await runs('8.x-1.15');
    await advise(advisory('<1.16.0'));
    expect((await view()).fix).toMatchObject({ action: 'update', version: '1.16.0', same_branch: true });
  });
});

describe('the core of the site', () => {
  it.each([
    ['10.6.1', true],
    ['9.5.11', false],
    ['11.x-dev', null],
    [null, null],
  ])('%s: fits %s', async (core, fits) => {
    await feed([{ version: '2.0.0' }, { version: '1.0.0' }], { branches: '2.' });
    await runs('1.0.0', { core });
    expect((await view()).fix).toMatchObject({ version: '2.0.0', same_branch: false, fits_core: fits });
  });
});

describe('days exposed', () => {
  it('begin with the security release where no advisory tells of the hole', async () => {
    const released = test.now().getTime() / 1000 - 5 * 86_400;
    await feed([{ version: '1.0.1', types: ['Security update'], date: released }, { version: '1.0.0' }]);
    test.pass(2 * 86_400_000);
    await runs('1.0.0');
    expect(await view()).toMatchObject({ status: 'update', days_exposed: 0 });
    test.pass(2 * 86_400_000);
    expect(await everywhere(null)).toMatchObject([{ days_exposed: 2 }, { days_exposed: 2 }]);
  });

  it('are none without a hole, and none before it was published', async () => {
    await feed([{ version: '1.1.0' }, { version: '1.0.0' }], { branches: '1.' });
    await runs('1.0.0');
    expect(await view()).toMatchObject({ fix: { version: '1.1.0' }, days_exposed: null });
    const before = test.now();
    test.pass(86_400_000);
    await advise(advisory('<1.1.0', { published: test.now().toISOString() }));
    expect(await view()).toMatchObject({ days_exposed: 0 });
    const [then] = await get(`/sites/${site().uuid}/modules?at=${before.toISOString()}`);
    expect(then).toMatchObject({ fix: { version: '1.1.0', fits_core: null }, days_exposed: null });
  });
});

it('names the risk of an advisory in words, on the module as on the advisory', async () => {
  await runs('1.0.0');
  const hole = advisory('<2.0');
  await advise(hole);
  expect((await view()).advisories).toMatchObject([{ risk: null, level: null }]);
  const node = { id: hole.id, title: 'A hole', link: 'https://www.drupal.org/x', riskVector: null, cves: [] };
  await storeAdvisoryNodes(test.ctx, [{ ...node, risk: 17, changed: 1_800_000_000 }]);
  await flagChangedSites(test.ctx);
  expect((await view()).advisories).toMatchObject([{ risk: 17, level: 'critical' }]);
  expect(await get(`/advisories/${hole.id}`)).toMatchObject({ risk: 17, level: 'critical' });
});
