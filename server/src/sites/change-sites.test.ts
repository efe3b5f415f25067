import { bulkSitesMax } from '@patchlight/contract/bulk-sites';
import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../../test/app.ts';
import { makePerson, makeSite, type SiteRow } from '../../test/factories.ts';

const test = useApp();
const url = '/api/v1/sites/bulk';
type Who = Parameters<typeof test.as>[0];

let sites: SiteRow[];
beforeEach(async () => {
  await test.sql('update sites set is_deleted = true where organization_id = $1', [test.cast.home.id]);
  sites = [];
  for (const name of ['One', 'Two', 'Three']) sites.push(await makeSite(test.ctx, test.cast.home, { name }));
});

const change = (who: Who, body: object) => test.request(test.as(who), 'POST', url, body);
const ids = () => sites.map(({ uuid }) => uuid);
const stateOf = () =>
  test.sql<{ name: string; tags: string[]; environment: string; is_active: boolean }>(
    'select name, tags, environment, is_active from sites where organization_id = $1 and not is_deleted order by id',
    [test.cast.home.id],
  );
const recorded = (action: string) =>
  test.sql<{ site_id: number; data: { before: object; after: object } }>(
    'select site_id, data from audit_logs where action = $1 and site_id = any($2) order by site_id',
    [action, sites.map(({ id }) => id)],
  );

describe('200', () => {
  it('tags what a filter lets through, skips what has the tag, and records each site', async () => {
    await test.sql("update sites set tags = '{prod}' where id = $1", [sites[0]?.id]);
    const body = { action: 'add_tags', filter: { tag: '!prod' }, tags: ['prod', 'shop'] };
    const dry = await change(test.cast.dev, { ...body, dry_run: true });
    expect(dry.data).toEqual({ matched: 2, changed: 2, dry_run: true, skipped: [] });
    expect((await stateOf()).map(({ tags }) => tags)).toEqual([['prod'], [], []]);
    expect((await change(test.cast.dev, body)).data).toEqual({ matched: 2, changed: 2, dry_run: false, skipped: [] });
    expect((await stateOf()).map(({ tags }) => tags)).toEqual([['prod'], ['prod', 'shop'], ['prod', 'shop']]);
    const again = await change(test.cast.dev, { action: 'add_tags', site_ids: ids(), tags: ['prod', 'shop'] });
    expect(again.data).toMatchObject({ matched: 3, changed: 1 });
    expect(again.data.skipped).toEqual(
      ids()
        .slice(1)
        .map((id) => ({ site_id: id, reason: 'unchanged' })),
    );
    const entries = await recorded('site.updated');
    expect(entries.map(({ site_id }) => site_id).sort()).toEqual(sites.map(({ id }) => id).sort());
    expect(entries[1]?.data).toMatchObject({ before: { tags: [] }, after: { tags: ['prod', 'shop'] } });
  });

  it('takes tags off, moves to another environment, and switches off', async () => {
    await test.sql("update sites set tags = '{a,b}' where id = any($1)", [sites.map(({ id }) => id)]);
    expect((await change(test.cast.dev, { action: 'remove_tags', filter: {}, tags: ['a'] })).data.changed).toBe(3);
    await change(test.cast.dev, { action: 'set_environment', site_ids: ids().slice(0, 2), environment: 'staging' });
    await change(test.cast.dev, { action: 'set_active', filter: { environment: '!staging' }, is_active: false });
    expect(await stateOf()).toEqual([
      { name: 'One', tags: ['b'], environment: 'staging', is_active: true },
      { name: 'Two', tags: ['b'], environment: 'staging', is_active: true },
      { name: 'Three', tags: ['b'], environment: 'production', is_active: false },
    ]);
  });

  it('leaves a site alone that would get too many tags', async () => {
    const many = Array.from({ length: 50 }, (_, index) => `t${index}`);
    await test.sql('update sites set tags = $2 where id = $1', [sites[0]?.id, many]);
    const { data } = await change(test.cast.dev, { action: 'add_tags', filter: {}, tags: ['one-more'] });
    expect(data).toMatchObject({ changed: 2, skipped: [{ site_id: sites[0]?.uuid, reason: 'too_many_tags' }] });
  });

  it('deletes for an administrator; the keys die at once', async () => {
    const [first] = sites;
    const report = () => test.request(test.as(first?.key ?? ''), 'POST', '/api/v1/reports', { extensions: [] });
    expect((await report()).status).toBe(202);
    expect((await change(test.cast.alice, { action: 'delete', site_ids: ids().slice(0, 1) })).data.changed).toBe(1);
    expect((await report()).status).toBe(410);
    expect((await stateOf()).map(({ name }) => name)).toEqual(['Two', 'Three']);
    expect(await recorded('site.deleted')).toHaveLength(1);
  });

  it('changes nothing of another organization, and does not tell it from what is not there', async () => {
    const missing = '019ad0e1-6a40-738a-af6c-162534435261';
    const site_ids = [test.cast.awaySite.uuid, missing, ids()[0]];
    const { data } = await change(test.cast.dev, { action: 'add_tags', site_ids, tags: ['mine'] });
    expect(data).toMatchObject({ matched: 3, changed: 1 });
    expect(data.skipped).toEqual([
      { site_id: test.cast.awaySite.uuid, reason: 'not_found' },
      { site_id: missing, reason: 'not_found' },
    ]);
    await change(test.cast.dev, {
      action: 'add_tags',
      filter: { organization_id: test.cast.away.uuid },
      tags: ['mine'],
    });
    const [away] = await test.sql<{ tags: string[] }>('select tags from sites where id = $1', [test.cast.awaySite.id]);
    expect(away?.tags).toEqual([]);
  });

  it('says of each site where the role is too low', async () => {
    const { id, ...guest } = await makePerson(test.ctx, test.cast.away, 'Guest', 'developer');
    await test.sql("insert into memberships (organization_id, user_id, role) values ($1, $2, 'viewer')", [
      test.cast.home.id,
      id,
    ]);
    const { data } = await change({ id, ...guest }, { action: 'add_tags', filter: {}, tags: ['guest'] });
    expect(data.skipped.map(({ reason }: { reason: string }) => reason)).toEqual([
      'forbidden',
      'forbidden',
      'forbidden',
    ]);
    expect(data.changed).toBe(data.matched - 3);
  });
});

describe('400', () => {
  it.each([
    ['neither a filter nor sites', { action: 'delete' }, '/filter'],
    [
      'a filter and sites',
      { action: 'set_active', is_active: true, filter: {}, site_ids: ['019ad0e1-6a40-738a-af6c-162534435261'] },
      '/filter',
    ],
    ['tags to add and none given', { action: 'add_tags', filter: {} }, '/tags'],
    ['no environment', { action: 'set_environment', filter: {} }, '/environment'],
    ['what the action does not take', { action: 'delete', filter: {}, tags: ['x'] }, '/tags'],
    [
      'a filter of a value that there is not',
      { action: 'set_active', is_active: true, filter: { status: 'perfect' } },
      '/filter/status',
    ],
  ])('%s', async (_, body, path) => {
    const { status, body: answer } = await change(test.cast.alice, body);
    expect([status, answer.details[0].path]).toEqual([400, path]);
  });
});

it('403: a developer deletes nothing, and a viewer changes nothing', async () => {
  for (const [who, action] of [
    [test.cast.dev, 'delete'],
    [test.cast.keys.write.secret, 'delete'],
    [test.cast.vic, 'set_active'],
  ] as const) {
    const body = action === 'delete' ? { action, filter: {} } : { action, filter: {}, is_active: false };
    expect((await change(who, body)).status).toBe(403);
  }
  expect(await stateOf()).toHaveLength(3);
});

it('422: a filter of more sites than can be changed at once', async () => {
  await test.sql(
    `insert into sites (organization_id, uuid, url, name) select $1, gen_random_uuid(), 'https://many.example/' || n, 'Many'
      from generate_series(1, $2::integer) n`,
    [test.cast.home.id, bulkSitesMax],
  );
  const { status, error } = await change(test.cast.dev, { action: 'add_tags', filter: {}, tags: ['x'] });
  expect([status, error]).toEqual([422, 'quota_exceeded']);
  // As many as can be are changed in one go.
  const { data } = await change(test.cast.dev, { action: 'add_tags', filter: { q: 'Many' }, tags: ['x'] });
  expect(data.changed).toBe(bulkSitesMax);
  const [{ count } = { count: 0 }] = await test.sql<{ count: number }>(
    "select count(*)::int as count from audit_logs where action = 'site.updated' and organization_id = $1 and data->'after'->'tags' = '[\"x\"]'",
    [test.cast.home.id],
  );
  expect(count).toBe(bulkSitesMax);
});
