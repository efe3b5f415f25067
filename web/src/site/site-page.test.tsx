import { inventory } from '@patchlight/contract/examples/inventory';
import { mutes } from '@patchlight/contract/examples/mutes';
import type { SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { everywhere, place, siteLike } from '../../test/fleet.ts';
import { type Answers, type Asked, leave, open } from '../../test/render.tsx';
import { router } from '../router.tsx';

afterEach(leave);

const site = siteLike({ name: 'Shop' });
const [postcard] = inventory.listSiteModules.data as SiteModule[];
if (postcard === undefined) throw new Error('The examples have no module.');
const moduleLike = (name: string, change: Partial<SiteModule>): SiteModule => ({
  ...postcard,
  module: { ...postcard.module, id: name, name, title: name },
  ...change,
});
const modules = [
  postcard,
  moduleLike('token', {
    status: 'update',
    advisories: [],
    risk: null,
    fix: null,
    recommended: '1.2.0',
    days_exposed: null,
  }),
  moduleLike('own_code', { custom: true, status: null, advisories: [], risk: null, fix: null, days_exposed: null }),
];

function answersFor(of: Site, more: Answers = {}): Answers {
  const path = `/api/v1/sites/${of.id}`;
  return {
    ...everywhere,
    [`GET ${path}`]: () => of,
    [`GET ${path}/modules`]: () => modules,
    [`GET ${path}/reports`]: () => [],
    [`GET ${path}/patch-run`]: () => [],
    ...more,
  };
}
const openSite = (of: Site, role: Parameters<typeof open>[1], { tab = '', more = {} } = {}) =>
  open(`${place}/sites/${of.id}${tab}`, role, answersFor(of, more));
const lead = async () => (await screen.findByText(/open 1 day/)).textContent;

describe('the verdict', () => {
  it('is one sentence: the worst by name, for how long, by which advisory', async () => {
    await openSite(site, 'viewer');
    const title = postcard.module.title ?? '';
    const [advisory] = postcard.advisories;
    expect(await lead()).toBe(`${title} 2.4.0 → 2.4.1, open 1 day (${advisory?.id}).`);
  });

  it('of a silent site is not that everything is current', async () => {
    await openSite(siteLike({ status: 'current', freshness: 'silent' }), 'viewer', {
      more: { [`GET /api/v1/sites/${site.id}/modules`]: () => [] },
    });
    expect(await screen.findByText(/was current when it last reported/)).toBeTruthy();
    expect(screen.queryByText('Current')).toBeNull();
    expect(await screen.findByText(/^Silent since/)).toBeTruthy();
  });

  it('of a site that never reported leads to connecting it, for whoever may', async () => {
    const silent = siteLike({ freshness: 'never', status: 'unknown', last_report_at: null, reported_at: null });
    const asked = await openSite(silent, 'developer');
    const connect = await screen.findByRole('link', { name: 'Connect the site' });
    expect(connect.getAttribute('href')).toBe(`${place}/sites/${site.id}/connect`);
    expect(asked.some(({ path }) => path.endsWith('/modules'))).toBe(false);
    await leave();
    await openSite(silent, 'viewer');
    const button = await screen.findByRole('button', { name: 'Connect the site' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });

  it('says that the last report was refused, and why', async () => {
    const report = { ...inventory.getSiteReport.data, status: 'rejected', reason: 'invalid_report: extensions/3/name' };
    await openSite(site, 'viewer', { more: { [`GET /api/v1/sites/${site.id}/reports`]: () => [report] } });
    expect((await screen.findByText(/was refused/)).parentElement?.textContent).toContain('extensions/3/name');
  });
});

describe('updates', () => {
  it('give the command for what is insecure first, and for what is chosen', async () => {
    await openSite(site, 'viewer');
    const command = () => document.querySelector('pre')?.textContent;
    await waitFor(() => expect(command()).toContain('composer require'));
    expect(command()).toContain('2.4.1');
    expect(screen.getByRole('button', { name: /^Copy/ })).toBeTruthy();
    fireEvent.click(screen.getByRole('checkbox', { name: 'Choose token' }));
    await waitFor(() => expect(command()).toBeUndefined());
    expect(screen.getByText('Composer can take none of these.')).toBeTruthy();
  });

  it('are those that ask for something; the rest is counted', async () => {
    await openSite(site, 'viewer');
    const table = await screen.findByRole('table');
    await within(table).findByRole('link', { name: 'token' });
    expect(within(table).queryByRole('link', { name: 'own_code' })).toBeNull();
    expect(screen.getByText(/2 of 3 projects ask for an update/)).toBeTruthy();
  });
});

describe('what may be done', () => {
  const buttons = async () => screen.findByRole('button', { name: 'Record patch run' });

  it('is shown to a viewer as what a developer may', async () => {
    await openSite(site, 'viewer');
    expect((await buttons()).getAttribute('aria-disabled')).toBe('true');
    await leave();
    await openSite(site, 'developer');
    expect((await buttons()).getAttribute('aria-disabled')).toBeNull();
  });

  it('records the updates that are ticked', async () => {
    const runs = `/api/v1/sites/${site.id}/patch-run`;
    const asked: Asked[] = await openSite(site, 'developer', { more: { [`POST ${runs}`]: () => ({}) } });
    await lead();
    fireEvent.click(await buttons());
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Record 1 update' }));
    await waitFor(() => expect(asked.some(({ method }) => method === 'POST')).toBe(true));
    expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
      updates: [{ module: postcard.module.name, from_version: '2.4.0', to_version: '2.4.1' }],
    });
  });
});

it('goes to another tab by a key, and keeps it in the address', async () => {
  await openSite(site, 'viewer');
  await lead();
  fireEvent.keyDown(document.body, { key: 'a' });
  await waitFor(() => expect(router.state.location.search).toEqual({ tab: 'advisories' }));
  expect(await screen.findByRole('columnheader', { name: 'Exposure' })).toBeTruthy();
});

it('mutes a project where it is said, with a reason and an end', async () => {
  const asked = await openSite(site, 'developer', {
    more: { 'POST /api/v1/mutes': () => mutes.createMute.data },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Mute token' }));
  const dialog = await screen.findByRole('dialog');
  const send = within(dialog).getByRole('button', { name: /^Mute/ });
  fireEvent.change(within(dialog).getByLabelText('Why'), { target: { value: 'Replaced in the next release' } });
  fireEvent.click(send);
  await waitFor(() => expect(asked.some(({ method }) => method === 'POST')).toBe(true));
  expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
    project: 'token',
    site_id: site.id,
    until_newer_release: false,
    ends_at: expect.stringMatching(/Z$/),
  });
});

it('shows what is muted on demand, with its reason, its end and who answers for it', async () => {
  const reason = 'The form is switched off until the relaunch.';
  const muted = { mute_id: mutes.getMute.data.id, reason, ends_at: null, until_newer_release: true };
  await openSite(siteLike({ name: 'Shop', counts: { ...site.counts, muted: 1 } }), 'viewer', {
    more: {
      [`GET /api/v1/sites/${site.id}/modules`]: () => [postcard, moduleLike('token', { status: 'security', muted })],
      'GET /api/v1/mutes': () => mutes.listMutes.data,
    },
  });
  await lead();
  expect(screen.queryByRole('link', { name: 'token' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: '1 muted' }));
  await waitFor(() => expect(router.state.location.search).toEqual({ muted: '1' }));
  expect(screen.getByRole('link', { name: 'token' })).toBeTruthy();
  expect(screen.getByText('Muted until a newer release')).toBeTruthy();
  expect(await screen.findByText(`${reason} (${mutes.getMute.data.owner?.name})`)).toBeTruthy();
  const change = screen.getByRole('button', { name: 'Change the mute of token' });
  expect(change.getAttribute('aria-disabled')).toBe('true');
});
