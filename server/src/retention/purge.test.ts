import { describe, expect, it } from 'vitest';
import { makePerson } from '../../test/factories.ts';
import { api, day, ofOrganization, ofSite, usePurging } from '../../test/purging.ts';
import { inTransaction } from '../context.ts';
import { purgeDeleted } from './purge.ts';

const { test, asSam, counts, purged, everythingOf, fullSite, fullOrganization, personRow } = usePurging();
const purge = () => purgeDeleted(test.ctx, { batchRows: 2 });

describe('a site', () => {
  it('goes after exactly 30 days and not a millisecond earlier; its neighbours stay', async () => {
    const others = await everythingOf(test.cast.away.id);
    const [site, neighbour] = [await fullSite(), await fullSite()];
    await asSam('DELETE', `/sites/${site.uuid}`);
    test.pass(30 * day - 1);
    await asSam('DELETE', `/sites/${neighbour.uuid}`);
    const whole = await counts(ofSite, 'site_id', site.id);
    const stays = await counts(ofSite, 'site_id', neighbour.id);
    await purge();
    expect(await counts(ofSite, 'site_id', site.id)).toEqual(whole);
    test.pass(1);
    await purge();
    expect(await counts(ofSite, 'site_id', site.id)).toEqual(ofSite.map(() => 0));
    expect(await counts(['sites'], 'id', site.id)).toEqual([0]);
    expect(await counts(ofSite, 'site_id', neighbour.id)).toEqual(stays);
    expect(await purged(site.uuid)).toMatchObject([
      { action: 'site.purged', actor_type: 'system', before: { name: 'Site' } },
    ]);
    const [log] = await counts(['audit_logs'], 'site_id', site.id);
    expect(log).toBeGreaterThan(4);
    expect(await everythingOf(test.cast.away.id)).toEqual(others);
  });
});

describe('a person', () => {
  it('leaves a row without anything personal, and the names in the record', async () => {
    const whom = await makePerson(test.ctx, test.cast.home, 'Petra Personal', 'developer');
    await test.request({}, 'POST', `${api}/auth/forgot-password`, { email: whom.email });
    await test.request(test.as(whom), 'POST', `${api}/saved-views`, { name: 'Mine', list: 'sites', query: {} });
    const trail = await test.sql<{ n: number }>(
      "select count(*)::int as n from audit_logs where data::text like '%Petra%'",
    );
    await asSam('DELETE', `/users/delete/${whom.uuid}`);
    test.pass(30 * day - 1);
    await purge();
    expect(await personRow(whom.id)).toMatchObject({ name: 'Petra Personal', email: whom.email });
    test.pass(1);
    await purge();
    await purge();
    expect(await personRow(whom.id)).toEqual({
      name: 'Former user',
      email: '',
      hashed_password: null,
      organization_id: test.cast.home.id,
      is_deleted: true,
    });
    const ofPerson = ['sessions', 'password_resets', 'memberships', 'saved_views'];
    expect(await counts(ofPerson, 'user_id', whom.id)).toEqual([0, 0, 0, 0]);
    expect(await test.sql('select 1 from outbox where recipient = $1', [whom.email])).toEqual([]);
    expect(await purged(whom.uuid)).toEqual([
      { action: 'user.purged', actor_type: 'system', actor_name: 'test', before: null },
    ]);
    const after = await test.sql<{ n: number }>(
      "select count(*)::int as n from audit_logs where data::text like '%Petra%'",
    );
    expect(after[0]?.n).toBe((trail[0]?.n ?? 0) + 1);
  });

  it('takes nothing from whoever has the address by now', async () => {
    const whom = await makePerson(test.ctx, test.cast.home, 'Twice', 'viewer');
    await asSam('DELETE', `/users/delete/${whom.uuid}`);
    const again = await makePerson(test.ctx, test.cast.home, 'Twice', 'viewer');
    test.pass(1);
    await test.request({}, 'POST', `${api}/auth/forgot-password`, { email: again.email });
    test.pass(30 * day - 1);
    await purge();
    expect((await personRow(whom.id))?.email).toBe('');
    expect(await personRow(again.id)).toMatchObject({ email: again.email, is_deleted: false });
    const mails = () => test.sql('select 1 from outbox where recipient = $1', [again.email]);
    expect(await mails()).toHaveLength(1);
    test.pass(1);
    await purge();
    expect(await mails()).toEqual([]);
  });
});

describe('an organization', () => {
  it('O-10 cut off after every batch and resumed it comes to the end of one that was not', async () => {
    const one = await fullOrganization();
    await asSam('DELETE', `/users/delete/${one.people.left.uuid}`);
    await asSam('DELETE', `/organizations/${one.organization.uuid}`);
    test.pass(30 * day - 1);
    const before = await everythingOf(one.organization.id);
    await purgeDeleted(test.ctx);
    expect(await everythingOf(one.organization.id)).toEqual(before);
    test.pass(1);
    const others = await everythingOf(test.cast.away.id);
    let runs = 0;
    for (let isDone = false; !isDone; runs += 1) isDone = await runThenDie(runs + 1);
    expect(runs).toBeGreaterThan(10);
    await expectGone(one);
    expect(await everythingOf(test.cast.away.id)).toEqual(others);

    const two = await fullOrganization();
    await asSam('DELETE', `/users/delete/${two.people.left.uuid}`);
    await asSam('DELETE', `/organizations/${two.organization.uuid}`);
    test.pass(30 * day);
    await purgeDeleted(test.ctx);
    await expectGone(two);
    expect(await purged(one.organization.uuid)).toMatchObject([
      { action: 'organization.purged', actor_type: 'system' },
    ]);
  });

  it('whoever was deleted later than it has 30 days of their own', async () => {
    const { organization, people } = await fullOrganization();
    await asSam('DELETE', `/organizations/${organization.uuid}`);
    test.pass(20 * day);
    await asSam('DELETE', `/users/delete/${people.only.uuid}`);
    test.pass(10 * day);
    await purge();
    expect(await personRow(people.only.id)).toMatchObject({ email: people.only.email, organization_id: null });
    await asSam('POST', `/users/${people.only.uuid}/restore`);
    await test
      .request(test.as(test.cast.sam), 'POST', `${api}/users/${people.left.uuid}/restore`)
      .then(({ status }) => expect(status).toBe(404));
  });

  it('is left alone while another process purges, and when this one stops', async () => {
    const site = await fullSite();
    await asSam('DELETE', `/sites/${site.uuid}`);
    test.pass(30 * day);
    const whole = await counts(ofSite, 'site_id', site.id);
    await inTransaction(test.ctx, async (tx) => {
      await tx.db
        .selectNoFrom((eb) => eb.fn('pg_advisory_xact_lock', [eb.cast(eb.val(8_011_230), 'bigint')]).as('held'))
        .execute();
      await purge();
    });
    await purgeDeleted(test.ctx, { signal: AbortSignal.abort() });
    expect(await counts(ofSite, 'site_id', site.id)).toEqual(whole);
    await Promise.all([purge(), purge()]);
    await purge();
    expect(await purged(site.uuid)).toHaveLength(1);
  });
});

/** A run that ends by an error after so many batches. True when there was nothing left to do before that. */
async function runThenDie(batches: number): Promise<boolean> {
  let left = batches;
  const { log } = test.ctx;
  const debug = () => {
    left -= 1;
    if (left === 0) throw new Error('killed');
  };
  const dying = {
    ...test.ctx,
    log: { debug, info: log.info.bind(log), warn: log.warn.bind(log), error: log.error.bind(log) },
  };
  try {
    await purgeDeleted(dying, { batchRows: 2 });
    return true;
  } catch (error) {
    expect(String(error)).toContain('killed');
    return false;
  }
}

async function expectGone({
  organization,
  people,
  sites,
}: Awaited<ReturnType<typeof fullOrganization>>): Promise<void> {
  expect(await counts(ofOrganization, 'organization_id', organization.id)).toEqual(ofOrganization.map(() => 0));
  expect(await counts(['organizations'], 'id', organization.id)).toEqual([0]);
  expect(
    await test.sql('select 1 from module_versions v where not exists (select from modules m where m.id = v.module_id)'),
  ).toEqual([]);
  for (const uuid of [organization.uuid, people.only.uuid, people.left.uuid, ...sites.map((site) => site.uuid)])
    expect(await purged(uuid), uuid).toHaveLength(1);
  expect(await personRow(people.only.id)).toMatchObject({
    email: '',
    hashed_password: null,
    organization_id: null,
    is_deleted: true,
  });
  expect(await personRow(people.left.id)).toMatchObject({ email: '', organization_id: null });
  expect(await personRow(people.both.id)).toMatchObject({
    email: people.both.email,
    organization_id: null,
    is_deleted: false,
  });
  expect(await personRow(people.root.id)).toMatchObject({
    email: people.root.email,
    organization_id: null,
    is_deleted: false,
  });
  expect(await counts(['memberships'], 'user_id', people.both.id)).toEqual([1]);
  expect((await counts(['audit_logs'], 'organization_id', organization.id))[0]).toBeGreaterThan(10);
}

it('a delivery to a channel goes after 30 days, and the channel stays', async () => {
  const hook = {
    type: 'webhook',
    name: 'Hook',
    url: 'https://hooks.example.org/in',
    organization_id: test.cast.home.uuid,
  };
  const { channel } = await asSam('POST', '/channels', hook);
  await asSam('POST', `/channels/${channel.id}/test`);
  const left = async () => (await asSam('GET', `/channels/${channel.id}/deliveries`)).length;
  test.pass(30 * day - 1);
  await purge();
  expect(await left()).toBe(1);
  test.pass(1);
  await purge();
  expect(await left()).toBe(0);
});
