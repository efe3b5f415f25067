import * as contract from '@patchlight/contract/organizations';
import { sql } from 'kysely';
import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { type Answer, type Headers, secretKey, useApp } from '../../test/app.ts';
import { makeSite } from '../../test/factories.ts';
import { type Ctx, inTransaction } from '../context.ts';
import { createIdempotency, forgetKeys } from './idempotency.ts';

const test = useApp();
const api = '/api/v1';
const run = { updates: [{ module: 'pathauto', from_version: '8.x-1.12', to_version: '8.x-1.13' }] };

type Name = 'alice' | 'dev' | 'charlie' | 'sam';
const under = (key: string, name: Name = 'dev'): Headers => ({ ...test.as(test.cast[name]), 'idempotency-key': key });
const newSite = () => ({ url: `https://${newId()}.example.org`, name: 'New', organization_id: test.cast.home.uuid });
const createSite = (headers: Headers, body: object) => test.request(headers, 'POST', `${api}/sites`, body);
const recordRun = (headers: Headers, site: { uuid: string }, body: object = run) =>
  test.request(headers, 'POST', `${api}/sites/${site.uuid}/patch-run`, body);
const count = async (table: string, column: string, value: unknown) =>
  (await test.sql<{ n: number }>(`select count(*)::int as n from ${table} where ${column} = $1`, [value]))[0]?.n;
const isReplay = ({ headers }: Answer) => headers['idempotency-replayed'] === 'true';
const site = () => makeSite(test.ctx, test.cast.home);

describe('L-09: same key, same body', () => {
  it('has one effect and the same answer', async () => {
    const at = await site();
    const headers = under(newId());
    const answers = [await recordRun(headers, at), await recordRun(headers, at), await recordRun(headers, at)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers.map(({ text }) => text)).toEqual(answers.map(() => answers[0]?.text));
    expect(answers.map(isReplay)).toEqual([false, true, true]);
    expect(await count('patch_runs', 'site_id', at.id)).toBe(1);
  });

  it('is answered by another server of the same database, the first one gone', async () => {
    const at = await site();
    const headers = under(newId());
    const first = await recordRun(headers, at);
    const again = await test.replica().http.inject({
      method: 'POST',
      url: `${api}/sites/${at.uuid}/patch-run`,
      headers: { ...headers, 'content-type': 'application/json' },
      payload: run,
    });
    expect([again.statusCode, again.body]).toEqual([201, first.text]);
    expect(await count('patch_runs', 'site_id', at.id)).toBe(1);
  });

  it('works for a program with its key', async () => {
    const at = await site();
    const headers = { ...test.as(at.key), 'idempotency-key': newId() };
    expect([isReplay(await recordRun(headers, at)), isReplay(await recordRun(headers, at))]).toEqual([false, true]);
  });
});

describe('L-09: many at once', () => {
  const twenty = (send: () => Promise<Answer>) => Promise.all(Array.from({ length: 20 }, send));
  const outcomeOf = (answer: Answer) =>
    answer.status === 409 ? `409 after ${answer.headers['retry-after']}` : `${answer.status} ${isReplay(answer)}`;
  const outcomes = ['201 true', '409 after 1'];

  it('one is done, the others get its answer or are told to wait', async () => {
    const at = await site();
    const headers = under(newId());
    const answers = await twenty(() => recordRun(headers, at));
    expect(answers.map(outcomeOf).filter((each) => !outcomes.includes(each))).toEqual(['201 false']);
    expect(await count('patch_runs', 'site_id', at.id)).toBe(1);
    expect(new Set(answers.flatMap(({ data }) => data?.id ?? [])).size).toBe(1);
  });

  it('none is told that what the first one made is there already', async () => {
    const headers = under(newId(), 'alice');
    const person = {
      email: `${newId()}@example.org`,
      name: 'New',
      role: 'viewer',
      organization_id: test.cast.home.uuid,
      password: 'a long enough password of many words',
    };
    const answers = await twenty(() => test.request(headers, 'POST', `${api}/users/add`, person));
    expect(answers.map(outcomeOf).filter((each) => !outcomes.includes(each))).toEqual(['201 false']);
    expect(await count('users', 'email', person.email)).toBe(1);
  });
});

it('L-09: while the first is being worked on the answer is 409 with Retry-After', async () => {
  const at = await site();
  const headers = under(newId());
  const first = await test.database.db.transaction().execute(async (tx) => {
    await sql`select from site_activity where site_id = ${at.id} for update`.execute(tx);
    const sent = recordRun(headers, at);
    await expect
      .poll(() =>
        test.sql("select from pg_stat_activity where wait_event_type = 'Lock' and query like '%site_activity%'"),
      )
      .toHaveLength(1);
    const second = await recordRun(headers, at);
    expect([second.status, second.error, second.headers['retry-after']]).toEqual([409, 'conflict', '1']);
    expect(second.body.message).toContain('Idempotency-Key');
    return { sent };
  });
  expect((await first.sent).status).toBe(201);
  expect(isReplay(await recordRun(headers, at))).toBe(true);
});

describe('L-09: same key, another request', () => {
  it('another body is a 422 and changes nothing', async () => {
    const at = await site();
    const headers = under(newId());
    await recordRun(headers, at);
    const other = await recordRun(headers, at, { ...run, note: 'Other' });
    expect([other.status, other.error]).toEqual([422, 'idempotency_key_reused']);
    expect(await count('patch_runs', 'site_id', at.id)).toBe(1);
  });

  it('another object or another endpoint is a request of its own', async () => {
    const [one, two] = [await site(), await site()];
    const headers = under(newId());
    const answers = [
      await recordRun(headers, one),
      await recordRun(headers, two),
      await createSite(headers, newSite()),
    ];
    expect(answers.map((each) => [each.status, isReplay(each)])).toEqual(answers.map(() => [201, false]));
  });
});

describe('L-09: what was not done may be tried again', () => {
  it('after a refusal, under the same key, with another body', async () => {
    const taken = newSite();
    await createSite(test.as(test.cast.dev), taken);
    const headers = under(newId());
    const refused = await createSite(headers, taken);
    expect([refused.status, refused.headers['retry-after']]).toEqual([409, undefined]);
    expect((await createSite(headers, newSite())).status).toBe(201);
  });

  it('after a 500, of which nothing is left', async () => {
    const at = await site();
    const headers = under(newId());
    const send = () =>
      test.app.http.inject({
        method: 'POST',
        url: `${api}/sites/${at.uuid}/patch-run`,
        headers: { ...headers, 'content-type': 'application/json' },
        payload: run,
      });
    await test.sql(`create function fail() returns trigger language plpgsql as $$ begin raise 'broken'; end $$`);
    // Deferred: it fails at the commit, when everything was written.
    await test.sql(
      'create constraint trigger fails after insert on patch_runs deferrable initially deferred for each row execute function fail()',
    );
    expect((await send()).statusCode).toBe(500);
    await test.sql('drop trigger fails on patch_runs');
    const again = await send();
    expect([again.statusCode, again.headers['idempotency-replayed']]).toEqual([201, undefined]);
    expect(await count('patch_runs', 'site_id', at.id)).toBe(1);
  });
});

describe('T-12: a key of somebody else', () => {
  it('gives nobody his answer, in another organization or in the same', async () => {
    const key = newId();
    const body = { ...newSite(), organization_id: undefined };
    const mine = await createSite(under(key, 'dev'), body);
    const charlies = await createSite(under(key, 'charlie'), body);
    expect([charlies.status, isReplay(charlies)]).toEqual([201, false]);
    expect(charlies.data.site.organization.id).toBe(test.cast.away.uuid);
    const alices = await createSite(under(key, 'alice'), body);
    expect([alices.status, isReplay(alices), alices.body.details[0].path]).toEqual([409, false, '/url']);
    expect(alices.text).not.toContain(mine.data.site.id);
  });

  it('is of no use to whoever may not do it', async () => {
    const at = await site();
    const headers = { ...test.as(test.cast.vic), 'idempotency-key': newId() };
    expect((await recordRun(headers, at)).status).toBe(403);
  });

  it('is hidden by the database from every scope of organizations', async () => {
    await recordRun(under(newId()), await site());
    const seen = (scope: 'all' | number[]) =>
      test.database.scoped(scope).selectFrom('idempotency_keys').select('hash').execute();
    expect([await seen([test.cast.home.id]), await seen([])]).toEqual([[], []]);
    expect((await seen('all')).length).toBeGreaterThan(0);
  });
});

it('K-02: a secret is shown once and kept nowhere', async () => {
  const [headers, body] = [under(newId()), newSite()];
  const [first, again] = [await createSite(headers, body), await createSite(headers, body)];
  expect(again.data).toEqual({ site: first.data.site, api_key: null });
  const [kept] = await test.sql<{ text: string }>("select string_agg(k::text, '') as text from idempotency_keys k");
  expect(kept?.text).toContain(first.data.site.id);
  expect(kept?.text).not.toContain(first.data.api_key.slice(12));
});

describe('L-09: after 24 hours', () => {
  it('a key is as new', async () => {
    const [at, key] = [await site(), newId()];
    const send = () => recordRun(under(key), at);
    await send();
    test.pass(24 * 3_600_000 - 1);
    expect(isReplay(await send())).toBe(true);
    test.pass(1);
    expect(isReplay(await send())).toBe(false);
    expect(isReplay(await send())).toBe(true);
    expect(await count('patch_runs', 'site_id', at.id)).toBe(2);
  });

  it('its answer is deleted', async () => {
    await recordRun(under(newId()), await site());
    test.pass(24 * 3_600_000);
    await recordRun(under(newId()), await site());
    await forgetKeys(test.ctx);
    expect(await count('idempotency_keys', 'true', true)).toBe(1);
  });
});

describe('an operation that could not be repeated fails in its first test', () => {
  const perform = (operation: (ctx: Ctx) => Promise<unknown>) => {
    const input = { params: {}, query: {}, body: {}, idempotencyKey: newId() };
    const sent = { endpoint: contract.createOrganization, input, reply: { header: () => expect.fail('replayed') } };
    return createIdempotency(test.database.db, secretKey).perform(test.ctx, sent, operation);
  };

  it('with two transactions', async () => {
    const twice = async (ctx: Ctx) => {
      await inTransaction(ctx, async () => 1);
      return inTransaction(ctx, async () => 2);
    };
    await expect(perform(twice)).rejects.toThrow('createOrganization has two transactions');
  });

  it('with an answer of its own', async () => {
    const other = async (ctx: Ctx) => ({ ...(await inTransaction(ctx, async () => ({}))) });
    await expect(perform(other)).rejects.toThrow('answers something else');
  });
});

describe('the header', () => {
  it.each(['', 'two words', 'é', 'x'.repeat(256)])('%j is refused by name', async (key) => {
    const answer = await recordRun(under(key), await site());
    expect([answer.status, answer.body.details?.[0]?.path]).toEqual([400, 'header/Idempotency-Key']);
  });

  it('may have 255 characters', async () => {
    expect((await recordRun(under(`!~"${'x'.repeat(252)}`), await site())).status).toBe(201);
  });

  it('means nothing where nobody asks who it is', async () => {
    const headers = { 'idempotency-key': 'not looked at' };
    const login = await test.request(headers, 'POST', `${api}/auth/forgot-password`, { email: 'x@example.org' });
    expect([login.status, isReplay(login)]).toEqual([200, false]);
  });
});
