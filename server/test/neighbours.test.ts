import type { EndpointShape } from '@patchlight/contract/endpoint';
import { permissions } from '@patchlight/contract/roles';
import { v7 as newId } from 'uuid';
import { beforeAll, describe, expect, it } from 'vitest';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { storeAdvisories } from '../src/modules/store-advisories.ts';
import { storeFeed } from '../src/modules/store-feed.ts';
import { useApp } from './app.ts';
import { canary } from './cast.ts';
import { type Named, readAll, tellings } from './every-read.ts';
import { makePerson, releaseHistory } from './factories.ts';
import { makeAdvisory } from './judging.ts';

const noLetter = newId();
const test = useApp();
const api = '/api/v1';
const reportIds = { home: '01a215de-c952-71d8-8d1b-2516b476054c', away: '01a215de-c952-71d8-8d1b-2516b476054d' };
const webform = { name: 'webform', version: '6.2.8' };

const send = (site: { key: string }, extensions: readonly object[], rest: object = {}) =>
  test.request(test.as(site.key), 'POST', `${api}/reports`, { extensions, ...rest });
const named = (side: 'home' | 'away'): Named => {
  const { home, away, alice, charlie, site, awaySite } = test.cast;
  return {
    site_id: (side === 'home' ? site : awaySite).uuid,
    org_id: (side === 'home' ? home : away).uuid,
    user_id: (side === 'home' ? alice : charlie).uuid,
    report_id: reportIds[side],
    module_id: 'webform',
    advisory_id: advisory.id,
    feed_key: 'release-history:token',
    dead_letter_id: noLetter,
    mute_id: noLetter,
    channel_id: noLetter,
  };
};
const advisory = makeAdvisory('webform', '<6.2.9');

beforeAll(async () => {
  await storeFeed(
    test.ctx,
    'webform',
    releaseHistory('webform', [
      { version: '6.2.9', types: ['Security update'] },
      { version: '6.2.8', types: ['Insecure'] },
    ]),
  );
  await storeAdvisories(test.ctx, [advisory]);
  await flagChangedSites(test.ctx);
  await send(test.cast.site, [webform, { name: 'acme_shop', origin: 'custom' }], { report_id: reportIds.home });
  await send(test.cast.awaySite, [webform], { report_id: reportIds.away });
});

// What only superusers read refuses members all the same, and Alice's record may or may not tell of it yet when she reads it.
const isForMembers = ({ permission }: EndpointShape) =>
  permission === 'public' || permissions[permission] !== 'superuser';

describe('T-07: what the other organization does shows in no answer', () => {
  it('nor in any count: each address tells Alice, Dev and Vic the same before and after', async () => {
    const { cast } = test;
    const people = [cast.alice, cast.dev, cast.vic];
    const read = async () => {
      // Alice's record tells of what Dev and Vic were refused before.
      await test.sql("delete from audit_logs where status = 'denied'");
      const answers = [];
      for (const who of people) answers.push(await readAll(test, test.as(who), named('home'), isForMembers));
      return answers;
    };
    const before = await read();
    const charlie = (method: string, path: string, body: object) =>
      test.request(test.as(cast.charlie), method, api + path, body);
    await send(cast.awaySite, [
      { ...webform, version: '6.1.0' },
      { name: 'token', version: '8.x-1.13' },
      { name: `${canary}_shop`, origin: 'custom', version: canary },
      { name: 'acme_shop', origin: 'custom', version: canary },
    ]);
    const done = [
      await charlie('POST', `/sites/${cast.awaySite.uuid}/patch-run`, {
        updates: [{ module: 'webform', from_version: '6.1.0', to_version: '6.2.9' }],
        note: canary,
      }),
      await charlie('PUT', `/sites/${cast.awaySite.uuid}`, { tags: [canary], description: canary }),
      await charlie('PUT', `/organizations/${cast.away.uuid}`, { tax_id: canary }),
      await charlie('POST', '/sites', { url: `https://two.${canary}.example`, name: canary }),
      await charlie('POST', '/users/add', {
        email: `${canary}@example.org`,
        name: canary,
        role: 'viewer',
        organization_id: cast.away.uuid,
      }),
      await charlie('POST', '/mutes', {
        project: 'webform',
        organization_id: cast.away.uuid,
        reason: `Nobody else is to know of ${canary}.`,
        until_newer_release: true,
      }),
    ];
    expect(done.map(({ status }) => status)).toEqual([201, 200, 200, 201, 201, 201]);
    await makePerson(test.ctx, cast.away, `Another ${canary}`, 'viewer');
    const after = await read();
    expect(after.map(tellings)).toEqual(before.map(tellings));
    for (const answers of after)
      for (const [address, { headers, text }] of answers)
        expect(`${JSON.stringify(headers)} ${text}`, address).not.toContain(canary);
    // The same addresses hold it for whoever may see it.
    const told = JSON.stringify(tellings(await readAll(test, test.as(cast.charlie), named('away'))));
    expect(told.split(canary).length).toBeGreaterThan(20);
  });
});

describe('T-08: what a site claims is no news of a project', () => {
  it('a version, a date and a harmlessness that it invents change nothing for anybody else', async () => {
    const { cast } = test;
    const read = async () => tellings(await readAll(test, test.as(cast.charlie), named('away')));
    const before = await read();
    const claims = { security_update: false, update_available: false, release_date: '2030-01-01', status: 'current' };
    await send(cast.site, [{ ...webform, version: '99.9.9', ...claims }]);
    await send(cast.second, [{ ...webform, ...claims }]);
    expect(await read()).toEqual(before);
    const modules = async (uuid: string) =>
      (await test.request(test.as(cast.alice), 'GET', `${api}/sites/${uuid}/modules`)).data[0];
    expect(await modules(cast.second.uuid)).toMatchObject({
      status: 'security',
      recommended: '6.2.9',
      latest: '6.2.9',
    });
    expect((await modules(cast.site.uuid)).latest).not.toBe('99.9.9');
  });
});

describe('T-09: custom modules are private', () => {
  it('not by text, not by name, not by a guessed id', async () => {
    const as = test.as(test.cast.charlie);
    await send(test.cast.site, [{ name: 'secret_shop', origin: 'custom', version: '1.0' }]);
    const [module] = await test.sql<{ uuid: string }>("select uuid from modules where module_name = 'secret_shop'");
    for (const search of ['q=secret', 'include=custom&q=secret', 'include=custom&per_page=100']) {
      const { text } = await test.request(as, 'GET', `${api}/modules?${search}`);
      expect(text.replace(/"self":"[^"]*"/, '')).not.toContain('secret');
    }
    for (const id of [module?.uuid ?? '', 'secret_shop'])
      for (const path of ['', '/versions', '/sites'])
        expect((await test.request(as, 'GET', `${api}/modules/${id}${path}`)).status, path).toBe(404);
    const own = await test.request(test.as(test.cast.alice), 'GET', `${api}/modules/secret_shop`);
    expect(own.data).toMatchObject({ id: module?.uuid, name: 'secret_shop' });
  });
});
