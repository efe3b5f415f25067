import { viewQueries } from '@patchlight/contract/saved-views';
import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { useApp } from '../../test/app.ts';
import { makePerson, type Person } from '../../test/factories.ts';

const test = useApp();
const url = '/api/v1/saved-views';
const urgent = { name: 'Needs security now', list: 'sites', query: { status: 'security', sort: '-risk' } };

const somebody = () => makePerson(test.ctx, test.cast.home, `Viewer ${newId()}`, 'viewer');
const send = (who: Person, method: string, path = '', body?: object) =>
  test.request(test.as(who), method, `${url}${path}`, body);
const names = async (who: Person, query = '') =>
  (await send(who, 'GET', query)).data.map(({ name }: { name: string }) => name);
const refusal = (answer: { status: number; body: { details: { path: string; code: string }[] | null } }) => [
  answer.status,
  answer.body.details?.map(({ path, code }) => `${path} ${code}`),
];

describe('200 and 201', () => {
  it('a view is saved, listed, renamed, given another query, and deleted', async () => {
    const who = await somebody();
    const { status, data } = await send(who, 'POST', '', urgent);
    expect([status, data]).toEqual([201, expect.objectContaining(urgent)]);
    expect((await send(who, 'GET')).data).toEqual([data]);
    test.pass(1000);
    const renamed = await send(who, 'PUT', `/${data.id}`, { name: ' Urgent ' });
    expect(renamed.data).toEqual({ ...data, name: 'Urgent', updated_at: expect.not.stringMatching(data.updated_at) });
    const changed = await send(who, 'PUT', `/${data.id}`, { query: {} });
    expect(changed.data).toMatchObject({ name: 'Urgent', query: {} });
    expect((await send(who, 'DELETE', `/${data.id}`)).data).toBeNull();
    expect(await names(who)).toEqual([]);
  });

  it('the list goes by name and may be narrowed to one kind', async () => {
    const who = await somebody();
    for (const [name, list] of [
      ['b', 'sites'],
      ['A', 'modules'],
      ['c', 'sites'],
    ])
      await send(who, 'POST', '', { name, list, query: {} });
    expect(await names(who)).toEqual(['A', 'b', 'c']);
    expect(await names(who, '?list=sites&sort=-name')).toEqual(['c', 'b']);
  });

  it('of each list, with filters of its own', async () => {
    const who = await somebody();
    for (const list of Object.keys(viewQueries)) {
      const query = list === 'patch-run' ? { period: 'monthly', timezone: 'Europe/Berlin' } : { per_page: 100 };
      expect((await send(who, 'POST', '', { name: 'All', list, query })).status).toBe(201);
    }
  });

  it('the record tells what was saved, at the person’s home', async () => {
    const who = await somebody();
    const { data } = await send(who, 'POST', '', urgent);
    await send(who, 'DELETE', `/${data.id}`);
    const rows = await test.sql<object>(
      'select action, organization_id, data from audit_logs where target_id = $1 order by id',
      [data.id],
    );
    expect(rows).toEqual([
      {
        action: 'saved_view.created',
        organization_id: test.cast.home.id,
        data: { before: null, after: urgent },
      },
      {
        action: 'saved_view.deleted',
        organization_id: test.cast.home.id,
        data: { before: urgent, after: null },
      },
    ]);
  });
});

describe('400', () => {
  it.each([
    ['a key that the list does not know', { query: { colour: 'red' } }, '/query/colour unknown_field'],
    ['a page', { query: { page: 2 } }, '/query/page unknown_field'],
    ['a cursor', { query: { cursor: 'x' } }, '/query/cursor unknown_field'],
    ['a format', { query: { format: 'csv' } }, '/query/format unknown_field'],
    ['a value that the list refuses', { query: { status: 'green' } }, '/query/status not_allowed'],
    ['an order of another list', { list: 'modules', query: { sort: 'risk' } }, '/query/sort not_allowed'],
    ['a list that there is not', { list: 'users' }, '/list not_allowed'],
    ['a name of spaces', { name: ' ' }, '/name too_short'],
  ])('%s', async (_what, change, problem) => {
    const who = await somebody();
    expect(refusal(await send(who, 'POST', '', { ...urgent, ...change }))).toEqual([400, [problem]]);
    expect(await names(who)).toEqual([]);
  });

  it('a changed query is held to the view’s list too', async () => {
    const who = await somebody();
    const { data } = await send(who, 'POST', '', urgent);
    const answer = await send(who, 'PUT', `/${data.id}`, { query: { group_by: 'site' } });
    expect(refusal(answer)).toEqual([400, ['/query/group_by unknown_field']]);
  });
});

describe('403, 404, 409, 422', () => {
  it('a key has no views', async () => {
    const answer = await test.request(test.as(test.cast.keys.write.secret), 'POST', url, urgent);
    expect([answer.status, answer.body.message]).toEqual([403, 'A key has no saved views.']);
  });

  it('nobody sees or changes those of others, whatever his role', async () => {
    const { data } = await send(await somebody(), 'POST', '', urgent);
    for (const other of [test.cast.sam, test.cast.alice, test.cast.charlie]) {
      expect(await names(other)).toEqual([]);
      const answers = [
        await send(other, 'PUT', `/${data.id}`, { name: 'Mine' }),
        await send(other, 'DELETE', `/${data.id}`),
        await send(other, 'DELETE', `/${newId()}`),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    }
  });

  it('a name is there once for each person and list', async () => {
    const [who, other] = [await somebody(), await somebody()];
    await send(who, 'POST', '', urgent);
    const same = { ...urgent, name: urgent.name.toUpperCase() };
    expect(refusal(await send(who, 'POST', '', same))).toEqual([409, ['/name conflict']]);
    const { data } = await send(who, 'POST', '', { ...urgent, name: 'Second' });
    expect((await send(who, 'PUT', `/${data.id}`, { name: urgent.name })).status).toBe(409);
    expect((await send(who, 'POST', '', { ...same, list: 'advisories', query: {} })).status).toBe(201);
    expect((await send(other, 'POST', '', urgent)).status).toBe(201);
  });

  it('nobody has more than 50, however many are sent at once', async () => {
    const who = await somebody();
    const answers = await Promise.all(
      Array.from({ length: 55 }, (_, index) => send(who, 'POST', '', { ...urgent, name: `View ${index}` })),
    );
    const refused = answers.filter(({ status }) => status === 422);
    expect([refused.length, refused[0]?.error]).toEqual([5, 'quota_exceeded']);
    expect((await send(who, 'GET')).body.meta.total).toBe(50);
  });
});
