import { expect, it } from 'vitest';
import { useApp } from './app.ts';
import { password as first, makePerson } from './factories.ts';

const test = useApp();
const api = '/api/v1';
const words = 'unrelated words make mornings better, they say ';

const login = async (email: string, password: string) =>
  (await test.request({}, 'POST', `${api}/auth/login`, { email, password })).status;
let people = 0;
async function person() {
  people += 1;
  const who = await makePerson(test.ctx, test.cast.home, `Maria ${people}`, 'viewer');
  const change = (password: string, current_password = first) =>
    test.request(test.as(who), 'PUT', `${api}/users/update/${who.uuid}`, { password, current_password });
  return { ...who, change };
}

it.each([
  ['15 characters', 'fifteen letters'],
  ['64 characters', words.repeat(2).slice(0, 64)],
  ['128 characters, with emoji', `${words.repeat(3).slice(0, 118)}${'\u{1f600}\u{1f984}'.repeat(5)}`],
])('A-05: %s are taken, and open the door', async (name, password) => {
  expect([...password]).toHaveLength(Number(name.split(' ')[0]));
  const { email, change } = await person();
  expect((await change(password)).status).toBe(200);
  expect(await login(email, password)).toBe(200);
});

it.each([
  ['past the 72nd byte', `${words.repeat(2).slice(0, 72)}REAL`, `${words.repeat(2).slice(0, 72)}WRONG`],
  ['in the 19th emoji', '\u{1f600}\u{1f601}\u{1f602}\u{1f984}\u{1f980}\u{1f3a9}'.repeat(3).concat('\u{1f600}'), ''],
])('A-06: a password that differs %s is another one', async (_where, right, other) => {
  const wrong = other === '' ? right.replace(/.$/u, '\u{1f601}') : other;
  const { email, change } = await person();
  expect((await change(right)).status).toBe(200);
  expect([await login(email, wrong), await login(email, right)]).toEqual([401, 200]);
});

it('A-05, A-07: what is short or easy to guess is a 422, and the old password stays', async () => {
  const { email, change } = await person();
  for (const weak of [
    'fourteen chars',
    'passwordpassword',
    'patchlight patchlight',
    `${email.split('@')[0]}`.repeat(2),
    `${test.cast.home.view.name}`.repeat(5),
    'Maria Maria Maria Maria',
  ]) {
    const answer = await change(weak);
    expect([answer.status, answer.error, answer.body.details[0].path], weak).toEqual([
      422,
      'weak_password',
      '/password',
    ]);
  }
  expect(await login(email, first)).toBe(200);
  // No digit, no capital, no sign, and nothing of the kind is asked for.
  expect((await change('correct horse battery staple')).status).toBe(200);
});

it('A-07: the name of the organization counts wherever a password is set', async () => {
  const { home, alice } = test.cast;
  const weak = `${home.view.name} ${home.view.name} 2026 2026`;
  const body = { name: 'New', role: 'viewer', organization_id: home.uuid };
  const add = (extra: object) => test.request(test.as(alice), 'POST', `${api}/users/add`, { ...body, ...extra });
  expect((await add({ email: 'given@example.org', password: weak })).error).toBe('weak_password');
  await add({ email: 'invited@example.org' });
  await test.request({}, 'POST', `${api}/auth/forgot-password`, { email: alice.email });
  for (const [recipient, path] of [
    ['invited@example.org', 'accept-invitation'],
    [alice.email, 'reset-password'],
  ]) {
    const [mail] = await test.sql<{ text: string }>('select text from outbox where recipient = $1', [recipient]);
    const token = /token=(\S+)/.exec(mail?.text ?? '')?.[1];
    expect((await test.request({}, 'POST', `${api}/auth/${path}`, { token, password: weak })).error).toBe(
      'weak_password',
    );
  }
});
