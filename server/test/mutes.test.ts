import { describe, expect, it } from 'vitest';
import { flagMutedSites } from '../src/inventory/flag-muted-sites.ts';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { storeAdvisories } from '../src/modules/store-advisories.ts';
import { endDueMutes } from '../src/mutes/end-mutes.ts';
import { makeSite, type SiteRow } from './factories.ts';
import { api, useJudgedSite } from './judging.ts';
import { day, useMutes } from './muting.ts';

const judged = useJudgedSite();
const { test, site, project, report, feed, advise, advisory, view } = judged;
const { get, act, mute, muteIn, preview, shown, later, events } = useMutes(judged);

const insecure = () =>
  feed([
    { version: '1.1.0', types: ['Security update'] },
    { version: '1.0.0', types: ['Insecure'] },
  ]);
const behind = () => feed([{ version: '1.1.0' }, { version: '1.0.0' }]);

async function another(version: string, tags: string[] = [], organization = test.cast.home): Promise<SiteRow> {
  const made = await makeSite(test.ctx, organization);
  await act('PUT', `/sites/${made.uuid}`, { tags }, test.cast.sam);
  await send(made, version);
  return made;
}

async function send(to: SiteRow, version: string): Promise<void> {
  test.pass(1000);
  const extensions = [{ name: project(), version }];
  const { status } = await test.request(test.as(to.key), 'POST', `${api}/reports`, { extensions });
  expect(status).toBe(202);
}

const stateOf = async ({ uuid }: SiteRow) => {
  const { status, counts, risk } = await get(`/sites/${uuid}`, test.cast.sam);
  return { status, security: counts.security, muted: counts.muted, risk };
};
const hidden = { status: 'unknown', security: 0, muted: 1, risk: null };
const open = { status: 'security', security: 1, muted: 0, risk: null };

describe('what is muted', () => {
  it('counts nowhere as open, and everywhere as muted', async () => {
    await report('1.0.0');
    await insecure();
    const hole = advisory('<1.1.0');
    await advise(hole);
    const of = `organization_id=${test.cast.home.uuid}`;
    const before = await get(`/overview?${of}`);
    const { data } = await mute();
    expect(data).toMatchObject({ scope: 'site', hides: 1, end_cause: null, owner: { id: test.cast.dev.uuid } });
    const row = await view();
    const told = { mute_id: data.id, reason: data.reason, ends_at: data.ends_at, until_newer_release: false };
    expect(row).toMatchObject({ status: 'security', muted: told, site: { status: 'unknown' } });
    expect(await stateOf(site())).toEqual(hidden);
    const after = await get(`/overview?${of}`);
    expect(after.modules.security).toBe(before.modules.security - 1);
    expect(after.modules.muted).toBe(before.modules.muted + 1);
    expect(after.exposures.open).toBeLessThan(before.exposures.open);
    expect(JSON.stringify(after.fix_queue)).not.toContain(`"${project()}"`);
    expect(await get(`/sites/${site().uuid}/modules?status=security`)).toEqual([]);
    expect(await get(`/sites/${site().uuid}/modules?muted=true`)).toHaveLength(1);
    expect(await get(`/sites?muted=true&q=${new URL(row.site.url).host}`)).toHaveLength(1);
    expect(await get(`/modules/${project()}/sites?status=security`)).toEqual([]);
    expect(await get(`/modules/${project()}/sites?muted=true`)).toMatchObject([{ muted: told }]);
    expect(await get(`/modules?muted=true&q=${project()}`)).toHaveLength(1);
    expect(await get(`/modules?status=security&q=${project()}`)).toEqual([]);
    expect(await get(`/advisories/${hole.id}`)).toMatchObject({
      sites: { exposed: 0, possible: 0, muted: 1, fixed: 0 },
      exposed_sites: [],
      muted_sites: [{ state: 'muted', muted: told }],
    });
    const stated = async (state: string) => (await get(`/advisories?state=${state}&q=${hole.id}`)).length;
    expect([await stated('exposed'), await stated('muted'), await stated('fixed')]).toEqual([0, 1, 0]);
    const about = `/reports/module-updates?module=${project()}`;
    expect(await get(about)).toMatchObject({ rows: [] });
    expect(await get(`${about}&muted=true`)).toMatchObject({ rows: [{ status: 'security', muted: told }] });
    expect(await get(`${about}&muted=true&status=update`)).toMatchObject({ rows: [] });
    expect(await get(`${about}&muted=true&group_by=module`)).toMatchObject({ rows: [{ sites: 1, security: 1 }] });
    expect((await get(`/reports/patch-run?period=weekly&site_id=${site().uuid}`)).open_exposures.count).toBe(0);
  });

  it('is what the mute says: on a site, on tags, in the whole organization, and never in another one', async () => {
    await report('1.0.0');
    await insecure();
    const [tagged, plain] = [await another('1.0.0', ['client-a', 'x']), await another('1.0.0')];
    const away = await another('1.0.0', ['client-a'], test.cast.away);
    const all = async () => Promise.all([site(), tagged, plain, away].map(async (each) => (await stateOf(each)).muted));
    const one = await mute();
    expect(await all()).toEqual([1, 0, 0, 0]);
    const byTag = await muteIn({ tags: ['client-a', 'client-b'] });
    expect(byTag.data).toMatchObject({ scope: 'tags', tags: ['client-a', 'client-b'], hides: 1 });
    expect(await all()).toEqual([1, 1, 0, 0]);
    const whole = await muteIn({});
    expect(await all()).toEqual([1, 1, 1, 0]);
    await act('POST', `/mutes/${whole.data.id}/end`);
    expect(await all()).toEqual([1, 1, 0, 0]);
    await act('POST', `/mutes/${one.data.id}/end`);
    await act('POST', `/mutes/${byTag.data.id}/end`);
    expect(await all()).toEqual([0, 0, 0, 0]);
  });

  it('follows the tags of a site', async () => {
    await report('1.0.0');
    await insecure();
    await muteIn({ tag: 'client-a' });
    const tag = (tags: string[]) => act('PUT', `/sites/${site().uuid}`, { tags });
    expect(await stateOf(site())).toEqual(open);
    await tag(['client-a']);
    expect(await stateOf(site())).toEqual(hidden);
    await report('1.0.0', { type: 'module' });
    await tag(['other']);
    expect(await stateOf(site())).toEqual(open);
  });

  it('follows a tag that is given another name, in reports to come too', async () => {
    await report('1.0.0');
    await insecure();
    await act('PUT', `/sites/${site().uuid}`, { tags: ['client-a'] });
    const other = await another('1.0.0', ['client-b']);
    const { data } = await muteIn({ tag: 'client-a' });
    // This process has read the mute by now.
    await report('1.0.0', { type: 'module' });
    expect([await stateOf(site()), await stateOf(other)]).toEqual([hidden, open]);
    const told = await events(site());
    await act('PUT', '/tags/client-a', { name: 'client-b', organization_id: test.cast.home.uuid });
    expect((await get(`/mutes/${data.id}`)).tags).toEqual(['client-b']);
    expect([await stateOf(site()), await stateOf(other)]).toEqual([hidden, hidden]);
    await report('1.0.0');
    await send(other, '1.0.0');
    expect([await stateOf(site()), await stateOf(other)]).toEqual([hidden, hidden]);
    expect(await events(site())).toBe(told);
  });

  it('follows tags that many sites are given at once', async () => {
    await report('1.0.0');
    await insecure();
    const other = await another('1.0.0');
    await muteIn({ tag: 'client-a' });
    const site_ids = [site().uuid, other.uuid];
    await act('POST', '/sites/bulk', { site_ids, action: 'add_tags', tags: ['client-a'] });
    expect([await stateOf(site()), await stateOf(other)]).toEqual([hidden, hidden]);
    await act('POST', '/sites/bulk', { site_ids, action: 'remove_tags', tags: ['client-a'] });
    expect([await stateOf(site()), await stateOf(other)]).toEqual([open, open]);
  });

  it('is only a version up to the one that is named', async () => {
    await report('1.0.0');
    await feed([
      { version: '1.2.0', types: ['Security update'] },
      { version: '1.1.0', types: ['Insecure'] },
      { version: '1.0.0', types: ['Insecure'] },
    ]);
    await mute({ up_to_version: '1.0.5' });
    expect(await stateOf(site())).toEqual(hidden);
    await report('1.1.0');
    expect(await stateOf(site())).toEqual(open);
    await report('1.0.0');
    expect(await stateOf(site())).toEqual(hidden);
    await report('1.2.0');
    expect(await stateOf(site())).toMatchObject({ status: 'current', muted: 0 });
  });

  it('is only a version all of whose advisories are named, where one is', async () => {
    await report('1.0.0');
    const [one, two] = [advisory('<1.1.0'), advisory('<1.2.0')];
    await advise(one);
    await advise(two);
    await mute({ advisory: one.id });
    expect(await stateOf(site())).toEqual(open);
    await mute({ advisory: two.id });
    expect(await stateOf(site())).toEqual(hidden);
    await report('1.1.0');
    expect(await stateOf(site())).toEqual(hidden);
    await advise(advisory('<1.3.0'));
    expect(await stateOf(site())).toEqual(open);
    expect(await shown('state=active')).toHaveLength(2);
  });

  it('is not what is current: that shows as it is', async () => {
    await report('1.1.0');
    await behind();
    await mute();
    expect(await view()).toMatchObject({ status: 'current', muted: null, site: { status: 'current' } });
  });
});

describe('a report', () => {
  it('of a version that is muted makes no event, and of one that shows makes one', async () => {
    await insecure();
    await muteIn({ up_to_version: '1.0.0' });
    await report('1.0.0');
    expect(await events(site())).toBe(0);
    await feed([
      { version: '1.2.0', types: ['Security update'] },
      { version: '1.1.0', types: ['Insecure'] },
      { version: '1.0.0', types: ['Insecure'] },
    ]);
    await report('1.1.0');
    expect(await events(site())).toBeGreaterThan(0);
  });

  it('is judged by the mutes of this moment in every process, whatever it remembers', async () => {
    await report('1.0.0');
    await insecure();
    const replica = test.replica();
    const sendTo = async (version: string) => {
      test.pass(1000);
      const headers = { ...test.as(site().key), 'content-type': 'application/json' };
      const payload = JSON.stringify({
        extensions: [
          { name: project(), version },
          { name: 'token', version: '1.0.0' },
        ],
      });
      expect((await replica.http.inject({ method: 'POST', url: `${api}/reports`, headers, payload })).statusCode).toBe(
        202,
      );
    };
    await sendTo('1.0.0');
    const { data } = await mute();
    await sendTo('1.0.1');
    await sendTo('1.0.0');
    expect(await stateOf(site())).toMatchObject({ security: 0, muted: 1 });
    await act('POST', `/mutes/${data.id}/end`);
    await sendTo('1.0.1');
    await sendTo('1.0.0');
    expect(await stateOf(site())).toMatchObject({ security: 1, muted: 0 });
  });

  it('and a mute at the same time end as if one had come after the other', async () => {
    await insecure();
    const sites = await Promise.all(Array.from({ length: 8 }, () => makeSite(test.ctx, test.cast.home)));
    const servers = [test.app, test.replica()];
    for (const version of ['1.0.0', '1.0.1', '1.0.0', '1.0.2']) {
      test.pass(1000);
      const reports = sites.map((each, index) =>
        servers[index % 2]?.http.inject({
          method: 'POST',
          url: `${api}/reports`,
          headers: { ...test.as(each.key), 'content-type': 'application/json' },
          payload: JSON.stringify({ extensions: [{ name: project(), version }] }),
        }),
      );
      const [made] = await Promise.all([muteIn({ up_to_version: '1.0.1' }), ...reports]);
      const more = sites.map((each) => send(each, '1.0.0'));
      await Promise.all([act('POST', `/mutes/${made.data.id}/end`), ...more]);
    }
    // That everything agrees is looked at after each test.
    expect(await shown()).toEqual([]);
  });
});

describe('a mute ends', () => {
  it('by its date in the minute of it, and not before', async () => {
    await report('1.0.0');
    await insecure();
    const { data } = await mute({ ends_at: later(2 * day) });
    test.pass(2 * day - 1);
    expect(await endDueMutes(test.ctx)).toBe(0);
    expect(await stateOf(site())).toEqual(hidden);
    test.pass(1);
    expect(await endDueMutes(test.ctx)).toBe(1);
    expect(await stateOf(site())).toEqual(open);
    expect(await get(`/mutes/${data.id}`)).toMatchObject({ end_cause: 'date', ended_by: null, hides: 0 });
    expect(await events(site())).toBeGreaterThan(0);
  });

  it('by a newer release, where it says so', async () => {
    await report('1.0.0');
    await behind();
    const { data } = await mute({ ends_at: undefined, until_newer_release: true });
    await behind();
    expect(await stateOf(site())).toMatchObject({ muted: 1 });
    const date = 1_760_000_001;
    await feed([{ version: '1.1.x-dev', date }, { version: '1.1.0' }, { version: '1.0.0' }]);
    expect(await stateOf(site())).toMatchObject({ muted: 1 });
    await feed([{ version: '1.2.0', date }, { version: '1.1.0' }, { version: '1.0.0' }]);
    expect(await stateOf(site())).toMatchObject({ status: 'update', muted: 0 });
    expect(await get(`/mutes/${data.id}`)).toMatchObject({ end_cause: 'release' });
  });

  it('by an advisory that nobody knew of when it was made, also of versions that nobody runs', async () => {
    await report('1.0.0');
    await advise(advisory('<1.1.0'));
    const { data } = await mute();
    const known = advisory('<1.1.0');
    await advise({ ...known, details: 'The same words.' });
    expect(await get(`/mutes/${data.id}`)).toMatchObject({ end_cause: 'advisory' });
    expect(await stateOf(site())).toEqual(open);
    const again = await mute();
    await advise(advisory('<0.5.0'));
    expect(await get(`/mutes/${again.data.id}`)).toMatchObject({ end_cause: 'advisory' });
    expect(await stateOf(site())).toEqual(open);
  });

  it('in the transaction that stores the verdict: nobody sees the one without the other', async () => {
    await report('1.0.0');
    await behind();
    const { data } = await mute();
    await storeAdvisories(test.ctx, [advisory('<1.1.0')]);
    expect(await get(`/mutes/${data.id}`)).toMatchObject({ end_cause: 'advisory' });
    await report('1.0.0', { type: 'module' });
    await flagChangedSites(test.ctx);
    expect(await stateOf(site())).toEqual(open);
  });

  it('by a person, once, and is in the record', async () => {
    await report('1.0.0');
    await insecure();
    const { data } = await mute();
    expect((await act('POST', `/mutes/${data.id}/end`)).data).toMatchObject({
      hides: 0,
      end_cause: 'person',
      ended_by: { id: test.cast.dev.uuid },
    });
    expect((await act('POST', `/mutes/${data.id}/end`)).status).toBe(409);
    const trail = await test.sql(
      "select action, data->'after'->>'cause' as cause from audit_logs where target_id = $1 order by id",
      [data.id],
    );
    expect(trail).toEqual([
      { action: 'mute.created', cause: null },
      { action: 'mute.ended', cause: 'person' },
    ]);
  });

  it('and what was interrupted is done by the next who looks', async () => {
    await report('1.0.0');
    await insecure();
    const { data } = await mute();
    await test.sql('update site_modules set urgency = 1, mute_id = null where site_id = $1', [site().id]);
    await test.sql('update mutes set flagged_epoch = 0 where uuid = $1', [data.id]);
    expect(await flagMutedSites(test.ctx)).toBe(1);
    expect(await view()).toMatchObject({ muted: { mute_id: data.id } });
  });
});

describe('the register', () => {
  it('is filtered, sorted by the end, and paged with totals', async () => {
    await report('1.0.0');
    await insecure();
    const first = (await mute({ ends_at: later(3 * day) })).data;
    const second = (await muteIn({ tag: 'client-a', ends_at: later(day), owner_id: test.cast.vic.uuid })).data;
    const third = (await muteIn({ ends_at: undefined, until_newer_release: true })).data;
    expect(await shown()).toEqual([second.id, first.id, third.id]);
    expect(await shown('ends_within_days=2')).toEqual([second.id]);
    expect(await shown(`owner_id=${test.cast.vic.uuid}`)).toEqual([second.id]);
    expect(await shown('tag=client-a')).toEqual([second.id]);
    expect(await shown(`site_id=${site().uuid}`)).toEqual([first.id, third.id]);
    await act('POST', `/mutes/${first.id}/end`);
    expect(await shown('state=ended')).toEqual([first.id]);
    const page = await test.request(
      test.as(test.cast.vic),
      'GET',
      `${api}/mutes?project=${project()}&per_page=1&state=all`,
    );
    expect(page.body.meta.total).toBe(3);
    const next = await test.request(
      test.as(test.cast.vic),
      'GET',
      page.body.links.next.replace(/^https:\/\/[^/]+/, ''),
    );
    expect([page.data[0].id, next.data[0].id]).toEqual([second.id, first.id]);
    const foreign = await test.request(test.as(test.cast.charlie), 'GET', `${api}/mutes?state=all`);
    expect(foreign.text).not.toContain(first.id);
  });

  it('extends and ends several at once, and says what it skipped', async () => {
    await report('1.0.0');
    await insecure();
    const [one, two] = [(await mute()).data, (await muteIn({})).data];
    await act('POST', `/mutes/${two.id}/end`);
    const missing = crypto.randomUUID();
    const ids = [one.id, two.id, missing];
    const skipped = [
      { id: two.id, reason: 'ended' },
      { id: missing, reason: 'not_found' },
    ];
    const longer = await act('POST', '/mutes/bulk', { action: 'extend', ids, ends_at: later(90 * day) });
    expect(longer.data).toEqual({ changed: [one.id], skipped });
    expect((await get(`/mutes/${one.id}`)).ends_at).toBe(later(90 * day).replace('.000', ''));
    const over = await act('POST', '/mutes/bulk', { action: 'end', ids: [one.id] });
    expect(over.data).toEqual({ changed: [one.id], skipped: [] });
    expect(await stateOf(site())).toEqual(open);
    const again = await act('POST', '/mutes/bulk', { action: 'end', ids });
    const foreign = await act('POST', '/mutes/bulk', { action: 'end', ids }, test.cast.charlie);
    expect([again.status, foreign.status]).toEqual([409, 404]);
  });

  it('changes reason, owner and end, and leaves no mute without an end', async () => {
    await report('1.0.0');
    const { data } = await mute();
    const put = (body: object) => act('PUT', `/mutes/${data.id}`, body);
    expect((await put({ reason: 'Another reason.', owner_id: null })).data).toMatchObject({
      reason: 'Another reason.',
      owner: null,
      ends_at: data.ends_at,
    });
    expect((await put({ ends_at: null })).body.details[0].path).toBe('/ends_at');
    expect((await put({ ends_at: null, until_newer_release: true })).status).toBe(200);
    expect((await put({ ends_at: later(181 * day) })).status).toBe(400);
    await act('POST', `/mutes/${data.id}/end`);
    expect((await put({ reason: 'Too late now.' })).status).toBe(409);
  });

  it('says beforehand what a mute would hide, by the same rule', async () => {
    await report('1.0.0');
    await insecure();
    await another('1.1.0', ['client-a']);
    await another('1.0.0', ['client-a']);
    expect(await preview('tag=client-a,client-b')).toMatchObject({ sites: 1, security: 1, muted: 0 });
    const whole = `organization_id=${test.cast.home.uuid}`;
    expect(await preview(whole)).toMatchObject({ sites: 2, security: 2, update: 0 });
    expect(await preview(`${whole}&up_to_version=0.9.0`)).toMatchObject({ sites: 0 });
    await muteIn({ tag: 'client-a' });
    expect(await preview(whole)).toMatchObject({ sites: 1, security: 1, muted: 1 });
    expect((await muteIn({})).data.hides).toBe(1);
  });
});

describe('refuses', () => {
  const where = () => ({ site_id: undefined });
  it.each<[string, () => object, string]>([
    ['no place', where, ''],
    ['two places', () => ({ tag: 'x' }), ''],
    ['no end', () => ({ ends_at: undefined }), '/ends_at'],
    ['an end that is past', () => ({ ends_at: later(0) }), '/ends_at'],
    ['an end too far ahead', () => ({ ends_at: later(180 * day + 1000) }), '/ends_at'],
    ['a short reason', () => ({ reason: 'too short' }), '/reason'],
    ['a version that is none', () => ({ up_to_version: 'newest' }), '/up_to_version'],
    ['an advisory of something else', () => ({ advisory: 'SA-CONTRIB-1999-001' }), '/advisory'],
    ['an owner from elsewhere', () => ({ owner_id: test.cast.charlie.uuid }), '/owner_id'],
  ])('%s', async (_, body, path) => {
    await report('1.0.0');
    const answer = await mute(body());
    expect([answer.status, answer.body.details?.[0]?.path]).toEqual([400, path]);
    expect(await shown()).toEqual([]);
  });

  it('custom code, which has no status', async () => {
    test.pass(1000);
    const extensions = [{ name: project(), version: '1.0.0', origin: 'custom' }];
    await test.request(test.as(site().key), 'POST', `${api}/reports`, { extensions });
    expect((await mute()).body.details[0].path).toBe('/project');
  });
});
