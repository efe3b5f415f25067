import { beforeEach, describe, expect, it } from 'vitest';
import { makeSite, type SiteRow } from './factories.ts';
import { api, useJudgedSite } from './judging.ts';
import { messagesOf } from './messages.ts';

const { test, site, project, report, advise, feed, advisory } = useJudgedSite();
const { tell, digest, written, told, subjects, forget, prefer } = messagesOf(test);
const hour = 3_600_000;
const day = 24 * hour;

/** Of other tests' sites there is much to say by now. */
const about = async (start: string) =>
  (await told(test.cast.dev)).flatMap((subject) => subject.split('; ')).filter((subject) => subject.startsWith(start));

beforeEach(async () => {
  await prefer(test.cast.dev, {
    events: {
      exposure_overdue: 'instant',
      project_unsupported: 'instant',
      mute_ending: 'instant',
      key_ending: 'instant',
    },
    site_ids: [site().uuid],
  });
  // Room for more in this hour.
  test.pass(2 * hour);
  await tell();
  await forget();
});

const seenBy = async (to: SiteRow) => test.request(test.as(test.cast.dev), 'GET', `${api}/sites/${to.uuid}`);

describe('O-12: a silent site', () => {
  it('is told once when it falls silent, and once when it is back', async () => {
    await report('1.0.0');
    test.pass(47 * hour);
    await tell();
    expect(await about('site_silent')).toEqual([]);
    test.pass(2 * hour);
    await tell();
    await tell();
    expect(await about('site_silent')).toEqual(['site_silent opened Site']);
    expect((await seenBy(site())).data.freshness).toBe('silent');
    test.pass(3 * day);
    await tell();
    expect(await about('site_silent')).toEqual(['site_silent opened Site']);
    await report('1.0.0');
    await tell();
    await tell();
    expect(await about('site_silent')).toEqual(['site_silent opened Site', 'site_silent resolved Site']);
  });

  it('that falls silent again is told again', async () => {
    await report('1.0.0');
    for (let times = 0; times < 2; times += 1) {
      test.pass(3 * day);
      await tell();
      await report('1.0.0');
      await tell();
    }
    expect((await about('site_silent')).length).toBe(4);
  });

  it('is not missed when it never spoke, is deleted, or is expected less often', async () => {
    const quiet = await makeSite(test.ctx, test.cast.home);
    await report('1.0.0');
    await test.request(test.as(test.cast.dev), 'PUT', `${api}/sites/${site().uuid}`, {
      expected_interval_hours: 24 * 7,
    });
    await prefer(test.cast.dev, { site_ids: [site().uuid, quiet.uuid] });
    test.pass(13 * day);
    await tell();
    expect(await about('site_silent')).toEqual([]);
    test.pass(2 * day);
    await test.request(test.as(test.cast.alice), 'DELETE', `${api}/sites/${site().uuid}`);
    await tell();
    expect(await about('site_silent')).toEqual([]);
  });
});

describe('why a site may be silent', () => {
  const reasonOf = async () => {
    const rows = await test.sql<{ id: number }>(
      'select n.id from notices n join events e on e.organization_id = n.organization_id and e.id = n.event_id where e.site_id = $1 order by n.id desc limit 1',
      [site().id],
    );
    const { describeNotices } = await import('../src/messages/describe.ts');
    const described = await describeNotices(
      test.database.db,
      rows.map(({ id }) => id),
    );
    const news = [...described.values()][0]?.news;
    return news?.kind === 'site_silent' ? [news.reason, news.refusal] : undefined;
  };

  it('nothing came', async () => {
    await report('1.0.0');
    test.pass(3 * day);
    await tell();
    expect(await reasonOf()).toEqual(['nothing_came', null]);
  });

  it('its reports were refused, and what was said', async () => {
    await report('1.0.0');
    test.pass(day);
    const bad = await test.request(test.as(site().key), 'POST', `${api}/sites/${site().uuid}/modules`, {
      extensions: 'all',
    });
    expect(bad.status).toBe(422);
    test.pass(2 * day);
    await tell();
    expect(await reasonOf()).toEqual(['reports_refused', expect.any(String)]);
  });

  it('its key was revoked', async () => {
    await report('1.0.0');
    await test.sql('update api_keys set revoked_at = $2 where organization_id = $1', [test.cast.home.id, test.now()]);
    test.pass(3 * day);
    await tell();
    expect(await reasonOf()).toEqual(['key_revoked', null]);
    await test.sql("update api_keys set revoked_at = null where organization_id = $1 and scopes <> '{write}'", [
      test.cast.home.id,
    ]);
  });
});

describe('a hole past its target', () => {
  it('is told once, with the sites that still have it', async () => {
    await report('1.0.0');
    const now = test.now();
    await advise({ ...advisory('<1.2.0'), publishedAt: now.toISOString() });
    await tell();
    test.pass(71 * hour);
    await tell();
    expect(await about('exposure_overdue')).toEqual([]);
    test.pass(2 * hour);
    await tell();
    test.pass(5 * day);
    await tell();
    expect(await about('exposure_overdue')).toEqual(['exposure_overdue opened Site']);
  });

  it('that is mended before is not', async () => {
    await report('1.0.0');
    await advise({ ...advisory('<1.2.0'), publishedAt: test.now().toISOString() });
    await tell();
    await report('1.2.0');
    test.pass(5 * day);
    await tell();
    expect(await about('exposure_overdue')).toEqual([]);
  });

  it('counts by the target of the organization', async () => {
    const path = `${api}/organizations/${test.cast.home.uuid}`;
    await test.request(test.as(test.cast.alice), 'PUT', path, {
      update_targets: { critical_hours: 4, other_hours: 400 },
    });
    await report('1.0.0');
    await advise({ ...advisory('<1.2.0'), publishedAt: test.now().toISOString() });
    await tell();
    test.pass(5 * hour);
    await tell();
    expect(await about('exposure_overdue')).toEqual(['exposure_overdue opened Site']);
    await test.request(test.as(test.cast.alice), 'PUT', path, {
      update_targets: { critical_hours: 72, other_hours: 336 },
    });
  });
});

it('a project that is not supported any more is told once', async () => {
  await report('1.0.0');
  await feed([{ version: '1.0.0' }]);
  await tell();
  expect(await about('project_unsupported')).toEqual([]);
  await feed([{ version: '1.0.0' }], { status: 'unsupported' });
  await tell();
  await tell();
  expect(await about('project_unsupported')).toEqual(['project_unsupported opened Site']);
  await feed([{ version: '1.0.0' }]);
  await tell();
  await forget();
  await feed([{ version: '1.0.0' }], { status: 'unsupported' });
  await tell();
  // What was told stays told: it is the same support that ended.
  expect(await about('project_unsupported')).toEqual([]);
});

describe('an end that comes', () => {
  it('of a mute is told a week before, and again when it was put off', async () => {
    await report('1.0.0');
    const ends = (days: number) => new Date(test.now().getTime() + days * day).toISOString();
    const { data } = await test.request(test.as(test.cast.dev), 'POST', `${api}/mutes`, {
      project: project(),
      site_id: site().uuid,
      reason: 'Behind a login until the relaunch.',
      ends_at: ends(30),
    });
    test.pass(22 * day);
    await tell();
    expect(await about('mute_ending')).toEqual([]);
    test.pass(day + hour);
    await tell();
    await tell();
    expect(await about('mute_ending')).toEqual(['mute_ending opened']);
    await test.request(test.as(test.cast.dev), 'PUT', `${api}/mutes/${data.id}`, { ends_at: ends(30) });
    test.pass(24 * day);
    await tell();
    expect(await about('mute_ending')).toEqual(['mute_ending opened', 'mute_ending opened']);
    // A viewer can do nothing about it.
    expect((await told(test.cast.vic)).join()).not.toContain('mute_ending');
  });

  it('of a key is told two weeks before', async () => {
    await test.request(test.as(test.cast.dev), 'POST', `${api}/api-keys`, {
      name: 'For the build',
      type: 'site',
      site_id: site().uuid,
      expires_at: new Date(test.now().getTime() + 60 * day).toISOString(),
    });
    test.pass(45 * day);
    await tell();
    expect(await about('key_ending')).toEqual([]);
    test.pass(2 * day);
    await tell();
    await tell();
    expect(await about('key_ending')).toEqual(['key_ending opened']);
  });
});

it('a digest tells what was not told yet, and nothing twice', async () => {
  await prefer(test.cast.dev, { events: { security_exposure: 'daily', site_silent: 'off', exposure_overdue: 'off' } });
  test.setNow(new Date(Math.ceil(test.now().getTime() / day) * day + 9 * hour));
  await tell();
  await digest();
  await forget();
  await report('1.0.0');
  await advise(advisory('<1.2.0'));
  await tell();
  test.pass(day);
  await report('1.0.0');
  await digest();
  expect(await subjects(test.cast.dev, 'daily')).toEqual([expect.stringMatching(/^1 new, \d+ open /)]);
  test.pass(day);
  await report('1.0.0');
  await digest();
  expect(
    (await written()).filter(({ to, kind }) => to === test.cast.dev.email && kind === 'daily').at(-1)?.skipped,
  ).toBe('unchanged');
  await report('1.2.0');
  await tell();
  test.pass(day);
  await digest();
  expect((await subjects(test.cast.dev, 'daily')).at(-1)).toMatch(/^1 fixed/);
  await prefer(test.cast.dev, { events: { security_exposure: 'instant', site_silent: 'instant' } });
});

it('a digest names releases that came for one’s sites where other updates are asked for, each once', async () => {
  await prefer(test.cast.dev, {
    events: { update_available: 'daily', security_exposure: 'off', site_silent: 'off', exposure_overdue: 'off' },
  });
  test.setNow(new Date(Math.ceil(test.now().getTime() / day) * day + 9 * hour));
  await tell();
  await digest();
  await forget();
  await report('1.0.0');
  const date = Math.floor(test.now().getTime() / 1000) + 3600;
  await feed([
    { version: '1.1.0', date },
    { version: '1.0.0', date: date - 90 * 86_400 },
  ]);
  const newest = async () => {
    test.pass(day);
    await report('1.0.0');
    await digest();
    return (await written()).filter(({ to, kind }) => to === test.cast.dev.email && kind === 'daily').at(-1);
  };
  const first = await newest();
  expect(first?.text).toMatch(new RegExp(`Other updates that came \\(1\\)[^]*The ${project()} +1 +1\\.1\\.0`));
  expect((await newest())?.skipped).toBe('unchanged');
  await prefer(test.cast.dev, {
    events: { update_available: 'off', security_exposure: 'instant', site_silent: 'instant' },
  });
});
