import { describe, expect, it } from 'vitest';
import { useApp } from '../../test/app.ts';
import { makeSite, type OrganizationRow } from '../../test/factories.ts';

const test = useApp();

async function tagged(organization: OrganizationRow, ...tags: string[]) {
  const site = await makeSite(test.ctx, organization);
  await test.request(test.as(test.cast.sam), 'PUT', `/api/v1/sites/${site.uuid}`, { tags });
  return site;
}

it('lists the tags that the caller’s sites carry, with their number', async () => {
  const { cast } = test;
  await tagged(cast.home, 'prod', 'shop');
  await tagged(cast.home, 'prod');
  const gone = await tagged(cast.home, 'gone');
  await test.request(test.as(cast.alice), 'DELETE', `/api/v1/sites/${gone.uuid}`);
  await tagged(cast.away, 'prod', 'secret');
  const list = async (as: Parameters<typeof test.as>[0], query = '') => {
    const { data, body } = await test.request(test.as(as), 'GET', `/api/v1/tags${query}`);
    return [body.meta.total, ...data.map(({ name, sites }: { name: string; sites: number }) => `${name} ${sites}`)];
  };
  expect(await list(cast.vic)).toEqual([2, 'prod 2', 'shop 1']);
  expect(await list(cast.sam)).toEqual([3, 'prod 3', 'secret 1', 'shop 1']);
  expect(await list(cast.vic, '?sort=-name')).toEqual([2, 'shop 1', 'prod 2']);
  expect(await list(cast.sam, '?sort=-sites&per_page=1')).toEqual([3, 'prod 3']);
  expect(await list(cast.vic, '?q=HO')).toEqual([1, 'shop 1']);
  expect(await list(cast.vic, `?organization_id=${cast.away.uuid}`)).toEqual([0]);
  const first = await test.request(test.as(cast.sam), 'GET', '/api/v1/tags?sort=sites&per_page=2');
  const next = new URL(first.body.links.next);
  const second = await test.request(test.as(cast.sam), 'GET', next.pathname + next.search);
  expect(second.data).toEqual([{ name: 'prod', sites: 3 }]);
});

describe('a tag', () => {
  const tagsOf = async (site: { id: number }) =>
    (await test.sql<{ tags: string[] }>('select tags from sites where id = $1', [site.id]))[0]?.tags;

  it('is renamed on every site of one organization, and becomes one with another', async () => {
    const { cast } = test;
    const [both, one, away] = [
      await tagged(cast.home, 'x', 'old', 'new'),
      await tagged(cast.home, 'old', 'y'),
      await tagged(cast.away, 'old'),
    ];
    const renamed = await test.request(test.as(cast.dev), 'PUT', '/api/v1/tags/old', { name: 'new' });
    expect(renamed.data).toEqual({ name: 'new', sites: 2 });
    expect([await tagsOf(both), await tagsOf(one), await tagsOf(away)]).toEqual([['x', 'new'], ['new', 'y'], ['old']]);
    const same = await test.request(test.as(cast.dev), 'PUT', '/api/v1/tags/new', { name: 'new' });
    expect(same.data).toEqual({ name: 'new', sites: 2 });
    expect(await tagsOf(both)).toEqual(['x', 'new']);
  });

  it('is taken off every site, whatever characters it has', async () => {
    const { cast } = test;
    const site = await tagged(cast.home, 'a/b & c', 'kept');
    const path = `/api/v1/tags/${encodeURIComponent('a/b & c')}`;
    expect((await test.request(test.as(cast.dev), 'DELETE', path)).status).toBe(200);
    expect(await tagsOf(site)).toEqual(['kept']);
    expect((await test.request(test.as(cast.dev), 'DELETE', path)).status).toBe(404);
    const [entry] = await test.sql<{ data: object }>("select data from audit_logs where action = 'tag.deleted'");
    expect(entry?.data).toMatchObject({ before: { name: 'a/b & c', sites: 1 } });
  });
});
