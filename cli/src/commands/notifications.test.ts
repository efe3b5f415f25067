import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ContractServer, contractServer } from '../../test/contract-server.ts';
import { run } from '../../test/run.ts';

const id = '019ab3d2-11f0-7a52-9c3e-6b7081920a1b';
const at = '2026-08-20T12:00:00Z';
const organization = { id, name: 'Acme' };
const user = {
  id,
  name: 'Ada',
  email: 'ada@example.org',
  role: 'developer',
  organization,
  memberships: [{ organization, role: 'developer' }],
  timezone: 'Europe/Oslo',
  locale: 'en',
  is_active: true,
  last_login: null,
  created_at: at,
  updated_at: at,
};
const detail = {
  ...user,
  notification_preferences: {
    events: { security_exposure: 'instant', site_silent: 'off' },
    risk_threshold: 15,
    tags: ['shop'],
    site_ids: [],
    digest_hour: 8,
    digest_weekday: 1,
    quiet_hours: { from: '22:00', to: '07:00' },
    send_if_unchanged: false,
  },
  email_state: 'paused',
  email_pause_reason: '550 no such user',
};
const message = {
  id,
  kind: 'instant',
  organization,
  recipient: { id, name: 'Ada' },
  subject: '[Security 15/25] Webform: 2 of 9 sites exposed - fix 6.2.3',
  status: 'failed',
  attempts: 1,
  answer: '550 no such user',
  window_start: null,
  window_end: null,
  created_at: at,
  sent_at: null,
};

let server: ContractServer;
let bodies: unknown[];
beforeEach(async () => {
  bodies = [];
  const noting =
    (data: unknown) =>
    ({ body }: { body: unknown }) => {
      bodies.push(body);
      return { data };
    };
  server = await contractServer({
    'GET /api/v1/auth/me': () => ({ data: { user, organization, site: null, key: null } }),
    [`GET /api/v1/users/${id}`]: () => ({ data: detail }),
    [`PUT /api/v1/users/update/${id}`]: noting(detail),
    [`GET /api/v1/users/${id}/messages`]: () => ({ data: [message] }),
    [`POST /api/v1/users/${id}/digest-preview`]: noting({
      subject: '1 new',
      html: '<html lang="en"></html>',
      text: 'A hole.\n',
      sent: true,
      unchanged: false,
    }),
  });
});
afterEach(() => server.close());

const go = (...words: string[]) =>
  run(['notifications', ...words, '--url', server.url], { env: { PATCHLIGHT_API_KEY: 'a token' } });

it('show says what is told, of which sites, when, and that the address is paused', async () => {
  const { out } = await go('show');
  expect(out).toMatch(/ada@example.org \(paused: 550 no such user\)/);
  expect(out).toMatch(/security_exposure +instant/);
  expect(out).toMatch(/sites +tags shop/);
  expect(out).toMatch(/quiet hours +22:00 to 07:00/);
});

it('set changes what is named, and nothing else', async () => {
  expect((await go('set', 'site_silent=daily', '--min-risk', '10', '--hour', '7', '--tag', '')).code).toBe(0);
  expect(bodies).toEqual([
    { notification_preferences: { events: { site_silent: 'daily' }, risk_threshold: 10, digest_hour: 7, tags: [] } },
  ]);
});

it.each([[['set']], [['set', 'site_silent']], [['set', 'site_silent=hourly']], [['set', '--hour', 'noon']]])(
  '%j is a mistake of whoever typed it',
  async (words) => {
    expect((await go(...words)).code).toBe(5);
    expect(bodies).toEqual([]);
  },
);

it('log lists what was sent, with what the mail server said', async () => {
  expect((await go('log')).out).toMatch(/instant +failed +\[Security 15\/25\] Webform/);
});

it('preview prints the text of the next digest, and sends it where that is asked for', async () => {
  const { out, err } = await go('preview', 'daily', '--send');
  expect(out).toBe('1 new\n\nA hole.\n');
  expect(err).toContain('on its way');
  expect(bodies).toEqual([{ kind: 'daily', send: true }]);
});
