import { moduleIdentities } from '@patchlight/contract/examples/module-identities';
import { modules } from '@patchlight/contract/examples/modules';
import { mutes } from '@patchlight/contract/examples/mutes';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { everywhere, listOf, place } from '../../test/fleet.ts';
import { type Answers, failure, leave, open, organization } from '../../test/render.tsx';
import { router } from '../router.tsx';

// Pages are loaded when they are opened; here before anything waits for them.
await import('./module-page.tsx');
afterEach(leave);

const module = {
  ...modules.getModule.data,
  sites: 3,
  versions_in_use: [
    { version: '2.4.1', status: 'current', sites: 2 },
    { version: '2.4.0', status: 'security', sites: 1 },
  ],
};
const path = `/api/v1/modules/${module.id}`;
const [row] = modules.listModuleSites.data;
const answers: Answers = {
  ...everywhere,
  'GET /api/v1/modules/postcard': () => module,
  [`GET ${path}/versions`]: () => modules.listModuleVersions.data,
  [`GET ${path}/sites`]: () => [
    row,
    { ...row, site: { ...row?.site, id: module.id, name: 'Quiet' }, status: 'current', freshness: 'silent' },
  ],
};

it('says who needs what, for which advisory', async () => {
  await open(`${place}/modules/postcard`, 'viewer', answers);
  const sentence = (await screen.findByText(/3 of \d+ sites run it/)).textContent;
  expect(sentence).toMatch(/1 of them needs 2\.4\.1 for SA-CONTRIB-2026-999, published/);
});

it('asks the server for what stands in the address, and for this organization alone', async () => {
  const asked = await open(`${place}/modules/postcard?below=2.4.1&status=security&tag=retail`, 'viewer', answers);
  await screen.findByText('Quiet');
  const wanted = { below: '2.4.1', status: 'security', tag: 'retail', organization_id: organization.id };
  expect(asked.find((each) => each.path === `${path}/sites`)?.query).toMatchObject(wanted);
  expect(asked.find((each) => each.path === '/api/v1/modules/postcard')?.query).toEqual({
    organization_id: organization.id,
  });
});

it('narrows the list by the version of a bar, instead of what was above or below', async () => {
  await open(`${place}/modules/postcard?below=2.4.1&tag=retail`, 'viewer', answers);
  const bar = await screen.findByTitle('Show the 1 site on 2.4.0');
  fireEvent.click(bar);
  await waitFor(() => expect(router.state.location.search).toEqual({ tag: 'retail', version: '2.4.0' }));
  fireEvent.click(bar);
  await waitFor(() => expect(router.state.location.search).toEqual({ tag: 'retail' }));
});

it('opens the filter below a version with b', async () => {
  await open(`${place}/modules/postcard`, 'viewer', answers);
  await screen.findByText('Quiet');
  fireEvent.keyDown(document.body, { key: 'b' });
  const typed = (await screen.findByLabelText('Below version')) as HTMLInputElement;
  fireEvent.change(typed, { target: { value: '2.4.1' } });
  fireEvent.submit(typed.form ?? typed);
  await waitFor(() => expect(router.state.location.search).toEqual({ below: '2.4.1' }));
});

it('does not call a silent site current', async () => {
  await open(`${place}/modules/postcard`, 'viewer', answers);
  const quiet = (await screen.findByText('Quiet')).closest('tr') as HTMLElement;
  expect(within(quiet).getByText('Unknown')).toBeTruthy();
  expect(within(quiet).queryByText('Current')).toBeNull();
});

it('says in words that an advisory concerns every version', async () => {
  const [advisory] = modules.getModule.data.advisories;
  const all = { ...module, advisories: [{ ...advisory, affected_versions: '*' }] };
  await open(`${place}/modules/postcard?tab=advisories`, 'viewer', {
    ...answers,
    'GET /api/v1/modules/postcard': () => all,
  });
  expect((await screen.findByText('every version')).title).toBe('every version');
});

it('keeps the filters in reach where one of them was wrong', async () => {
  const wrong = { ...answers, [`GET ${path}/sites`]: () => failure(400, 'validation_error', 'Must be a version.') };
  await open(`${place}/modules/postcard?below=x`, 'viewer', wrong);
  expect(await screen.findByText('Must be a version.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Remove the filter Below version' })).toBeTruthy();
});

it('is not found where the server does not know it', async () => {
  await open(`${place}/modules/nothing`, 'viewer', everywhere);
  expect(await screen.findByRole('heading', { name: 'There is no such page' })).toBeTruthy();
});

const [unmatched] = moduleIdentities.listUnmatchedModules.data;
const unknown: Answers = {
  ...everywhere,
  'GET /api/v1/modules/acme_shop': () => ({
    ...module,
    id: organization.id,
    name: 'acme_shop',
    title: null,
    as_of: null,
    sites: 0,
    versions_in_use: [],
    advisories: [],
  }),
  'GET /api/v1/unmatched-modules': () => [{ ...unmatched, organization }],
};

it('says why there is no verdict, and that a developer decides', async () => {
  await open(`${place}/modules/acme_shop`, 'viewer', unknown);
  const button = await screen.findByRole('button', { name: 'Treat as custom code' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  expect(screen.getByText(/drupal\.org has no project called acme_shop/)).toBeTruthy();
});

it('lets a developer decide that it is custom code', async () => {
  const asked = await open(`${place}/modules/acme_shop`, 'developer', {
    ...unknown,
    'PUT /api/v1/module-identities/acme_shop': () => moduleIdentities.identifyModule.data,
    'GET /api/v1/modules': () => [],
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Treat as custom code' }));
  await waitFor(() => expect(router.state.location.search).toEqual({ q: 'acme_shop', include: 'custom' }));
  expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({
    organization_id: organization.id,
    decision: 'custom',
  });
});

describe('many of its sites', () => {
  const choose = async (name: string) =>
    fireEvent.click(await screen.findByRole('checkbox', { name: `Choose ${name}` }));
  const press = async (name: RegExp) =>
    fireEvent.click(within(await screen.findByRole('toolbar')).getByRole('button', { name }));

  it('are tagged at once', async () => {
    const asked = await open(`${place}/modules/postcard`, 'developer', {
      ...answers,
      'GET /api/v1/tags': () => [],
      'POST /api/v1/sites/bulk': () => ({ matched: 1, changed: 1, dry_run: false, skipped: [] }),
    });
    await choose('Quiet');
    await press(/^Tag/);
    fireEvent.change(await screen.findByRole('combobox', { name: 'Tag' }), { target: { value: 'retail' } });
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Add tag' }));
    await waitFor(() => expect(asked.some(({ method }) => method === 'POST')).toBe(true));
    const { body } = asked.find(({ method }) => method === 'POST') ?? {};
    expect(body).toMatchObject({ action: 'add_tags', tags: ['retail'], site_ids: [module.id] });
  });

  it('are muted by the module, a mute for each', async () => {
    const asked = await open(`${place}/modules/postcard`, 'developer', {
      ...answers,
      'POST /api/v1/mutes': () => mutes.createMute.data,
    });
    await choose('Quiet');
    await choose(row?.site.name ?? '');
    await press(/^Mute/);
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(/Mute/, { selector: 'h2' }).textContent).toContain(module.title);
    fireEvent.change(within(dialog).getByLabelText(/^Why/), { target: { value: 'Forms are off for now' } });
    fireEvent.submit(dialog.querySelector('form') ?? dialog);
    const made = () => asked.filter(({ method, path: asks }) => method === 'POST' && asks === '/api/v1/mutes');
    await waitFor(() => expect(made()).toHaveLength(2));
    for (const { body } of made()) expect(body).toMatchObject({ project: 'postcard', site_id: expect.any(String) });
  });

  it('are read, where all that match are meant, and copied with their versions', async () => {
    const copied: string[] = [];
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void copied.push(text));
    await open(`${place}/modules/postcard?below=2.4.1`, 'viewer', {
      ...answers,
      [`GET ${path}/sites`]: ({ query }) =>
        listOf(
          query.per_page === '100' ? [row, { ...row, site: { ...row?.site, id: module.id, name: 'Quiet' } }] : [row],
          2,
        ),
    });
    await choose(row?.site.name ?? '');
    fireEvent.click(await screen.findByRole('button', { name: 'Choose all 2 that match' }));
    await screen.findByText('2 chosen');
    await press(/^Copy site list/);
    await waitFor(() => expect(copied).toHaveLength(1));
    expect(copied[0]?.split('\n').map((line) => line.split('\t')[0])).toEqual([row?.site.name, 'Quiet']);
  });
});
