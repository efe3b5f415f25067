import { expect, it } from 'vitest';
import { setupToken, useApp } from './app.ts';

const test = useApp({ empty: true });
const url = '/api/v1/setup';
const body = {
  token: setupToken,
  email: ' Sam@Example.org',
  password: 'staple horse battery correct',
  name: 'Sam',
  organization_name: 'Acme',
};
const send = (change: object = {}) => test.request({}, 'POST', url, { ...body, email: 'sam@example.org', ...change });

it.each([
  ['a wrong token', { token: 'wrong' }, 404, 'not_found'],
  ['a weak password', { password: 'passwordpassword' }, 422, 'weak_password'],
  ['the name of the organization as password', { password: 'acme acme acme acme' }, 422, 'weak_password'],
  ['no address', { email: 'sam' }, 400, 'validation_error'],
  ['a name of spaces', { name: '   ' }, 400, 'validation_error'],
  ['a role', { role: 'superuser' }, 400, 'validation_error'],
])('%s makes nobody', async (_name, change, status, error) => {
  const answer = await send(change);
  expect([answer.status, answer.error]).toEqual([status, error]);
  expect(answer.text).not.toContain(setupToken);
  expect(await test.sql('select 1 from users union all select 1 from organizations')).toEqual([]);
});

it('A-12: a fresh installation knows nobody', async () => {
  for (const name of ['admin', 'administrator', 'root', 'superuser', 'sam'])
    for (const password of ['admin', 'password', 'changeme', 'patchlight']) {
      const answer = await test.request({}, 'POST', '/api/v1/auth/login', { email: `${name}@example.org`, password });
      expect([answer.status, answer.error]).toEqual([401, 'invalid_credentials']);
    }
});

it('A-12: of ten at once one makes the superuser, and the others find nothing', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => send({ email: `sam${index}@example.org` })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(404)]);
  const made = answers.find(({ status }) => status === 201)?.data;
  expect(made).toMatchObject({ user: { role: 'superuser', name: 'Sam' }, organization: { name: 'Acme' } });
  expect(made.user.organization.id).toBe(made.organization.id);
});

it('A-12: once there is a user it is as if it had never been', async () => {
  const [right, wrong] = [await send(), await send({ token: 'wrong' })];
  expect(right.status).toBe(404);
  expect({ ...right.body, timestamp: '', request_id: '' }).toEqual({ ...wrong.body, timestamp: '', request_id: '' });
});
