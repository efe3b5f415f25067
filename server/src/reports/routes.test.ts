import { beforeAll, describe, expect, it } from 'vitest';
import { publicUrl, useApp } from '../../test/app.ts';

const test = useApp();
const url = '/api/v1/reports/module-updates';
const ask = (query = '') => test.request(test.as(test.cast.vic), 'GET', `${url}${query}`);

beforeAll(async () => {
  const { site } = test.cast;
  await test.request(test.as(site.key), 'POST', '/api/v1/reports', {
    extensions: ['token', 'pathauto'].map((name) => ({ name, version: '8.x-1.1' })),
  });
  await test.sql('update site_modules set urgency = 3 where site_id = $1', [site.id]);
  await test.sql('update sites set update_count = 2, unknown_count = 0 where id = $1', [site.id]);
});

describe('200', () => {
  it('answers summary and rows, with the meta and links of a list', async () => {
    const { body } = await ask('?per_page=1');
    expect(body.data.summary).toMatchObject({ security: 0, update: 2 });
    expect(body.data.rows).toHaveLength(1);
    expect(body.meta).toEqual({ page: 1, per_page: 1, total: 2 });
    const next = await test.request(test.as(test.cast.vic), 'GET', body.links.next.replace(publicUrl, ''));
    expect(next.data.rows).toHaveLength(1);
    expect(next.data.rows[0].module.name).not.toBe(body.data.rows[0].module.name);
    expect(next.body.links.next).toBeNull();
  });

  it('answers the rows as CSV', async () => {
    const { text } = await ask('?format=csv');
    const [head = '', ...lines] = text.trimEnd().split('\r\n');
    expect(head).toMatch(/^organization\.id,organization\.name,site\.id,site\.name,site\.url,module\.id,module\.name,/);
    expect(lines).toHaveLength(2);
  });
});

describe('400', () => {
  it.each(['?group_by=tag', '?status=current', '?severity=high', '?site_id=1', '?sort=name'])('%s', async (query) => {
    expect((await ask(query)).status).toBe(400);
  });
});
