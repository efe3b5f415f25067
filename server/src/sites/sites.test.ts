import { checkOf } from '@patchlight/contract/check';
import { SiteFacets } from '@patchlight/contract/site-facets';
import { listSites as contract } from '@patchlight/contract/sites';
import { parseReleaseHistory } from '@patchlight/drupal/release-history';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { pageOf, testContext } from '../../test/context.ts';
import { releaseHistory } from '../../test/factories.ts';
import type { Fleet } from '../../test/fleet.ts';
import { useDatabase } from '../../test/harness.ts';
import { insertOpenFleet } from '../../test/open-fleet.ts';
import type { Scope } from '../context.ts';
import { getSiteFacets } from './site-facets.ts';
import { listSites } from './sites.ts';

const database = useDatabase();
let fleet: Fleet;
const now = new Date('2026-11-22T12:00:00Z');
const contextOf = (organizationIds: Scope) => testContext(database.current, { organizationIds, now: () => now });
const coreFeed = async () =>
  parseReleaseHistory(
    releaseHistory(
      'drupal',
      ['11.3.0', '10.6.12', '10.6.9'].map((version) => ({ version })),
    ),
  );

type Query = Parameters<typeof listSites>[1]['query'];
const list = async (query: Query, scope: Scope = [fleet.home.id]) => {
  const { rows, total } = await listSites(contextOf(scope), { query, page: pageOf() }, coreFeed);
  expect(checkOf(contract.response)(rows)).toEqual([]);
  expect(total).toBe(rows.length);
  return rows.map(({ name }) => name);
};

beforeAll(async () => {
  fleet = await insertOpenFleet(database.current);
  const { db } = database.current;
  const set = (site: { id: number }, tags: string[], core: string | null, environment: string, urgency: number) =>
    sql`update sites set tags = ${tags}, core_version = ${core}, environment = ${environment}, urgency = ${urgency}
      where id = ${site.id}`.execute(db);
  const { alpha, beta, gamma, foreign } = fleet.sites;
  await set(alpha, ['shop', 'prod'], '10.6.9', 'production', 1);
  await set(beta, ['shop'], '10.6.12', 'staging', 1);
  await set(gamma, [], '11.3.0', 'production', 3);
  await set(foreign, ['shop', 'secret'], '9.5.11', 'production', 1);
  const heard = (site: { id: number }, hours: number) =>
    sql`update site_activity set last_report_at = ${new Date(now.getTime() - hours * 3_600_000)} where site_id = ${site.id}`.execute(
      db,
    );
  await heard(alpha, 1);
  await heard(beta, 30);
  await sql`insert into patch_runs (organization_id, uuid, site_id, run_date, source, updates, updates_count, security_updates_count)
    values (${fleet.home.id}, gen_random_uuid(), ${alpha.id}, '2026-11-12T12:00:00Z', 'manual', '[]', 0, 0)`.execute(
    db,
  );
});

describe('a list of sites', () => {
  test.each<[string, Query, string[]]>([
    ['several statuses', { status: 'security,update', sort: 'name' }, ['Alpha', 'beta', 'Gamma']],
    ['all statuses but one', { status: '!security' }, ['Gamma']],
    ['several tags, each of which is enough', { tag: 'prod,nothing' }, ['Alpha']],
    ['without a tag, those without any too', { tag: '!prod', sort: 'name' }, ['beta', 'Gamma']],
    ['a tag and not another', { tag: 'shop,!prod' }, ['beta']],
    ['a freshness', { freshness: 'late,silent' }, ['beta']],
    ['an environment', { environment: '!staging', sort: 'name' }, ['Alpha', 'Gamma']],
    ['beginnings of core versions', { core: '11.,10.6.12', sort: 'name' }, ['beta', 'Gamma']],
    ['all but a core version', { core: '!10.6.', sort: 'name' }, ['Gamma']],
    ['facets at once', { status: 'security', environment: 'production' }, ['Alpha']],
    ['a risk; unknown is critical', { min_risk: 16 }, ['Alpha']],
    ['nothing applied for so many days', { not_patched_days: 9, sort: 'name' }, ['Alpha', 'beta', 'Gamma']],
    ['nothing applied for longer', { not_patched_days: 11, sort: 'name' }, ['beta', 'Gamma']],
    // Core 10.6 ends on 9 December, in seventeen days.
    ['a core whose support ends soon', { core_end_before: 17, sort: 'name' }, ['Alpha', 'beta']],
    ['no core, where none ends so soon', { core_end_before: 16 }, []],
  ])('of %s', async (_, query, names) => {
    expect(await list(query)).toEqual(names);
  });

  test('in the order of their core, whatever the number of digits', async () => {
    expect(await list({ sort: 'core' })).toEqual(['Alpha', 'beta', 'Gamma']);
    expect(await list({ sort: '-core' }, 'all')).toEqual(['Gamma', 'beta', 'Alpha', 'Foreign']);
    const { rows } = await sql<{
      core: string;
    }>`select core from unnest(array['7.103', '10.6.0-rc1', '10.6.0', '10.10.0', '11.x-dev']) core`.execute(
      database.current.db,
    );
    await sql`insert into sites (organization_id, uuid, url, name, core_version)
      select ${fleet.other.id}, gen_random_uuid(), 'https://' || core || '.example', core, core from unnest(${rows.map(({ core }) => core)}::text[]) core`.execute(
      database.current.db,
    );
    expect(await list({ sort: 'core', core: '7,10,11' }, [fleet.other.id])).toEqual(rows.map(({ core }) => core));
    await sql`delete from sites where organization_id = ${fleet.other.id} and id <> ${fleet.sites.foreign.id}`.execute(
      database.current.db,
    );
  });

  test('by a second name where the first is the same', async () => {
    expect(await list({ sort: 'oldest,name' })).toEqual(['Alpha', 'beta', 'Gamma']);
    expect(await list({ sort: 'oldest,-name' })).toEqual(['Alpha', 'Gamma', 'beta']);
    expect(await list({ sort: 'name,-oldest' })).toEqual(['Alpha', 'beta', 'Gamma']);
  });

  test('in the order of what is open the longest; where nothing is, last both ways', async () => {
    const [longest, ...others] = await list({ sort: 'oldest' });
    expect([longest, others.length]).toEqual(['Alpha', 2]);
    expect((await list({ sort: '-oldest' }))[0]).toBe('Alpha');
  });

  test.each([
    'core',
    '-core',
    'security',
    '-security',
    'oldest',
    '-oldest',
    'security,-name',
    '-core,name',
    '-security,oldest',
  ] as const)('page by page by %s', async (sort) => {
    const names: string[] = [];
    let after = null;
    for (let page = 1; page <= 3; page++) {
      const found = await listSites(
        contextOf([fleet.home.id]),
        { query: { sort }, page: pageOf({ page, perPage: 1, after }) },
        coreFeed,
      );
      names.push(...found.rows.map(({ name }) => name));
      after = found.next;
    }
    expect(after).toBeNull();
    expect(names).toEqual(await list({ sort }));
  });
});

describe('the facets of a list', () => {
  const facetsOf = async (query: Parameters<typeof getSiteFacets>[1]['query'], scope: Scope = [fleet.home.id]) => {
    const facets = await getSiteFacets(contextOf(scope), { query }, coreFeed);
    expect(checkOf(SiteFacets)(facets)).toEqual([]);
    return facets;
  };

  test('count the sites of the caller by each value', async () => {
    expect(await facetsOf({})).toEqual({
      total: 3,
      status: { security: 2, unsupported: 0, update: 1, unknown: 0, current: 0 },
      freshness: { fresh: 1, late: 1, silent: 0, never: 1 },
      environment: { production: 2, staging: 1, development: 0, testing: 0, other: 0 },
      tag: [
        { value: 'shop', sites: 2 },
        { value: 'prod', sites: 1 },
      ],
      core: [
        { value: '11.3.', sites: 1 },
        { value: '10.6.', sites: 2 },
      ],
    });
    expect((await facetsOf({ organization_id: fleet.other.uuid })).total).toBe(0);
    expect((await facetsOf({}, 'all')).tag).toContainEqual({ value: 'secret', sites: 1 });
  });

  test('leave their own filter aside, and follow those of the others', async () => {
    const facets = await facetsOf({ status: 'update', q: 'a' });
    expect(facets).toMatchObject({
      total: 1,
      status: { security: 2, update: 1 },
      environment: { production: 1, staging: 0 },
      tag: [],
      core: [{ value: '11.3.', sites: 1 }],
    });
    expect(await facetsOf({ status: 'update', environment: 'staging' })).toMatchObject({
      total: 0,
      status: { security: 1, update: 0 },
      environment: { production: 1, staging: 0 },
    });
  });

  test('give what the list gives for each of their values', async () => {
    const { core, tag } = await facetsOf({ status: 'security' });
    for (const { value, sites } of core) expect(await list({ status: 'security', core: value })).toHaveLength(sites);
    for (const { value, sites } of tag) expect(await list({ status: 'security', tag: value })).toHaveLength(sites);
  });
});
