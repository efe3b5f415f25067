import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, publicUrl, useApp } from './app.ts';
import { canary } from './cast.ts';
import { makeOrganization, makePerson, type OrganizationRow, type Person, password } from './factories.ts';

const test = useApp();
const api = '/api/v1';
const fresh = 'unrelated words make mornings better';

let serial = 0;
const person = (role: 'viewer' | 'developer' | 'organization_admin' | 'superuser', home = test.cast.home) =>
  makePerson(test.ctx, home, `Person ${++serial}`, role);
const as = (who: Person, method: string, path: string, body?: object) =>
  test.request(test.as(who), method, `${api}${path}`, body);
const put = (who: Person, whom: Person, body: object) => as(who, 'PUT', `/users/update/${whom.uuid}`, body);
const login = (email: string, given = password) =>
  test.request({}, 'POST', `${api}/auth/login`, { email, password: given, cookie: false });
const me = async (token: string) => (await test.request(test.as(token), 'GET', `${api}/auth/me`)).status;
const add = (who: Person, body: object, home = test.cast.home) =>
  as(who, 'POST', '/users/add', { name: 'Newcomer', role: 'viewer', organization_id: home.uuid, ...body });
const roleOf = async (whom: Person) => (await as(test.cast.sam, 'GET', `/users/${whom.uuid}`)).data.role;
const failure = ({ status, error }: Answer) => [status, error];

async function tokenFor(recipient: string): Promise<string> {
  const [mail] = await test.sql<{ text: string }>(
    'select text from outbox where recipient = $1 order by id desc limit 1',
    [recipient],
  );
  return /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? 'no mail';
}

/** A member of the home organization whose own home is Charlie's. */
async function guest(role = 'developer'): Promise<Person> {
  const whom = await person('viewer', test.cast.away);
  await as(test.cast.sam, 'POST', '/memberships', {
    user_id: whom.uuid,
    organization_id: test.cast.home.uuid,
    role,
  });
  return whom;
}

describe('A-09 adding a person with a password', () => {
  it('they can do one thing, replace it, and then everything', async () => {
    const email = 'replace@example.org';
    const { status, data } = await add(test.cast.alice, { email, password });
    expect([status, data.email, data.is_active]).toEqual([201, email, true]);
    const { access_token: token, refresh_token: refresh } = (await login(email)).data;
    for (const [method, path, body] of [
      ['GET', '/sites', undefined],
      ['GET', '/auth/me', undefined],
      ['GET', '/auth/sessions', undefined],
      ['DELETE', `/users/delete/${data.id}`, undefined],
      ['PUT', `/users/update/${data.id}`, { name: 'Other' }],
      ['PUT', `/users/update/${test.cast.vic.uuid}`, { password: fresh, current_password: password }],
    ] as const) {
      const answer = await test.request(test.as(token), method, `${api}${path}`, body);
      if (answer.status !== 404) expect(answer.error, path).toBe('password_change_required');
    }
    const change = (given: string) =>
      test.request(test.as(token), 'PUT', `${api}/users/update/${data.id}`, {
        password: given,
        current_password: password,
      });
    expect((await change(password)).error).toBe('weak_password');
    expect((await change(fresh)).status).toBe(200);
    expect(await me(token)).toBe(200);
    expect((await test.request({}, 'POST', `${api}/auth/refresh`, { refresh_token: refresh })).status).toBe(200);
  });

  it('a weak one, a known address and a role above one’s own are refused', async () => {
    const email = 'never@example.org';
    expect(failure(await add(test.cast.alice, { email, password: 'passwordpassword' }))).toEqual([
      422,
      'weak_password',
    ]);
    expect(failure(await add(test.cast.alice, { email: 'VIC@example.org' }))).toEqual([409, 'conflict']);
    expect(failure(await add(test.cast.alice, { email, role: 'superuser' }))).toEqual([403, 'forbidden']);
    expect(failure(await add(test.cast.dev, { email }))).toEqual([403, 'forbidden']);
    expect(failure(await add(test.cast.alice, { email }, test.cast.away))).toEqual([404, 'not_found']);
    expect(failure(await login(email, 'passwordpassword'))).toEqual([401, 'invalid_credentials']);
  });
});

describe('inviting', () => {
  it('a mail with a link that works once makes an account', async () => {
    const email = 'invited@example.org';
    const invited = await add(test.cast.alice, { email, role: 'developer' });
    expect(invited.data).toMatchObject({ email, role: 'developer', is_active: false });
    const [mail] = await test.sql<{ text: string; sent_at: null }>('select * from outbox where recipient = $1', [
      email,
    ]);
    expect([mail?.sent_at, mail?.text]).toEqual([
      null,
      expect.stringContaining(`${publicUrl}/accept-invitation#token=`),
    ]);
    const token = await tokenFor(email);
    const accept = (body: object) => test.request({}, 'POST', `${api}/auth/accept-invitation`, { token, ...body });
    expect(failure(await accept({}))).toEqual([400, 'validation_error']);
    expect(failure(await accept({ password: 'short' }))).toEqual([422, 'weak_password']);
    const accepted = await accept({ password: fresh, name: 'Ida' });
    expect(accepted.data).toMatchObject({ email, name: 'Ida', role: 'developer', is_active: true });
    expect(accepted.data.id).not.toBe(invited.data.id);
    expect(failure(await accept({ password: fresh }))).toEqual([400, 'validation_error']);
    expect((await login(email, fresh)).status).toBe(200);
    const stored = await test.sql("select 1 from invitations i where i::text like '%' || $1 || '%'", [token]);
    expect(stored).toEqual([]);
  });

  it('T-11 an address known elsewhere gets the answer of an unknown one', async () => {
    const known = await person('viewer', test.cast.away);
    const answers = [
      await add(test.cast.alice, { email: known.email }),
      await add(test.cast.alice, { email: 'unknown@example.org' }),
    ];
    const [one, two] = answers.map(({ data }) => ({ ...data, id: '', email: '' }));
    expect(one).toEqual(two);
    expect(answers[0]?.data.id).not.toBe(known.uuid);
    expect(answers[0]?.text).not.toContain(canary);
    const accepted = await test.request({}, 'POST', `${api}/auth/accept-invitation`, {
      token: await tokenFor(known.email),
    });
    expect(accepted.data).toMatchObject({ id: known.uuid, organization: { id: test.cast.away.uuid } });
    expect(accepted.data.memberships).toHaveLength(2);
    const seen = await as(test.cast.alice, 'GET', `/users/${known.uuid}`);
    expect(seen.data).toMatchObject({
      organization: null,
      memberships: [{ organization: { id: test.cast.home.uuid } }],
    });
    expect(seen.text).not.toContain(canary);
  });

  it('is pending until it is accepted, sent again with a new link, taken back, or a day old', async () => {
    const email = 'pending@example.org';
    const { data } = await add(test.cast.alice, { email });
    expect(failure(await add(test.cast.alice, { email }))).toEqual([409, 'conflict']);
    const listed = await as(test.cast.alice, 'GET', '/invitations');
    expect(listed.data[0]).toMatchObject({ id: data.id, email, role: 'viewer' });
    const first = await tokenFor(email);
    expect((await as(test.cast.alice, 'POST', `/invitations/${data.id}/resend`)).status).toBe(200);
    const second = await tokenFor(email);
    const accept = (token: string) =>
      test.request({}, 'POST', `${api}/auth/accept-invitation`, { token, password: fresh });
    expect(failure(await accept(first))).toEqual([400, 'validation_error']);
    test.pass(24 * 60 * 60_000);
    expect(failure(await accept(second))).toEqual([400, 'validation_error']);
    expect((await as(test.cast.alice, 'POST', `/invitations/${data.id}/resend`)).status).toBe(200);
    expect((await as(test.cast.alice, 'DELETE', `/invitations/${data.id}`)).status).toBe(200);
    expect(failure(await accept(await tokenFor(email)))).toEqual([400, 'validation_error']);
    expect((await add(test.cast.alice, { email })).status).toBe(201);
  });
});

describe('changing people', () => {
  it('R-02 nobody lifts himself, R-03 nobody grants more than he has', async () => {
    const { vic, alice, dev, sam } = test.cast;
    for (const role of ['superuser', 'organization_admin', 'developer'])
      expect((await put(vic, vic, { role })).status).toBe(403);
    expect((await put(alice, alice, { role: 'superuser' })).status).toBe(403);
    expect((await put(alice, vic, { role: 'superuser' })).status).toBe(403);
    expect((await put(dev, vic, { role: 'organization_admin' })).status).toBe(403);
    expect((await put(alice, sam, { name: 'Mine' })).status).toBe(403);
    expect((await put(vic, vic, { is_active: false })).status).toBe(403);
    expect([await roleOf(vic), await roleOf(alice)]).toEqual(['viewer', 'organization_admin']);
  });

  it('R-04 and R-05 fields that are not named are refused', async () => {
    const { alice, vic } = test.cast;
    for (const name of [
      'id',
      'uuid',
      'organization_id',
      'is_deleted',
      'hashed_password',
      'last_login',
      'token_version',
    ]) {
      const answer = await put(alice, vic, { name: 'x', [name]: 'x' });
      expect([answer.status, answer.body.details[0].path]).toEqual([400, `/${name}`]);
    }
    expect((await as(alice, 'GET', `/users/${vic.uuid}`)).data.name).toBe('Vic');
  });

  it('oneself: name, address, language, what mails there are; the record has before and after', async () => {
    const whom = await person('viewer');
    const body = {
      name: 'Renamed',
      email: `New.${whom.email}`,
      timezone: 'Europe/Berlin',
      locale: 'de',
      notification_preferences: { events: { update_available: 'weekly' }, digest_hour: 6 },
    };
    const { data } = await put(whom, whom, body);
    expect(data).toMatchObject({
      name: 'Renamed',
      email: `new.${whom.email}`,
      timezone: 'Europe/Berlin',
      locale: 'de',
    });
    expect(data.notification_preferences).toMatchObject({
      events: { update_available: 'weekly', security_exposure: 'instant' },
      digest_hour: 6,
      digest_weekday: 1,
    });
    expect((await put(whom, whom, { timezone: 'Mars/Olympus' })).status).toBe(400);
    expect((await put(whom, whom, { email: test.cast.dev.email })).status).toBe(409);
    const [row] = await test.sql<{ data: object }>(
      "select data from audit_logs where action = 'user.updated' and target_id = $1",
      [whom.uuid],
    );
    expect(row?.data).toMatchObject({ before: { email: whom.email }, after: { email: `new.${whom.email}` } });
  });

  it('A-08 a password needs the old one and ends the other sessions', async () => {
    const whom = await person('viewer');
    const [here, there] = [(await login(whom.email)).data, (await login(whom.email)).data];
    const change = (body: object) =>
      test.request(test.as(here.access_token), 'PUT', `${api}/users/update/${whom.uuid}`, body);
    expect((await change({ password: fresh })).status).toBe(400);
    expect((await change({ password: fresh, current_password: 'wrong' })).status).toBe(400);
    expect((await change({ password: 'drupaldrupaldrupal', current_password: password })).status).toBe(422);
    expect((await put(test.cast.alice, whom, { password: fresh, current_password: password })).status).toBe(403);
    expect((await change({ password: fresh, current_password: password })).status).toBe(200);
    expect([await me(here.access_token), await me(there.access_token)]).toEqual([200, 401]);
    expect((await test.request({}, 'POST', `${api}/auth/refresh`, { refresh_token: there.refresh_token })).status).toBe(
      401,
    );
    expect([(await login(whom.email)).status, (await login(whom.email, fresh)).status]).toEqual([401, 200]);
    const secrets = await test.sql(
      "select 1 from audit_logs where data::text like '%unrelated words%' or data::text like '%$2b$%'",
    );
    expect(secrets).toEqual([]);
  });

  it('J-12 switching off and deleting work on the next request; a superuser brings back', async () => {
    const whom = await person('developer');
    const off = (await login(whom.email)).data;
    expect((await put(test.cast.alice, whom, { is_active: false })).data.is_active).toBe(false);
    expect([await me(off.access_token), (await login(whom.email)).status]).toEqual([401, 401]);
    await put(test.cast.alice, whom, { is_active: true });
    const on = (await login(whom.email)).data;
    expect([await me(off.access_token), await me(on.access_token)]).toEqual([401, 200]);
    expect((await as(test.cast.dev, 'DELETE', `/users/delete/${whom.uuid}`)).status).toBe(403);
    expect((await as(test.cast.alice, 'DELETE', `/users/delete/${whom.uuid}`)).status).toBe(200);
    expect([await me(on.access_token), (await login(whom.email)).status]).toEqual([401, 401]);
    expect((await as(test.cast.alice, 'GET', `/users/${whom.uuid}`)).status).toBe(404);
    expect((await as(test.cast.alice, 'POST', `/users/${whom.uuid}/restore`)).status).toBe(404);
    expect((await as(test.cast.sam, 'POST', `/users/${whom.uuid}/restore`)).status).toBe(200);
    expect([await me(on.access_token), (await login(whom.email)).status]).toEqual([401, 200]);
    await as(whom, 'DELETE', `/users/delete/${whom.uuid}`);
    test.pass(31 * 24 * 60 * 60_000);
    expect((await as(test.cast.sam, 'POST', `/users/${whom.uuid}/restore`)).status).toBe(404);
  });

  it('an administrator elsewhere than at home changes the role there, or ends it, and nothing else', async () => {
    const whom = await guest();
    const { alice } = test.cast;
    for (const body of [{ name: 'x' }, { email: 'x@example.org' }, { is_active: false }, { role: 'viewer', name: 'x' }])
      expect((await put(alice, whom, body)).status).toBe(403);
    expect((await as(alice, 'DELETE', `/users/delete/${whom.uuid}`)).status).toBe(403);
    expect((await put(alice, whom, { role: 'viewer' })).data.memberships).toMatchObject([{ role: 'viewer' }]);
    const { data } = await as(alice, 'GET', `/memberships?user_id=${whom.uuid}`);
    expect(data).toMatchObject([{ role: 'viewer', is_home: false, organization: { id: test.cast.home.uuid } }]);
    expect((await as(alice, 'DELETE', `/memberships/${data[0].id}`)).status).toBe(200);
    expect((await as(alice, 'GET', `/users/${whom.uuid}`)).status).toBe(404);
    expect((await as(test.cast.charlie, 'GET', `/users/${whom.uuid}`)).data.is_active).toBe(true);
  });
});

describe('R-06 the last administrator stays', () => {
  let organization: OrganizationRow;
  let one: Person;
  let two: Person;
  beforeAll(async () => {
    organization = await makeOrganization(test.ctx, 'Small');
    one = await person('organization_admin', organization);
    two = await person('organization_admin', organization);
  });
  const admins = () =>
    test.sql("select 1 from memberships where organization_id = $1 and role = 'organization_admin'", [organization.id]);

  it('of two who demote each other at once one is refused', async () => {
    const answers = await Promise.all([put(one, two, { role: 'viewer' }), put(two, one, { role: 'viewer' })]);
    const statuses = answers.map(({ status }) => status).sort();
    expect([
      [200, 409],
      [200, 403],
      [200, 404],
    ]).toContainEqual(statuses);
    expect(await admins()).toHaveLength(1);
  });

  it('alone, not demoted, not switched off, not deleted, by nobody', async () => {
    const last = (await roleOf(one)) === 'organization_admin' ? one : two;
    const [member] = (await as(test.cast.sam, 'GET', `/memberships?user_id=${last.uuid}`)).data;
    for (const who of [last, test.cast.sam]) {
      expect((await put(who, last, { role: 'developer' })).error).toBe('last_admin');
      expect((await put(who, last, { is_active: false })).error).toBe('last_admin');
      expect((await as(who, 'DELETE', `/users/delete/${last.uuid}`)).error).toBe('last_admin');
      expect((await as(who, 'PUT', `/memberships/${member.id}`, { role: 'viewer' })).error).toBe('last_admin');
    }
    expect(failure(await as(last, 'DELETE', `/memberships/${member.id}`))).toEqual([409, 'conflict']);
    expect((await put(test.cast.sam, test.cast.sam, { role: 'viewer' })).error).toBe('last_admin');
    expect(await admins()).toHaveLength(1);
  });
});

it('members see names and roles, administrators everything, and filters tell no more', async () => {
  const { vic, alice, charlie } = test.cast;
  const list = async (who: Person, query = '') => (await as(who, 'GET', `/users?per_page=100${query}`)).data;
  const seen = (await list(vic)).find(({ name }: { name: string }) => name === 'Alice');
  expect(seen).toMatchObject({ role: 'organization_admin', email: null, is_active: null, created_at: null });
  const own = (await list(vic)).find(({ id }: { id: string }) => id === vic.uuid);
  expect(own.email).toBe(vic.email);
  expect(await list(vic, '&q=alice@example')).toEqual([]);
  expect(await list(alice, '&q=vic@example')).toMatchObject([{ name: 'Vic', email: vic.email }]);
  expect(JSON.stringify(await list(alice))).not.toContain(canary);
  expect(await list(alice, `&organization_id=${test.cast.away.uuid}`)).toEqual([]);
  expect((await list(charlie, '&role=organization_admin')).map(({ id }: { id: string }) => id)).toEqual([charlie.uuid]);
  expect((await as(vic, 'GET', `/users/${alice.uuid}`)).status).toBe(403);
});

describe('A-10 a forgotten password', () => {
  const forgot = (email: string) =>
    test.request({ host: 'evil.example' }, 'POST', `${api}/auth/forgot-password`, { email });
  const reset = (token: string, given = fresh) =>
    test.request({}, 'POST', `${api}/auth/reset-password`, { token, password: given });

  it('is replaced once, within ten minutes, and every session ends', async () => {
    const whom = await person('viewer');
    const { access_token: access } = (await login(whom.email)).data;
    const answers = [await forgot(whom.email.toUpperCase()), await forgot('nobody@example.org')];
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    const [mail] = await test.sql<{ text: string }>('select text from outbox where recipient = $1', [whom.email]);
    expect(mail?.text).toContain(`${publicUrl}/reset-password#token=`);
    expect(await test.sql("select 1 from outbox where recipient = 'nobody@example.org'")).toEqual([]);
    const token = await tokenFor(whom.email);
    expect((await reset(token, 'short')).error).toBe('weak_password');
    expect((await reset(token)).status).toBe(200);
    expect(failure(await reset(token))).toEqual([400, 'validation_error']);
    expect([await me(access), (await login(whom.email, fresh)).status]).toEqual([401, 200]);
  });

  it('not after ten minutes, nor after the address has changed', async () => {
    const whom = await person('viewer');
    await forgot(whom.email);
    test.pass(10 * 60_000);
    expect((await reset(await tokenFor(whom.email))).status).toBe(400);
    await forgot(whom.email);
    await put(whom, whom, { email: `moved.${whom.email}` });
    expect((await reset(await tokenFor(whom.email))).status).toBe(400);
    expect((await login(`moved.${whom.email}`)).status).toBe(200);
  });
});
