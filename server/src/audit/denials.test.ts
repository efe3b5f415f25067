import { expect, it } from 'vitest';
import { type Headers, useApp } from '../../test/app.ts';
import { password } from '../../test/factories.ts';
import { until } from '../../test/fetching.ts';
import { createDenials, type Denials } from './denials.ts';

const test = useApp();
const api = '/api/v1';
let requests = 0;

async function rowOf(headers: Headers, method: string, url: string, body?: object) {
  requests += 1;
  const id = `denial-${requests}`;
  const { status } = await test.request({ ...headers, 'x-request-id': id }, method, api + url, body);
  const rows = await test.sql<Record<string, unknown>>(
    `select organization_id as organization, actor_type as actor, action, status, target_id as target, data->'after' as after
    from audit_logs where request_id = $1`,
    [id],
  );
  return { status, rows };
}
const signIn = (email: string, secret: string) => rowOf({}, 'POST', '/auth/login', { email, password: secret });

it('G-02: a sign-in that failed is recorded with the account, never with what was typed', async () => {
  const refused = { actor: 'anonymous', action: 'session.refused', status: 'failure', after: { source: '127.0.0.1' } };
  const { home, alice } = test.cast;
  const wrong = await signIn(alice.email, 'a wrong password of some length');
  expect(wrong).toEqual({ status: 401, rows: [{ ...refused, organization: home.id, target: alice.uuid }] });
  const nobody = await signIn(`${password}@example.org`, password);
  expect(nobody).toEqual({ status: 401, rows: [{ ...refused, organization: 0, target: 'unknown' }] });
});

it('G-02: a 403 is recorded with who asked for what, a key that is none with its source', async () => {
  const denied = await rowOf(test.as(test.cast.vic), 'DELETE', `/sites/${test.cast.site.uuid}`);
  expect(denied).toEqual({
    status: 403,
    rows: [
      {
        organization: test.cast.home.id,
        actor: 'user',
        action: 'access.denied',
        status: 'denied',
        target: 'deleteSite',
        after: { code: 'forbidden', source: '127.0.0.1' },
      },
    ],
  });
  const revoked = await rowOf(test.as(test.cast.keys.revoked.secret), 'GET', '/sites');
  expect(revoked).toMatchObject({ status: 401, rows: [{ organization: 0, action: 'key.refused', status: 'failure' }] });
});

it('what is not there leaves no record', async () => {
  const { rows } = await rowOf(test.as(test.cast.alice), 'GET', `/sites/${test.cast.awaySite.uuid}`);
  expect(rows).toEqual([]);
});

it('G-02: a source gets 20 rows in a window and one that counts the others', async () => {
  const count = async (where: string) =>
    (await test.sql<{ n: number }>(`select count(*) as n from audit_logs where ${where}`))[0]?.n;
  const refuse = (denials: Denials) =>
    denials.requestRefused(test.ctx, { code: 'forbidden', endpoint: 'deleteSite', source: '192.0.2.1' });
  // Long enough for all of them, however busy the machine is.
  const short = createDenials(test.database.db, 4_000);
  for (let index = 0; index < 50; index += 1) await refuse(short);
  expect(await count("data->'after'->>'source' = '192.0.2.1'")).toBe(20);
  await until(async () => (await count("action = 'denials.counted' and data->'after'->>'more' = '30'")) === 1);
  await short.close();
  // A window that is still open is written down at the end.
  const long = createDenials(test.database.db);
  for (let index = 0; index < 22; index += 1) await refuse(long);
  await long.close();
  expect(await count("action = 'denials.counted' and data->'after'->>'more' = '2'")).toBe(1);
});
