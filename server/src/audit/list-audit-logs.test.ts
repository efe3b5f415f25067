import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../../test/app.ts';
import { pageOf, testContext } from '../../test/context.ts';
import { explain } from '../../test/explain.ts';
import { listAuditLogs } from './list-audit-logs.ts';
import { sealAuditLog } from './seal-audit-log.ts';

const test = useApp();
const url = '/api/v1/audit-logs';
const list = (query = '', actor = test.cast.alice) => test.request(test.as(actor), 'GET', url + query);
let renamed: { id: string; request: string };

beforeAll(async () => {
  test.pass(60_000);
  const as = { ...test.as(test.cast.alice), 'x-request-id': 'rename-1' };
  await test.request(as, 'PUT', `/api/v1/sites/${test.cast.site.uuid}`, { description: 'new' });
  renamed = { id: test.cast.site.uuid, request: 'rename-1' };
});

describe('200', () => {
  it('tells who changed what, where, and what it was before', async () => {
    const { data } = await list();
    expect(data[0]).toMatchObject({
      created_at: '2026-11-22T12:01:00Z',
      action: 'site.updated',
      status: 'success',
      actor: { type: 'user', id: test.cast.alice.uuid, name: 'Alice' },
      organization: { id: test.cast.home.uuid, name: 'Home' },
      site: { id: renamed.id, name: 'Shop' },
      target: { type: 'site', id: renamed.id },
      request_id: renamed.request,
    });
    expect([data[0].before.description, data[0].after.description]).toEqual([null, 'new']);
  });

  it('T-13: shows an administrator his own organizations, and the superuser everything with the platform', async () => {
    const organizations = async (actor = test.cast.alice) =>
      new Set(
        (await list('?per_page=100', actor)).data.map(
          (row: { organization: { name: string } | null }) => row.organization?.name,
        ),
      );
    await test.sql(`insert into audit_logs (uuid, actor_type, action, status, created_at)
      values (gen_random_uuid(), 'system', 'demo.started', 'success', now())`);
    expect(await organizations()).toEqual(new Set(['Home']));
    expect((await organizations(test.cast.charlie)).size).toBe(1);
    expect((await organizations(test.cast.sam)).has(undefined)).toBe(true);
    const away = `?organization_id=${test.cast.away.uuid}`;
    expect((await list(away)).body.meta.total).toBe(0);
    expect((await list(away, test.cast.sam)).body.meta.total).toBeGreaterThan(0);
  });

  it.each([
    ['from', () => '?from=2026-11-22T12:01:00Z', 1],
    ['to', () => '?from=2026-11-22T12:01:00Z&to=2026-11-22T12:01:00Z', 0],
    ['action', () => '?action=site.updated', 1],
    ['status', () => '?status=denied', 0],
    ['actor', () => `?actor_id=${test.cast.alice.uuid}`, 1],
    ['site', () => `?site_id=${test.cast.second.uuid}&action=site.updated`, 0],
    ['site of another', () => `?site_id=${test.cast.awaySite.uuid}`, 0],
    ['request', () => `?request_id=${renamed.request}`, 1],
  ])('by %s', async (_name, query, total) => {
    const { data, body } = await list(query());
    expect([data.length, body.meta.total]).toEqual([total, total]);
  });

  it('turns the order, and walks it by cursor', async () => {
    const all = (await list('?sort=created_at&per_page=100')).data.map(({ id }: { id: string }) => id);
    const newest = (await list('?per_page=100')).data.map(({ id }: { id: string }) => id);
    expect(newest).toEqual([...all].reverse());
    const walked: string[] = [];
    for (let next: string | null = `${url}?sort=created_at&per_page=2`; next !== null; ) {
      const { data, body } = await test.request(test.as(test.cast.alice), 'GET', next);
      walked.push(...data.map(({ id }: { id: string }) => id));
      next = body.links.next === null ? null : new URL(body.links.next).pathname + new URL(body.links.next).search;
    }
    expect(walked).toEqual(all);
  });
});

describe('400', () => {
  it.each(['?from=yesterday', '?status=good', '?actor_id=1', '?user=x', '?sort=action'])('%s', async (query) =>
    expect((await list(query)).status).toBe(400),
  );
});

it('T-13: 403 for developers and viewers', async () => {
  for (const low of [test.cast.dev, test.cast.vic]) expect((await list('', low)).status).toBe(403);
});

it('sorts no more than a page, whatever the filter', async () => {
  await test.sql(
    `insert into audit_logs (uuid, organization_id, site_id, actor_type, action, status, request_id, created_at)
    select gen_random_uuid(), $1, case when i % 50 = 0 then $2::bigint end, 'system', 'inventory.recorded', 'success', 'r' || i,
      now() + i * interval '1 second' from generate_series(1, 20000) i`,
    [test.cast.home.id, test.cast.site.id],
  );
  await test.sql('analyze audit_logs');
  const from = new Date(Date.now() + 10_000_000).toISOString();
  const site_id = test.cast.site.uuid;
  for (const query of [{}, { sort: 'created_at' as const }, { from }, { site_id }, { action: 'site.updated' }]) {
    const page = pageOf({ after: query.sort === undefined ? [15_000] : null });
    const plans = await explain(test.database, (recorded) =>
      listAuditLogs(testContext(recorded, { organizationIds: [test.cast.home.id] }), { query, page }),
    );
    const nodes = plans.flatMap((plan) => plan.nodes);
    const sorts = nodes.filter((node) => node['Node Type'].endsWith('Sort'));
    const sorted = sorts.flatMap((node) => node.Plans ?? []).map((node) => node['Actual Rows'] * node['Actual Loops']);
    expect(
      sorted.filter((rows) => rows > page.perPage + 1),
      JSON.stringify(query),
    ).toEqual([]);
  }
});

describe('the length of the record', () => {
  const total = async (actor = test.cast.alice, query = '') => (await list(query, actor)).body.meta.total;
  const stored = async (condition: string) =>
    Number((await test.sql<{ n: number }>(`select count(*) as n from audit_logs where ${condition}`))[0]?.n);

  it('counts what is sealed and what is not, for each who asks', async () => {
    const ofHome = `organization_id = ${test.cast.home.id}`;
    for (const seal of [true, false, true]) {
      await test.request(test.as(test.cast.alice), 'PUT', `/api/v1/sites/${test.cast.site.uuid}`, {
        description: `sealed ${seal}`,
      });
      if (seal) expect(await sealAuditLog(test.ctx)).toBeGreaterThan(0);
      expect(await total()).toBe(await stored(ofHome));
      expect(await total(test.cast.sam)).toBe(await stored('true'));
      expect(await total(test.cast.sam, `?organization_id=${test.cast.home.uuid}`)).toBe(await stored(ofHome));
      expect(await total(test.cast.alice, `?organization_id=${test.cast.away.uuid}`)).toBe(0);
    }
  });

  it('reads nothing that is sealed', async () => {
    expect(await stored('true')).toBeGreaterThan(20_000);
    await test.sql('analyze audit_logs, audit_seals, audit_counts');
    for (const organizationIds of ['all', [test.cast.home.id]] as const) {
      const plans = await explain(test.database, (recorded) =>
        listAuditLogs(testContext(recorded, { organizationIds }), { query: {}, page: pageOf() }),
      );
      const read = plans.flatMap(({ nodes }) => nodes).filter((node) => node['Relation Name'] === 'audit_logs');
      expect(Math.max(...read.map((node) => node['Actual Rows']))).toBeLessThanOrEqual(pageOf().perPage + 1);
    }
  });
});
