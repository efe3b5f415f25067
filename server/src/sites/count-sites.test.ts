import { expect, it } from 'vitest';
import { useApp } from '../../test/app.ts';
import { pageOf, testContext } from '../../test/context.ts';
import { explain } from '../../test/explain.ts';
import { makeOrganization, makeSite } from '../../test/factories.ts';
import { foldCounts } from '../reports/fold-counts.ts';
import { listSites } from './sites.ts';

const test = useApp();
const total = async (actor = test.cast.sam, query = '') => {
  const { data, body } = await test.request(test.as(actor), 'GET', `/api/v1/sites?per_page=100${query}`);
  expect(body.meta.total).toBe(data.length);
  return body.meta.total;
};

it('is the number of living sites of living organizations, whoever asks', async () => {
  const before = await total();
  const other = await makeOrganization(test.ctx, 'Other');
  const [site] = await Promise.all([makeSite(test.ctx, other), makeSite(test.ctx, other)]);
  expect([await total(), await total(test.cast.sam, `&organization_id=${other.uuid}`)]).toEqual([before + 2, 2]);
  expect(await total(test.cast.alice, `&organization_id=${other.uuid}`)).toBe(0);
  await test.request(test.as(test.cast.sam), 'DELETE', `/api/v1/sites/${site.uuid}`);
  await foldCounts(test.ctx);
  expect([await total(), await total(test.cast.sam, '&environment=production')]).toEqual([before + 1, before + 1]);
  await test.request(test.as(test.cast.sam), 'DELETE', `/api/v1/organizations/${other.uuid}`);
  expect(await total()).toBe(before);
  expect(await total(test.cast.alice)).toBeLessThan(before);
});

it('a first page reads as many sites as it shows', async () => {
  await test.sql(
    `insert into sites (organization_id, uuid, url, name, urgency)
      select $1, gen_random_uuid(), 'https://many' || n || '.example', 'Many', 1 + n % 5 from generate_series(1, 2000) n`,
    [test.cast.home.id],
  );
  await foldCounts(test.ctx);
  await test.sql('analyze sites, site_activity, site_counts');
  for (const query of [{}, { organization_id: test.cast.home.uuid }]) {
    const queries = await explain(test.database, (recorded) =>
      listSites(testContext(recorded, { organizationIds: 'all' }), { query, page: pageOf() }, async () => null),
    );
    const read = queries.flatMap(({ nodes }) => nodes).filter((node) => node['Relation Name'] === 'sites');
    const rows = read.map((node) => node['Actual Rows'] * node['Actual Loops']);
    expect(Math.max(...rows), JSON.stringify(query)).toBeLessThanOrEqual(pageOf().perPage + 1);
  }
});
