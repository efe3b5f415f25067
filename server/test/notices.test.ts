import { beforeEach, describe, expect, it } from 'vitest';
import { lookAgain } from '../src/messages/find-news.ts';
import { canary } from './cast.ts';
import { makePerson, makeSite, type SiteRow } from './factories.ts';
import { api, useJudgedSite } from './judging.ts';
import { messagesOf } from './messages.ts';

const { test, site, project, report, advise, advisory } = useJudgedSite();
const { tell, written, told, forget, prefer } = messagesOf(test);
const hour = 3_600_000;

beforeEach(async () => {
  await tell();
  await forget();
});

async function another(version: string, organization = test.cast.home, rest: { name?: string } = {}): Promise<SiteRow> {
  const made = await makeSite(test.ctx, organization, rest);
  await send(made, version);
  return made;
}

async function send(to: SiteRow, version: string): Promise<void> {
  test.pass(1000);
  const { status } = await test.request(test.as(to.key), 'POST', `${api}/reports`, {
    extensions: [{ name: project(), version }],
  });
  expect(status).toBe(202);
}

const recipients = async () => (await written()).map(({ to }) => to).sort();
const everybody = () => [test.cast.alice, test.cast.dev, test.cast.vic, test.cast.sam].map(({ email }) => email).sort();

describe('an advisory', () => {
  it('is told once to each member, whatever the number of sites, and to nobody else', async () => {
    await report('1.0.0');
    await another('1.1.0');
    await advise(advisory('<1.2.0'));
    await tell();
    await tell();
    expect(await recipients()).toEqual(everybody());
    expect(await told(test.cast.vic)).toEqual(['security_exposure opened Site,Site']);
  });

  it('of several organizations is told in each with its own sites', async () => {
    await report('1.0.0');
    await another('1.0.0', test.cast.away, { name: 'Theirs' });
    await advise(advisory('<1.2.0'));
    await tell();
    expect(await told(test.cast.charlie)).toEqual(['security_exposure opened Theirs']);
    expect(await told(test.cast.alice)).toEqual(['security_exposure opened Site']);
    const ofOthers = (await written()).filter(({ to }) => to !== test.cast.charlie.email);
    expect(ofOthers.length).toBeGreaterThan(2);
    expect(JSON.stringify(ofOthers)).not.toMatch(new RegExp(`Theirs|${canary}`));
  });

  it('grows once at once, and then no more often than every hour', async () => {
    await report('1.0.0');
    await advise(advisory('<1.2.0'));
    await tell();
    await forget();
    await another('1.0.0', test.cast.home, { name: 'Second' });
    await tell();
    await another('1.0.0', test.cast.home, { name: 'Third' });
    await tell();
    await another('1.0.0', test.cast.home, { name: 'Fourth' });
    await tell();
    expect(await told(test.cast.dev)).toEqual(['security_exposure grown Second']);
    test.pass(hour);
    await tell();
    expect(await told(test.cast.dev)).toEqual([
      'security_exposure grown Second',
      'security_exposure grown Fourth,Third',
    ]);
  });

  it('is over when its last site is, and told so once', async () => {
    await report('1.0.0');
    const second = await another('1.0.0', test.cast.home, { name: 'Second' });
    await advise(advisory('<1.2.0'));
    await tell();
    await forget();
    await report('1.2.0');
    await tell();
    expect(await written()).toEqual([]);
    await send(second, '1.2.0');
    await tell();
    await tell();
    expect(await told(test.cast.dev)).toEqual(['security_exposure resolved Second,Site']);
  });

  it('that is over begins anew with a site that takes it', async () => {
    await report('1.0.0');
    await advise(advisory('<1.2.0'));
    await tell();
    await report('1.2.0');
    await tell();
    await forget();
    await report('1.0.0');
    await tell();
    expect(await told(test.cast.vic)).toEqual(['security_exposure opened Site']);
  });

  it('whose last site is deleted is told to be over of the others, when somebody looks again', async () => {
    await report('1.0.0');
    await advise(advisory('<1.2.0'));
    await tell();
    await forget();
    await test.request(test.as(test.cast.alice), 'DELETE', `${api}/sites/${site().uuid}`);
    await tell();
    await lookAgain(test.ctx);
    await tell();
    // Of no site there is nothing to say.
    expect(await written()).toEqual([]);
  });

  it('that is taken back is told of no more', async () => {
    await report('1.0.0');
    const hole = advisory('<1.2.0');
    await advise(hole);
    await advise({ ...hole, withdrawnAt: '2026-11-22T12:00:00Z' });
    await tell();
    expect(await written()).toEqual([]);
  });
});

describe('a mute', () => {
  const mute = (body: object) =>
    test.request(test.as(test.cast.dev), 'POST', `${api}/mutes`, {
      project: project(),
      reason: 'Behind a login until the relaunch.',
      ends_at: '2026-12-20T09:00:00Z',
      ...body,
    });

  it('keeps its sites out of what is told', async () => {
    await report('1.0.0');
    await another('1.0.0', test.cast.home, { name: 'Second' });
    expect((await mute({ site_id: site().uuid })).status).toBe(201);
    await advise(advisory('<1.2.0'));
    // An advisory that nobody knew ends the mute, and so all are told of: muted again it is kept out.
    const again = await mute({ site_id: site().uuid });
    expect([201, 409]).toContain(again.status);
    await tell();
    expect(await told(test.cast.dev)).toEqual(['security_exposure opened Second']);
  });

  it('of everything leaves nothing to tell, and what it hid is told when it ends', async () => {
    await report('1.0.0');
    await advise(advisory('<1.2.0'));
    const { data } = await mute({ organization_id: test.cast.home.uuid });
    await tell();
    expect(await written()).toEqual([]);
    test.pass(1000);
    await test.request(test.as(test.cast.dev), 'POST', `${api}/mutes/${data.id}/end`);
    await tell();
    expect(await told(test.cast.dev)).toEqual(['security_exposure opened Site']);
  });
});

describe('what a person chose', () => {
  it('tags and sites: what is outside is not told, nor counted', async () => {
    const tagged = await another('1.0.0', test.cast.home, { name: 'Tagged' });
    await report('1.0.0');
    await test.request(test.as(test.cast.dev), 'PUT', `${api}/sites/${tagged.uuid}`, { tags: ['client-a'] });
    await prefer(test.cast.vic, { tags: ['client-a'] });
    await prefer(test.cast.dev, { site_ids: [site().uuid] });
    await prefer(test.cast.alice, { tags: ['nobody'] });
    await advise(advisory('<1.2.0'));
    await tell();
    expect(await told(test.cast.vic)).toEqual(['security_exposure opened Tagged']);
    expect(await told(test.cast.dev)).toEqual(['security_exposure opened Site']);
    expect(await told(test.cast.alice)).toEqual([]);
    for (const person of [test.cast.vic, test.cast.dev, test.cast.alice])
      await prefer(person, { tags: [], site_ids: [] });
  });

  it('off is off, and a risk below the threshold waits for the digest', async () => {
    await report('1.0.0');
    await prefer(test.cast.vic, { events: { security_exposure: 'off' } });
    await prefer(test.cast.dev, { risk_threshold: 16 });
    // Unknown, which counts as 15.
    await advise(advisory('<1.2.0'));
    await tell();
    expect([await told(test.cast.vic), await told(test.cast.dev)]).toEqual([[], []]);
    expect((await told(test.cast.alice)).length).toBe(1);
    await prefer(test.cast.vic, { events: { security_exposure: 'instant' } });
    await prefer(test.cast.dev, { risk_threshold: 0 });
  });

  it('quiet hours put it off until they end', async () => {
    test.setNow('2026-11-23T23:00:00Z');
    await prefer(test.cast.vic, { quiet_hours: { from: '22:00', to: '07:00' } });
    await report('1.0.0');
    await advise(advisory('<1.2.0'));
    await tell();
    expect(await told(test.cast.vic)).toEqual([]);
    test.setNow('2026-11-24T06:59:00Z');
    await tell();
    expect(await told(test.cast.vic)).toEqual([]);
    test.setNow('2026-11-24T07:00:00Z');
    await tell();
    expect(await told(test.cast.vic)).toEqual(['security_exposure opened Site']);
    await prefer(test.cast.vic, { quiet_hours: null });
  });

  it('what is mended before the quiet hours end is not told at all', async () => {
    test.setNow('2026-11-25T23:00:00Z');
    await prefer(test.cast.vic, { quiet_hours: { from: '22:00', to: '07:00' } });
    await report('1.0.0');
    await advise(advisory('<1.2.0'));
    await tell();
    await report('1.2.0');
    await tell();
    test.setNow('2026-11-26T07:00:00Z');
    await tell();
    const all = (await told(test.cast.vic)).join('; ');
    expect(all).toContain('security_exposure resolved');
    expect(all).not.toContain('security_exposure opened');
    await prefer(test.cast.vic, { quiet_hours: null });
  });

  it('of an organization counts for whoever chose nothing', async () => {
    const path = `${api}/organizations/${test.cast.home.uuid}/notification-defaults`;
    const newcomer = await makePerson(test.ctx, test.cast.home, `Newcomer ${project()}`, 'viewer');
    const put = (body: object) => test.request(test.as(test.cast.alice), 'PUT', path, body);
    expect((await put({ events: { security_exposure: 'daily' } })).data.events.security_exposure).toBe('daily');
    expect((await test.request(test.as(newcomer), 'GET', path)).data.events.security_exposure).toBe('daily');
    expect((await test.request(test.as(newcomer), 'PUT', path, { digest_hour: 3 })).status).toBe(403);
    expect((await test.request(test.as(test.cast.charlie), 'GET', path)).status).toBe(404);
    await forget();
    await report('1.0.0');
    await advise(advisory('<1.2.0'));
    await tell();
    expect(await told(newcomer)).toEqual([]);
    await put({ events: { security_exposure: 'instant' } });
  });
});

it('several at once are one message', async () => {
  await report('1.0.0');
  for (let count = 0; count < 5; count += 1) await advise(advisory('<1.2.0'));
  await tell();
  expect(await told(test.cast.dev)).toEqual([Array(5).fill('security_exposure opened').join('; ')]);
});

describe('a member', () => {
  it('who joins, changes and leaves is told of to administrators, but not to whoever did it', async () => {
    const admin = await makePerson(test.ctx, test.cast.home, `Admin ${project()}`, 'organization_admin');
    await tell();
    await forget();
    const { data } = await test
      .request(test.as(test.cast.alice), 'POST', `${api}/memberships`, {
        organization_id: test.cast.home.uuid,
        user_id: test.cast.charlie.uuid,
        role: 'viewer',
      })
      .then(async (answer) =>
        answer.status === 404
          ? test.request(test.as(test.cast.sam), 'POST', `${api}/memberships`, {
              organization_id: test.cast.home.uuid,
              user_id: test.cast.charlie.uuid,
              role: 'viewer',
            })
          : answer,
      );
    await test.request(test.as(test.cast.alice), 'PUT', `${api}/memberships/${data.id}`, { role: 'developer' });
    await test.request(test.as(test.cast.alice), 'DELETE', `${api}/memberships/${data.id}`);
    await tell();
    expect(await told(admin)).toEqual([
      'membership_changed opened',
      'membership_changed opened',
      'membership_changed opened',
    ]);
    expect((await told(test.cast.alice)).length).toBeLessThan(3);
    expect(await told(test.cast.dev)).toEqual([]);
  });
});
