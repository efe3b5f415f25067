import { checkOf } from '@patchlight/contract/check';
import * as contract from '@patchlight/contract/modules';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { pageOf, testContext } from '../../test/context.ts';
import { releaseHistory } from '../../test/factories.ts';
import { type Fleet, insertFleet } from '../../test/fleet.ts';
import { useDatabase } from '../../test/harness.ts';
import type { Ctx } from '../context.ts';
import { listModuleSites } from './list-module-sites.ts';
import { listModuleVersions } from './list-module-versions.ts';
import { getModule, listModules } from './list-modules.ts';
import { storeFeed } from './store-feed.ts';

const database = useDatabase();
let fleet: Fleet;
let home: Ctx;
let other: Ctx;
let everything: Ctx;

beforeAll(async () => {
  fleet = await insertFleet(database.current);
  const now = () => new Date('2026-11-22T12:00:00Z');
  home = testContext(database.current, { organizationIds: [fleet.home.id], now });
  other = testContext(database.current, { organizationIds: [fleet.other.id] });
  everything = testContext(database.current, { organizationIds: 'all' });
});

describe('listModules', () => {
  const list = (ctx: Ctx, query: Parameters<typeof listModules>[1]['query'] = {}) =>
    listModules(ctx, { query, page: pageOf() });

  test('shows the projects that own living sites run, counted there only', async () => {
    const { rows, total, next } = await list(home);
    expect(checkOf(contract.listModules.response)(rows)).toEqual([]);
    expect(rows.map(({ name, sites }) => [name, sites])).toEqual([
      ['drupal', 1],
      ['token', 2],
      ['webform', 3],
    ]);
    expect(total).toBe(3);
    expect(next).toBeNull();
    expect(rows[2]?.versions_in_use).toEqual([
      { version: '6.2.x-dev', status: 'unknown', sites: 1 },
      { version: '6.2.9', status: 'current', sites: 1 },
      { version: '6.2.2', status: 'security', sites: 1 },
    ]);
    expect(rows[0]?.type).toBe('core');
  });

  test('adds own custom modules when asked, never another’s', async () => {
    const { rows } = await list(home, { include: 'custom', sort: '-name' });
    expect(rows.map(({ name }) => name)).toEqual(['webform', 'token', 'drupal', 'acme']);
    expect(rows[3]).toMatchObject({
      id: fleet.modules.acme.uuid,
      custom: true,
      versions_in_use: [{ version: '1.0.0', status: null, sites: 1 }],
    });
  });

  test('is everything for the whole platform, and one organization’s part of it', async () => {
    expect((await list(everything, { include: 'custom' })).rows.map(({ name, sites }) => [name, sites])).toEqual([
      ['acme', 1],
      ['acme', 1],
      ['drupal', 1],
      ['token', 3],
      ['webform', 4],
    ]);
    const narrowed = await list(everything, { organization_id: fleet.other.uuid });
    expect(narrowed.rows.map(({ name, sites }) => [name, sites])).toEqual([
      ['token', 1],
      ['webform', 1],
    ]);
    expect((await list(home, { organization_id: fleet.other.uuid })).total).toBe(0);
  });

  test('finds by a part of the name or title', async () => {
    expect((await list(home, { q: 'THE WEB' })).rows.map(({ name }) => name)).toEqual(['webform']);
    expect((await list(home, { q: '%' })).total).toBe(0);
  });

  test('keeps to what an own living site runs in a version of a status', async () => {
    const named = async (...given: Parameters<typeof list>) => (await list(...given)).rows.map(({ name }) => name);
    expect(await named(home, { status: 'security' })).toEqual(['webform']);
    expect(await named(home, { status: 'update' })).toEqual(['token']);
    expect(await named(home, { status: 'security,update' })).toEqual(['token', 'webform']);
    expect(await named(home, { status: '!security' })).toEqual(['token']);
    expect(await named(home, { status: 'unsupported' })).toEqual([]);
    expect(await named(other, { status: 'update', q: 'web' })).toEqual([]);
    expect(await named(everything, { status: 'security', organization_id: fleet.other.uuid })).toEqual(['webform']);
  });

  test('goes on where a page ended', async () => {
    const first = await listModules(home, { query: {}, page: pageOf({ perPage: 2 }) });
    expect(first.total).toBe(3);
    const second = await listModules(home, { query: {}, page: pageOf({ page: 2, perPage: 2, after: first.next }) });
    expect(second.rows.map(({ name }) => name)).toEqual(['webform']);
    const byNumber = await listModules(home, { query: {}, page: pageOf({ page: 2, perPage: 2 }) });
    expect(byNumber.rows).toEqual(second.rows);
  });
});

describe('getModule', () => {
  const get = (ctx: Ctx, module_id: string) => getModule(ctx, { params: { module_id } });

  test('finds a project by name and id, even one that no own site runs', async () => {
    const module = await get(home, 'pathauto');
    expect(checkOf(contract.getModule.response)(module)).toEqual([]);
    expect(module).toMatchObject({ id: fleet.modules.pathauto.uuid, sites: 0, versions_in_use: [] });
    expect(await get(home, fleet.modules.pathauto.uuid)).toEqual(module);
  });

  test('finds the own custom module and not the other of the same name', async () => {
    expect((await get(home, 'acme')).id).toBe(fleet.modules.acme.uuid);
    expect((await get(other, 'acme')).id).toBe(fleet.modules.foreignAcme.uuid);
    await expect(get(home, fleet.modules.foreignAcme.uuid)).rejects.toMatchObject({ code: 'not_found' });
    await expect(get(home, 'nothing')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('listModuleVersions', () => {
  const list = (ctx: Ctx, module_id: string, query = {}) =>
    listModuleVersions(ctx, { params: { module_id }, query, page: pageOf() });

  test('lists releases in their order, then versions that only own sites have', async () => {
    const { rows, total } = await list(home, 'webform');
    expect(checkOf(contract.listModuleVersions.response)(rows)).toEqual([]);
    expect(rows.map(({ version, sites }) => [version, sites])).toEqual([
      ['6.2.9', 1],
      ['6.2.2', 1],
      ['6.2.x-dev', 1],
    ]);
    expect(total).toBe(3);
    const foreign = await list(other, 'webform');
    expect(foreign.rows.map(({ version, released, sites }) => [version, released, sites])).toEqual([
      ['6.2.9', true, 0],
      ['6.2.2', true, 0],
      ['6.2.x-dev', true, 0],
      ['6.1.0', false, 1],
    ]);
  });

  test('a version that is not known is null', async () => {
    expect((await list(home, 'token')).rows.map(({ version }) => version)).toEqual(['8.x-1.15', null]);
  });

  test('says what kinds of release each is, as drupal.org tags it', async () => {
    const releases = [
      { version: '4.1.0', types: ['Bug fixes', 'New features'] },
      { version: '4.0.1', types: ['Security update', 'Insecure'] },
      { version: '4.0.0', types: ['Unsupported'] },
      { version: '3.0.0' },
    ];
    const listed = async () => (await list(home, 'ctools')).rows.map(({ version, types }) => ({ version, types }));
    await storeFeed(everything, 'ctools', releaseHistory('ctools', releases));
    expect(await listed()).toEqual([...releases.slice(0, 3), { version: '3.0.0', types: [] }]);
    await storeFeed(
      everything,
      'ctools',
      releaseHistory('ctools', [{ version: '4.0.0', types: ['A new, odd "kind"'] }]),
    );
    expect(await listed()).toEqual([{ version: '4.0.0', types: ['A new, odd "kind"'] }]);
  });

  test('turns the order', async () => {
    const { rows } = await listModuleVersions(other, {
      params: { module_id: 'webform' },
      query: { sort: '-release_order' },
      page: pageOf({ perPage: 1 }),
    });
    expect(rows.map(({ version }) => version)).toEqual(['6.1.0']);
  });
});

describe('listModuleSites', () => {
  const list = (ctx: Ctx, query: Parameters<typeof listModuleSites>[1]['query'] = {}, module_id = 'webform') =>
    listModuleSites(ctx, { params: { module_id }, query, page: pageOf() });
  const names = async (...given: Parameters<typeof list>) => (await list(...given)).rows.map(({ site }) => site.name);

  test('shows own living sites by name', async () => {
    const { rows, total } = await list(home);
    expect(checkOf(contract.listModuleSites.response)(rows)).toEqual([]);
    expect(rows.map(({ site, version, status }) => [site.name, version, status])).toEqual([
      ['Alpha', '6.2.2', 'security'],
      ['beta', '6.2.x-dev', 'unknown'],
      ['Gamma', '6.2.9', 'current'],
    ]);
    expect(total).toBe(3);
    expect(await names(home, { sort: '-name' })).toEqual(['Gamma', 'beta', 'Alpha']);
  });

  test.each([
    [{ below: '6.2.9' }, ['Alpha']],
    [{ below: '6.2.2' }, []],
    [{ above: '6.2.2' }, ['beta', 'Gamma']],
    [{ above: '6.2.2', below: '6.2.10' }, ['Gamma']],
    [{ version: '6.2.2' }, ['Alpha']],
    [{ status: 'current' }, ['Gamma']],
    [{ status: 'current,security' }, ['Alpha', 'Gamma']],
    [{ status: '!current,!security' }, ['beta']],
  ])('%j gives %j', async (query, expected) => {
    const { rows, total } = await list(home, query);
    expect(rows.map(({ site }) => site.name)).toEqual(expected);
    expect(total).toBe(expected.length);
  });

  test('counts a version nobody knows neither below nor above', async () => {
    expect(await names(home, { below: '8.x-2.0' }, 'token')).toEqual(['Alpha']);
    expect(await names(home, {}, 'token')).toEqual(['Alpha', 'beta']);
  });

  test.each([
    // Without the compatibility that a legacy version begins with, both ways of writing have one order.
    [{ below: '8.x-6.3' }, ['Alpha', 'beta', 'Gamma'], 'webform'],
    [{ below: '8.x-6.2' }, [], 'webform'],
    [{ above: '8.x-6.2' }, ['Alpha', 'beta', 'Gamma'], 'webform'],
    [{ below: '1.16.0' }, ['Alpha'], 'token'],
    [{ below: '1.15.0' }, [], 'token'],
    [{ above: '1.14.9' }, ['Alpha'], 'token'],
  ])('%j compares legacy and semantic versions: %j of %s', async (query, expected, module) => {
    expect(await names(home, query, module)).toEqual(expected);
  });

  test('orders by version, whoever runs it, and pages through it', async () => {
    const versions = async (sort: 'version' | '-version') =>
      (await list(home, { sort })).rows.map(({ version }) => version);
    expect(await versions('version')).toEqual(['6.2.2', '6.2.9', '6.2.x-dev']);
    expect(await versions('-version')).toEqual(['6.2.x-dev', '6.2.9', '6.2.2']);
    const query = { sort: '-version' as const };
    const params = { module_id: 'webform' };
    const first = await listModuleSites(home, { params, query, page: pageOf({ perPage: 2 }) });
    const second = await listModuleSites(home, {
      params,
      query,
      page: pageOf({ page: 2, perPage: 2, after: first.next }),
    });
    expect([...first.rows, ...second.rows]).toEqual((await list(home, query)).rows);
  });

  test('keeps to the sites with a tag', async () => {
    await sql`update sites set tags = '{shop}' where uuid in (${fleet.sites.gamma.uuid}, ${fleet.sites.gone.uuid})`.execute(
      database.current.db,
    );
    const { rows, total } = await list(home, { tag: 'shop' });
    expect([rows.map(({ site }) => site.name), total]).toEqual([['Gamma'], 1]);
    expect(await names(home, { tag: 'shop', below: '6.2.9' })).toEqual([]);
  });

  test('refuses a bound that is no version', async () => {
    await expect(list(home, { below: 'newest' })).rejects.toMatchObject({ code: 'validation_error' });
  });

  test('narrows the platform to one organization, and pages by position', async () => {
    expect(await names(everything)).toEqual(['Alpha', 'beta', 'Foreign', 'Gamma']);
    expect(await names(everything, { organization_id: fleet.other.uuid })).toEqual(['Foreign']);
    const page = pageOf({ perPage: 3 });
    const first = await listModuleSites(everything, { params: { module_id: 'webform' }, query: {}, page });
    const second = await listModuleSites(everything, {
      params: { module_id: 'webform' },
      query: {},
      page: { ...page, page: 2, after: first.next },
    });
    expect(second.rows.map(({ site }) => site.name)).toEqual(['Gamma']);
  });

  test('is a 404 for another’s custom module', async () => {
    await expect(list(home, {}, fleet.modules.foreignAcme.uuid)).rejects.toMatchObject({ code: 'not_found' });
  });
});
