import { checkOf } from '@patchlight/contract/check';
import * as contract from '@patchlight/contract/runway';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { testContext } from '../../test/context.ts';
import { releaseHistory } from '../../test/factories.ts';
import { type Fleet, insertFleet } from '../../test/fleet.ts';
import { useDatabase } from '../../test/harness.ts';
import type { Scope } from '../context.ts';
import { storeFeed } from '../modules/store-feed.ts';
import { getRunway } from './runway.ts';

const database = useDatabase();
const now = new Date('2026-11-22T12:00:00Z');
let fleet: Fleet;

const contextOf = (organizationIds: Scope) => testContext(database.current, { organizationIds, now: () => now });
const runwayOf = async (
  scope: Scope,
  query: Parameters<typeof getRunway>[1]['query'] = {},
): Promise<contract.Runway> => {
  const runway = await getRunway(contextOf(scope), { query });
  expect(checkOf(contract.Runway)(runway)).toEqual([]);
  return runway;
};
const home = (query = {}) => runwayOf([fleet.home.id], query);
const counts = (branches: readonly { branch: string | null; sites: number }[]) =>
  branches.map(({ branch, sites }) => [branch, sites]);

beforeAll(async () => {
  fleet = await insertFleet(database.current);
  const runs = (name: keyof Fleet['sites'], core: string | null, php: string | null) =>
    sql`update sites set core_version = ${core}, php_version = ${php}, tags = ${name === 'alpha' ? ['shop'] : []}::text[]
      where id = ${fleet.sites[name].id}`.execute(database.current.db);
  await runs('alpha', '11.3.17', '8.3.14');
  await runs('beta', '11.3.2', '8.10.1');
  await runs('gamma', null, null);
  await runs('gone', '9.5.11', '7.4.33');
  await runs('foreign', '10.6.9', '7.4.33-ubuntu1');
});

test('without the release history of core, only announced ends are known', async () => {
  const { core, as_of } = await runwayOf('all');
  expect(core.map(({ branch, supported, security_coverage }) => [branch, supported, security_coverage.state])).toEqual([
    ['10.6', null, 'ending'],
    ['11.3', null, 'unknown'],
    [null, null, 'unknown'],
  ]);
  expect(as_of).toBeNull();
});

describe('with the release history of core', () => {
  beforeAll(async () => {
    const releases = ['11.4.7', '11.3.17', '10.6.9', '9.5.11'].map((version) => ({ version }));
    await storeFeed(contextOf('all'), 'drupal', releaseHistory('drupal', releases, { branches: '11.3.,11.4.' }));
  });

  test('says until when each core branch is covered, the oldest first', async () => {
    expect(await runwayOf('all')).toMatchObject({
      core: [
        {
          branch: '10.6',
          sites: 1,
          supported: false,
          security_coverage: { state: 'ending', ends_on: '2026-12-09', update_to: '11' },
        },
        {
          branch: '11.3',
          sites: 2,
          supported: true,
          security_coverage: { state: 'ending', ends_on: null, ends_with: '11.5.0', update_to: '11.4' },
        },
        { branch: null, sites: 1, supported: null, security_coverage: { state: 'unknown', ends_on: null } },
      ],
      as_of: '2026-11-22T12:00:00Z',
    });
  });

  test('says until when each PHP is looked after; what is not known is never covered', async () => {
    expect((await runwayOf('all')).php).toEqual([
      { branch: '7.4', sites: 1, state: 'ended', active_until: null, ends_on: '2022-11-28' },
      { branch: '8.3', sites: 1, state: 'security', active_until: '2025-12-31', ends_on: '2027-12-31' },
      { branch: '8.10', sites: 1, state: 'unknown', active_until: null, ends_on: null },
      { branch: null, sites: 1, state: 'unknown', active_until: null, ends_on: null },
    ]);
  });

  test('counts living sites of the scope, of the organization and with the tag that are asked for', async () => {
    expect(counts((await home()).core)).toEqual([
      ['11.3', 2],
      [null, 1],
    ]);
    expect(counts((await home({ tag: 'shop' })).php)).toEqual([['8.3', 1]]);
    expect(counts((await runwayOf('all', { organization_id: fleet.other.uuid })).core)).toEqual([['10.6', 1]]);
    for (const nothing of [
      await home({ organization_id: fleet.other.uuid }),
      await home({ tag: 'x' }),
      await runwayOf([]),
    ])
      expect([nothing.core, nothing.php]).toEqual([[], []]);
  });
});
