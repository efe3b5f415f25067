import { describe, expect, it, test } from 'vitest';
import { useApp } from '../../test/app.ts';
import { makeOrganization, makePerson } from '../../test/factories.ts';
import { createOutgoing } from '../outgoing/outgoing.ts';
import { shownUrl } from './channels.ts';

const app = useApp({
  outgoing: createOutgoing({
    lookup: async (hostname) => {
      if (hostname === 'inside.example.org') return ['10.0.0.7'];
      throw new Error('There is no such name.');
    },
  }),
});
const hook = { type: 'webhook', name: 'Hook', url: 'https://hooks.example.org:8443/in?key=1' };
const as = (who: 'alice' | 'charlie' | 'sam', method: string, path = '', body?: object) =>
  app.request(app.as(app.cast[who]), method, `/api/v1/channels${path}`, body);
const alice = (method: string, path = '', body?: object) => as('alice', method, path, body);
const create = async (changes: object = {}) => (await alice('POST', '', { ...hook, ...changes })).data;

describe('201', () => {
  it('a web hook is told of everything from now on; its secret is shown once', async () => {
    const { channel, secret } = await create();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(channel).toEqual({
      id: expect.any(String),
      organization: { id: app.cast.home.uuid, name: 'Home' },
      type: 'webhook',
      name: 'Hook',
      url: hook.url,
      events: [],
      tags: [],
      min_risk: null,
      template: null,
      is_active: true,
      paused: null,
      failing_since: null,
      last_delivered_at: null,
      former_secret_until: null,
      created_at: '2026-11-22T12:00:00Z',
      updated_at: '2026-11-22T12:00:00Z',
    });
    const { data, text } = await alice('GET', `/${channel.id}`);
    expect(data).toEqual(channel);
    expect(text).not.toContain('whsec_');
  });

  it('of Slack and Teams there is no secret but the URL, of which the beginning and the end are shown', async () => {
    for (const type of ['slack', 'teams']) {
      const url = 'https://hooks.slack.example/services/T0/B0/abcdefghWXYZ';
      const { channel, secret } = await create({ type, url });
      expect([channel.url, secret]).toEqual(['https://hooks.slack.example/…WXYZ', null]);
      expect((await alice('GET')).text).not.toContain('services');
    }
    expect(shownUrl('https://a.example/short')).toBe('https://a.example/…');
  });

  it('the record says what was made and none of what may be a secret', async () => {
    const { channel } = await create({ template: '{"key":"hidden-in-template","text":"{{title}}"}', tags: [' shop '] });
    const rows = await app.sql<{ data: { after: object } }>('select data from audit_logs where target_id = $1', [
      channel.id,
    ]);
    expect(rows[0]?.data.after).toEqual({
      type: 'webhook',
      name: 'Hook',
      events: [],
      tags: ['shop'],
      min_risk: null,
      is_active: true,
      url: 'https://hooks.example.org:8443',
      template: '47 characters',
    });
  });
});

describe('400', () => {
  it('where somebody is of several organizations and names none', async () => {
    const { status, body } = await as('sam', 'POST', '', { ...hook, organization_id: undefined });
    // Sam has a home, which is meant.
    expect(status).toBe(201);
    const loose = await makePerson(app.ctx, await makeOrganization(app.ctx, 'Elsewhere'), 'Loose', 'superuser');
    await app.sql('update users set organization_id = null where id = $1', [loose.id]);
    const refused = await app.request(app.as(loose), 'POST', '/api/v1/channels', hook);
    expect([refused.status, refused.body.details[0].path, body.error]).toEqual([400, '/organization_id', undefined]);
  });

  it.each([
    ['no JSON', '{"text": {{title}}}', 'Must be JSON'],
    ['a text', '"{{title}}"', 'Must match'],
    ['an unknown placeholder', '{"text":"{{password}}"}', 'There is no {{password}}'],
    ['nothing between braces', '{"text":"{{ }}"}', 'There is no {{}}'],
    ['many levels', `${'['.repeat(30)}1${']'.repeat(30)}`, 'levels of nesting'],
    ['what grows', `["${'{{text}}'.repeat(1_500)}"]`, 'longer than'],
  ])('a template that is %s', async (_what, template, words) => {
    const { status, body } = await alice('POST', '', { ...hook, template });
    expect([status, body.details[0].path]).toEqual([400, '/template']);
    expect(body.details[0].message).toContain(words);
  });

  it('a template for Slack, which has its own form', async () => {
    expect((await alice('POST', '', { ...hook, type: 'slack', template: '{}' })).status).toBe(400);
    const { channel } = await create({ type: 'teams' });
    expect((await alice('PUT', `/${channel.id}`, { template: '{}' })).status).toBe(400);
  });
});

test('404: nothing of another organization is there, whatever is asked', async () => {
  const { channel } = await create();
  const made = await alice('POST', `/${channel.id}/test`);
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['PUT', '', { name: 'Mine' }],
    ['DELETE', '', undefined],
    ['POST', '/test', undefined],
    ['POST', '/rotate-secret', undefined],
    ['GET', '/deliveries', undefined],
    ['POST', `/deliveries/${made.data.id}/replay`, undefined],
  ] as const)
    expect((await as('charlie', method, `/${channel.id}${path}`, body)).status, `${method} ${path}`).toBe(404);
  expect((await as('charlie', 'GET')).data).toEqual([]);
  const own = (await as('charlie', 'POST', '', hook)).data.channel;
  // A delivery is found below its own channel only.
  expect((await as('sam', 'POST', `/${own.id}/deliveries/${made.data.id}/replay`)).status).toBe(404);
});

describe('422', () => {
  it.each(['http://hooks.example.org/', 'https://127.1/', 'https://[::ffff:7f00:1]/', 'https://inside.example.org/'])(
    'S-01: the address %s is not called, when a channel is made and when it is changed',
    async (url) => {
      const { channel } = await create();
      for (const answer of [await alice('POST', '', { ...hook, url }), await alice('PUT', `/${channel.id}`, { url })]) {
        expect([answer.status, answer.error]).toEqual([422, 'address_not_allowed']);
        expect(answer.body.details).toEqual([
          { path: '/url', code: 'address_not_allowed', message: expect.stringContaining('Use an address that') },
        ]);
      }
    },
  );

  it('an organization has twenty, also where several are made at once', async () => {
    const organization_id = (await makeOrganization(app.ctx, 'Many')).uuid;
    const answers = await Promise.all(
      Array.from({ length: 24 }, () => as('sam', 'POST', '', { ...hook, organization_id })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(20).fill(201), ...Array(4).fill(422)]);
    expect(answers.find(({ status }) => status === 422)?.error).toBe('quota_exceeded');
  });
});

it('what is left out of a change stays, and it is recorded that the address changed and not to what', async () => {
  const { channel } = await create({ events: ['site_silent'], min_risk: 10 });
  app.pass(1_000);
  const { data } = await alice('PUT', `/${channel.id}`, { url: 'https://hooks.example.org/other', tags: ['b', 'b '] });
  expect(data).toEqual({
    ...channel,
    url: 'https://hooks.example.org/other',
    tags: ['b'],
    updated_at: app.now().toISOString().replace('.000', ''),
  });
  const rows = await app.sql<{ data: { after: { url_changed?: boolean } } }>(
    "select data from audit_logs where target_id = $1 and action = 'channel.updated'",
    [channel.id],
  );
  expect(rows[0]?.data.after.url_changed).toBe(true);
  expect(JSON.stringify(rows)).not.toContain('/other');
});

it('a secret that is replaced is shown once, and the one before for a day', async () => {
  const { channel, secret } = await create();
  const { data } = await alice('POST', `/${channel.id}/rotate-secret`);
  expect(data.secret).toMatch(/^whsec_/);
  expect(data.secret).not.toBe(secret);
  const until = new Date(app.now().getTime() + 86_400_000);
  expect(new Date(data.channel.former_secret_until)).toEqual(until);
  app.setNow(until);
  expect((await alice('GET', `/${channel.id}`)).data.former_secret_until).toBeNull();
  const slack = await create({ type: 'slack' });
  expect((await alice('POST', `/${slack.channel.id}/rotate-secret`)).status).toBe(409);
});

it('lists by name and by age, of one kind and of one organization', async () => {
  const organization_id = (await makeOrganization(app.ctx, 'Listed')).uuid;
  for (const [name, type] of [
    ['b', 'slack'],
    ['A', 'teams'],
    ['c', 'slack'],
  ])
    await as('sam', 'POST', '', { ...hook, name, type, organization_id });
  const names = async (query: string) =>
    (await as('sam', 'GET', `?organization_id=${organization_id}${query}`)).data.map(
      ({ name }: { name: string }) => name,
    );
  expect(await names('')).toEqual(['A', 'b', 'c']);
  expect(await names('&sort=-created_at')).toEqual(['c', 'A', 'b']);
  expect(await names('&type=slack&sort=-name')).toEqual(['c', 'b']);
});

it('goes with its deliveries', async () => {
  const { channel } = await create();
  await alice('POST', `/${channel.id}/test`);
  expect((await alice('DELETE', `/${channel.id}`)).status).toBe(200);
  expect((await alice('GET', `/${channel.id}`)).status).toBe(404);
  expect((await alice('GET', `/${channel.id}/deliveries`)).status).toBe(404);
});
