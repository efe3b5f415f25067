import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../../test/app.ts';
import { useDrupalOrg } from '../../test/drupal-org.ts';
import { makeSite, type OrganizationRow, type Person, releaseHistory } from '../../test/factories.ts';
import { useFetching } from '../../test/fetching.ts';

// The queue of a host runs on the clock of the database, so the tests begin at its time.
const test = useApp({ start: new Date().toISOString() });
const drupalOrg = useDrupalOrg();
const { start, stop, attempts } = useFetching(test, drupalOrg);
const api = '/api/v1';

const list = async (query = '', as: Person = test.cast.vic) =>
  (await test.request(test.as(as), 'GET', `${api}/unmatched-modules?per_page=100${query}`)).data;
const names = async (query = '', as: Person = test.cast.vic): Promise<string[]> =>
  (await list(query, as)).map(({ name, sites }: { name: string; sites: number }) => `${name} ${sites}`);
const decide = (name: string, body: object, organization = test.cast.home) =>
  test.request(test.as(test.cast.sam), 'PUT', `${api}/module-identities/${name}`, {
    organization_id: organization.uuid,
    ...body,
  });

async function siteWith(organization: OrganizationRow, versions: Record<string, string | null>): Promise<void> {
  const site = await makeSite(test.ctx, organization);
  const extensions = Object.entries(versions).map(([name, version]) => ({ name, version, project: name }));
  await test.request(test.as(site.key), 'POST', `${api}/reports`, { extensions });
}

beforeAll(async () => {
  await test.sql('update feed_sources set is_paused = true');
  drupalOrg.history('known', { body: releaseHistory('known', [{ version: '1.0.0' }]) });
  const none =
    '<?xml version="1.0" encoding="utf-8"?><error>No release history was found for the requested project.</error>';
  for (const name of ['acme_x', 'acme_y', 'foreign']) drupalOrg.history(name, { body: none });
  await siteWith(test.cast.home, { known: '1.0.0', acme_x: '1.0.0', acme_y: null });
  await siteWith(test.cast.home, { acme_x: '1.1.0' });
  await siteWith(test.cast.away, { acme_x: '9.0.0', foreign: '1.0.0' });
  const odd = await makeSite(test.ctx, test.cast.home);
  await test.request(test.as(odd.key), 'POST', `${api}/reports`, {
    extensions: [{ name: 'odd', project: 'acme-odd', version: '1.0.0' }],
  });
  test.pass(60_000);
  start();
  for (const name of ['known', 'acme_x', 'acme_y', 'foreign']) await attempts(`release-history:${name}`, 1);
  await stop();
});
beforeEach(() => test.sql('delete from module_identities'));

describe('names that drupal.org does not know', () => {
  it('are listed with what own sites run of them, and why', async () => {
    expect(await names()).toEqual(['acme_x 2', 'acme-odd 1', 'acme_y 1']);
    const [first, odd, last] = await list();
    expect(first).toMatchObject({
      organization: { id: test.cast.home.uuid },
      organizations: 1,
      type: 'module',
      versions: ['1.0.0', '1.1.0'],
      reason: 'not_on_drupal_org',
      decision: null,
    });
    expect(first.first_seen_at).not.toBeNull();
    expect([odd.reason, last.versions]).toEqual(['not_a_project_name', []]);
  });

  it('and never became an address where they cannot be one', () => {
    expect(drupalOrg.asked.map(({ path }) => path).filter((path) => path.includes('odd'))).toEqual([]);
    expect(drupalOrg.askedFor('acme_x')).toHaveLength(1);
  });

  it.each([
    ['&sort=name', ['acme-odd 1', 'acme_x 2', 'acme_y 1']],
    ['&sort=-name', ['acme_y 1', 'acme_x 2', 'acme-odd 1']],
    ['&sort=sites&q=acme_', ['acme_y 1', 'acme_x 2']],
    ['&per_page=1', ['acme_x 2']],
  ])('in the order and with the filters of %s', async (query, expected) => {
    const { data } = await test.request(
      test.as(test.cast.vic),
      'GET',
      `${api}/unmatched-modules?${query.includes('per_page') ? '' : 'per_page=100'}${query}`,
    );
    expect(data.map(({ name, sites }: { name: string; sites: number }) => `${name} ${sites}`)).toEqual(expected);
  });
});

describe('foreign names', () => {
  it('and their numbers are not seen', async () => {
    expect(await names('', test.cast.charlie)).toEqual(['acme_x 1', 'foreign 1']);
    expect(await names(`&organization_id=${test.cast.away.uuid}`)).toEqual([]);
    expect((await list('&group_by=name'))[0]).toMatchObject({ name: 'acme_x', organizations: 1, sites: 2 });
  });
});

it('a name that only others report is nobody else’s to look up', async () => {
  const look = async (name: string, as: Person) =>
    (await test.request(test.as(as), 'GET', `${api}/modules/${name}`)).status;
  const { vic, charlie, sam } = test.cast;
  expect([await look('acme_y', vic), await look('acme_y', charlie), await look('acme_y', sam)]).toEqual([
    200, 404, 200,
  ]);
  expect([await look('foreign', vic), await look('foreign', charlie)]).toEqual([404, 200]);
  expect([await look('known', charlie), await look('nowhere', vic)]).toEqual([200, 404]);
});

describe('the queue of a superuser', () => {
  it('has every organization’s names', async () => {
    expect(await names('&sort=name', test.cast.sam)).toEqual([
      'acme-odd 1',
      'acme_x 2',
      'acme_x 1',
      'acme_y 1',
      'foreign 1',
    ]);
    expect(await names(`&organization_id=${test.cast.away.uuid}`, test.cast.sam)).toEqual(['acme_x 1', 'foreign 1']);
  });

  it('and each once, with how many organizations report it', async () => {
    const [first] = await list('&group_by=name', test.cast.sam);
    expect(first).toMatchObject({ name: 'acme_x', organization: null, organizations: 2, sites: 3, decision: null });
  });
});

describe('a decision', () => {
  it('takes the name off what is undecided, and says who made it', async () => {
    await decide('acme_x', { decision: 'project', project: 'known' });
    await decide('nobody_has_it', { decision: 'custom' });
    expect(await names('&decided=false&sort=name')).toEqual(['acme-odd 1', 'acme_y 1']);
    expect(await names('&decided=true&sort=name')).toEqual(['acme_x 1', 'nobody_has_it 0']);
    const [first] = await list('&decided=true&q=acme_x');
    expect(first).toMatchObject({
      reason: null,
      decision: { decision: 'project', project: 'known', decided_by: { id: test.cast.sam.uuid } },
    });
    expect(await names('', test.cast.charlie)).toEqual(['acme_x 1', 'foreign 1']);
  });
});
