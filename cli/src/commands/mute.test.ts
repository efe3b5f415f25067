import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContractServer, contractServer } from '../../test/contract-server.ts';
import { shopId, site } from '../../test/fleet.ts';
import { run } from '../../test/run.ts';

const id = '0192f0c1-7c4e-7b0a-9c55-2f7f6f1d9a40';
const organization = { id: '0192f0c1-7c4e-7b0a-9c55-000000000001', name: 'Acme' };
const person = { id: '0192f0c1-7c4e-7b0a-9c55-000000000002', name: 'Dev' };
const mute = {
  id,
  organization,
  project: { id, name: 'webform', title: 'Webform', drupal_link: null },
  scope: 'site',
  site: { id: shopId, name: 'Shop', url: 'https://shop.example.org' },
  tags: [],
  up_to_version: null,
  advisory: null,
  reason: 'Forms are switched off.',
  owner: person,
  ends_at: '2026-09-20T12:00:00Z',
  until_newer_release: true,
  hides: 1,
  created_by: person,
  created_at: '2026-08-21T12:00:00Z',
  updated_at: '2026-08-21T12:00:00Z',
  ended_at: null,
  ended_by: null,
  end_cause: null,
};

let server: ContractServer;
let bodies: unknown[];
beforeEach(async () => {
  bodies = [];
  server = await contractServer({
    'GET /api/v1/sites': () => ({ data: [site()] }),
    'POST /api/v1/mutes': ({ body }) => {
      bodies.push(body);
      return { status: 201, data: mute };
    },
    'GET /api/v1/mutes': () => ({ data: [mute] }),
    'GET /api/v1/mutes/preview': () => ({
      data: { sites: 2, security: 1, unsupported: 0, update: 1, unknown: 0, possible: 0, muted: 3 },
    }),
    [`POST /api/v1/mutes/${id}/end`]: () => ({
      data: { ...mute, hides: 0, ended_at: '2026-08-22T12:00:00Z', ended_by: person, end_cause: 'person' },
    }),
  });
});
afterEach(() => server.close());

const go = (...words: string[]) =>
  run(['mute', ...words, '--url', server.url], {
    env: { PATCHLIGHT_API_KEY: 'pl_org_a' },
    now: new Date('2026-08-21T12:00:00Z'),
  });
const reason = ['--reason', 'Forms are switched off.'];

describe('mute', () => {
  it('add says where, why and until when', async () => {
    const { code, out } = await go('add', 'webform', '--site', 'https://shop.example.org', '--for', '30d', ...reason);
    expect([code, bodies]).toEqual([
      0,
      [{ project: 'webform', site_id: shopId, reason: 'Forms are switched off.', ends_at: '2026-09-20T12:00:00.000Z' }],
    ]);
    expect(out).toMatch(/ends +2026-09-20 12:00 or newer release/);
    await go('add', 'webform', '--tag', 'a', '--tag', 'b', '--until-newer-release', ...reason);
    expect(bodies[1]).toMatchObject({ tags: ['a', 'b'], until_newer_release: true });
  });

  it('add asks for a reason and an end before it asks the server', async () => {
    expect((await go('add', 'webform', '--tag', 'a', '--for', '30d')).code).toBe(5);
    expect((await go('add', 'webform', '--tag', 'a', ...reason)).code).toBe(5);
    expect(bodies).toEqual([]);
  });

  it('add --dry-run says what it would hide', async () => {
    const { out } = await go('add', 'webform', '--tag', 'a', '--dry-run');
    expect(out).toMatch(/would hide it on +2 sites[\s\S]*muted already +3/);
    expect(bodies).toEqual([]);
  });

  it('list shows those in force', async () => {
    expect((await go('list', '--project', 'webform')).out).toMatch(/^PROJECT +WHERE[\s\S]*webform +Shop/);
  });

  it('end says how it ended', async () => {
    expect((await go('end', id)).out).toMatch(/ends +ended 2026-08-22, person/);
  });
});
