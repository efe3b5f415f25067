import { describe, expect, it } from 'vitest';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { storeFeed } from '../src/modules/store-feed.ts';
import { releaseHistory } from './factories.ts';
import { api, useJudgedSite } from './judging.ts';

// Warden, a monitor of Drupal sites from 2014 to 2020, raised false flags and missed true ones: the scenes of its issues,
// with versions as they are published today.
const { test, site, project, report, feed, advise, view, advisory } = useJudgedSite();

const security = ['Security update'];
const insecure = ['Insecure'];

const get = async (path: string) => (await test.request(test.as(test.cast.vic), 'GET', `${api}${path}`)).data;

async function isListedAs(status: string): Promise<boolean> {
  const sites: { id: string }[] = await get(`/sites?status=${status}&module=${project()}`);
  return sites.some(({ id }) => id === site().uuid);
}

/** Advisories that concern the site, surely or possibly. */
async function exposing(): Promise<object[]> {
  const advisories: { id: string; sites: { exposed: number; possible: number } }[] = await get(
    `/advisories?project=${project()}`,
  );
  return advisories
    .map(({ id, sites: { exposed, possible } }) => ({ id, exposed, possible }))
    .filter(({ exposed, possible }) => exposed + possible > 0);
}

/** A report of the module and of Drupal core, and the status of each. */
async function statusesWithCore(version: string, core: string): Promise<Record<string, string>> {
  const history = releaseHistory('drupal', [{ version: '11.4.4' }, { version: '11.4.3' }], { type: 'project_core' });
  await storeFeed(test.ctx, 'drupal', history);
  await flagChangedSites(test.ctx);
  await test.request(test.as(site().key), 'POST', `${api}/reports`, {
    platform: { drupal: core },
    extensions: [
      { name: project(), version },
      { name: 'system', project: 'drupal', version: core },
    ],
  });
  const modules: { module: { name: string }; status: string }[] = await get(`/sites/${site().uuid}/modules`);
  return Object.fromEntries(
    modules.map(({ module, status }) => [module.name === project() ? 'module' : module.name, status]),
  );
}

describe('Warden 1, 42 and 47: 2.6 is installed, 2.8 was the security release, 2.11 is the latest', () => {
  const releases = (installed: readonly string[]) => [
    { version: '8.x-2.11' },
    { version: '8.x-2.10' },
    { version: '8.x-2.8', types: security },
    { version: '8.x-2.6', types: installed },
  ];

  it('is flagged by the advisory', async () => {
    const published = advisory('<2.8.0');
    await feed(releases([]));
    await report('8.x-2.6');
    await advise(published);
    expect(await view()).toMatchObject({
      status: 'security',
      security_update: true,
      recommended: '8.x-2.11',
      security_updates: ['8.x-2.8'],
      advisories: [{ id: published.id, exposure: 'affected', fixed_in: ['2.8.0'] }],
      site: { status: 'security', counts: { security: 1 } },
    });
    expect(await isListedAs('security')).toBe(true);
    expect(await exposing()).toEqual([{ id: published.id, exposed: 1, possible: 0 }]);
  });

  it('is flagged by drupal.org’s tag, without an advisory', async () => {
    await report('8.x-2.6');
    await feed(releases(insecure));
    expect(await view()).toMatchObject({ status: 'security', security_update: true, site: { status: 'security' } });
    expect(await isListedAs('security')).toBe(true);
  });

  it('has a security update in any case, because a security release lies between', async () => {
    await report('8.x-2.6');
    await feed(releases([]));
    expect(await view()).toMatchObject({ status: 'update', security_update: true, site: { status: 'update' } });
  });
});

describe('Warden 76: the security release is installed, and a newer release candidate is out', () => {
  const releases = [
    { version: '8.x-3.26-rc1' },
    { version: '8.x-3.25', types: security },
    { version: '8.x-3.24', types: insecure },
  ];

  it('is not flagged', async () => {
    await feed(releases);
    await advise(advisory('<3.25.0'));
    await report('8.x-3.25');
    expect(await view()).toMatchObject({
      status: 'current',
      security_update: false,
      advisories: [],
      site: { counts: { security: 0, possible: 0 } },
    });
    expect(await exposing()).toEqual([]);
  });

  it('is no longer flagged with the very report that brings it', async () => {
    await feed(releases);
    await advise(advisory('<3.25.0'));
    await report('8.x-3.24');
    expect(await isListedAs('security')).toBe(true);
    await report('8.x-3.25');
    expect(await isListedAs('security')).toBe(false);
    expect(await view()).toMatchObject({ status: 'current', security_update: false });
    expect(await exposing()).toEqual([]);
  });
});

describe('Warden 36: core is current, and a module has a hole', () => {
  it('makes the site one with a hole, in the list too', async () => {
    await feed([
      { version: '1.1.0', types: security },
      { version: '1.0.0', types: insecure },
    ]);
    expect(await statusesWithCore('1.0.0', '11.4.4')).toEqual({ module: 'security', drupal: 'current' });
    expect(await isListedAs('security')).toBe(true);
  });
});

describe('Warden 71: core is behind, and nothing has a hole', () => {
  it('does not list the site among those with a hole', async () => {
    await feed([{ version: '1.0.0' }]);
    expect(await statusesWithCore('1.0.0', '11.4.3')).toEqual({ module: 'current', drupal: 'update' });
    expect(await isListedAs('security')).toBe(false);
    expect(await isListedAs('update')).toBe(true);
  });
});

// What 43 said can no longer be read. It stood between 42, above, and 44, of a week later.
describe('Warden 43, 44 and 103: a development build behind or ahead of the security release', () => {
  const releases = [{ version: '8.x-3.5' }, { version: '8.x-3.4', types: security }, { version: '8.x-3.3' }];
  const build = { datestamp: 1_700_000_000 };

  it.each(['8.x-3.3+39-dev', '8.x-3.4+2-dev'])('%s is possibly affected, and not surely', async (version) => {
    const published = advisory('<3.4.0');
    await feed(releases);
    await advise(published);
    await report(version, build);
    expect(await view()).toMatchObject({
      status: 'update',
      advisories: [{ exposure: 'possible' }],
      site: { status: 'update', counts: { security: 0, possible: 1 } },
    });
    expect(await isListedAs('security')).toBe(false);
    expect(await exposing()).toEqual([{ id: published.id, exposed: 0, possible: 1 }]);
  });

  it('is not flagged for a newer release that closes no hole', async () => {
    await feed([{ version: '8.x-3.5' }, { version: '8.x-3.3' }]);
    await report('8.x-3.3+39-dev', build);
    expect(await view()).toMatchObject({ status: 'update', security_update: false, advisories: [] });
  });
});

describe('Warden 138: two branches are fixed on the same day', () => {
  const releases = [
    { version: '2.1.2', types: security },
    { version: '2.0.8', types: security },
    { version: '2.1.1', types: insecure },
    { version: '2.0.7', types: insecure },
  ];

  it.each([
    ['2.0.7', 'security', ['2.0.8']],
    ['2.1.1', 'security', ['2.1.2']],
    ['2.0.8', 'update', null],
    ['2.1.2', 'current', null],
  ])('%s is %s', async (version, status, fixedIn) => {
    const published = advisory('<2.0.8 || >=2.1.0 <2.1.2');
    await feed(releases, { branches: '2.0.,2.1.' });
    await advise(published);
    await report(version);
    const advisories = fixedIn === null ? [] : [{ id: published.id, exposure: 'affected', fixed_in: fixedIn }];
    expect(await view()).toMatchObject({ status, advisories, site: { status } });
    expect(await isListedAs('security')).toBe(fixedIn !== null);
  });
});

describe('Warden 41: the installed branch is no longer supported, and the security release is on the next one', () => {
  it('is unsupported, not fine, and has a security update', async () => {
    await feed([{ version: '8.x-2.1', types: security }, { version: '8.x-1.3' }], { branches: '8.x-2.' });
    await report('8.x-1.3');
    expect(await view()).toMatchObject({ status: 'unsupported', security_update: true });
  });
});
