import { expect, it } from 'vitest';
import { useApp } from '../../test/app.ts';
import { sitesPerOrganization } from './write-site.ts';

const test = useApp();
const api = '/api/v1';

it('L-11: an organization has its number of sites and no more', async () => {
  const { home, alice } = test.cast;
  const add = (name: string) =>
    test.request(test.as(alice), 'POST', `${api}/sites`, { url: `https://${name}.example`, name });
  await test.sql(
    `insert into sites (organization_id, uuid, url, name) select $1, gen_random_uuid(), 'https://many.example/' || n, 'Many'
      from generate_series(1, $2::integer - (select count(*)::integer from sites where organization_id = $1 and not is_deleted) - 1) n`,
    [home.id, sitesPerOrganization],
  );
  const last = await add('last');
  expect(last.status).toBe(201);
  const more = await add('one-more');
  expect([more.status, more.error]).toEqual([422, 'quota_exceeded']);
  // Who deletes one may add one.
  await test.request(test.as(alice), 'DELETE', `${api}/sites/${last.data.site.id}`);
  expect((await add('another')).status).toBe(201);
});
