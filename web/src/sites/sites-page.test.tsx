import { mutes } from '@patchlight/contract/examples/mutes';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { everywhere, listOf, place, siteLike } from '../../test/fleet.ts';
import { type Answers, type Asked, failure, leave, open } from '../../test/render.tsx';
import { router } from '../router.tsx';

// Pages are loaded when they are opened; here before anything waits for them.
await import('../site/site-page.tsx');
afterEach(leave);

const hostile = '"><img src=x onerror=alert(1)>';
const [shop, hall] = [
  siteLike({ id: '019ab3c4-90f2-7f46-9b28-000000000001', name: 'Shop', url: 'https://shop.example.org' }),
  siteLike({
    id: '019ab3c4-90f2-7f46-9b28-000000000002',
    name: hostile,
    status: 'current',
    freshness: 'silent',
    risk: null,
  }),
];
const facets = {
  total: 2,
  status: { security: 1, unsupported: 0, update: 0, unknown: 0, current: 1 },
  freshness: { fresh: 1, late: 0, silent: 1, never: 0 },
  environment: { production: 2, staging: 0, development: 0, testing: 0, other: 0 },
  tag: [{ value: 'retail', sites: 2 }],
  core: [{ value: '10.6.', sites: 2 }],
};
const fleet: Answers = {
  ...everywhere,
  'GET /api/v1/sites': () => [shop, hall],
  'GET /api/v1/sites/facets': () => facets,
  'GET /api/v1/tags': () => [{ name: 'retail', sites: 2 }],
};
const openSites = (search: string, role: Parameters<typeof open>[1], answers: Answers = fleet) =>
  open(`${place}/sites${search}`, role, answers);
const askedFor = (asked: Asked[], path: string) => asked.filter((each) => each.path === path);

describe('the list', () => {
  it('asks the server for what stands in the address', async () => {
    const asked = await openSites('?status=security,!current&tag=retail&sort=name&page=2', 'viewer');
    await screen.findByText('Shop');
    expect(askedFor(asked, '/api/v1/sites')[0]?.query).toMatchObject({
      status: 'security,!current',
      tag: 'retail',
      sort: 'name',
      page: '2',
    });
  });

  it('writes a filter into the address, with what it does not mean', async () => {
    await openSites('', 'viewer');
    await screen.findByText('Shop');
    fireEvent.click(screen.getByRole('button', { name: 'Filter' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Environment' }));
    fireEvent.click(await screen.findByRole('checkbox', { name: /Production/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ environment: 'production' }));
    fireEvent.click(screen.getByLabelText('is none of'));
    await waitFor(() => expect(router.state.location.search).toEqual({ environment: '!production' }));
  });

  it('sorts second by a column that is chosen with Shift, and says which comes first', async () => {
    const asked = await openSites('', 'viewer');
    await screen.findByText('Shop');
    fireEvent.click(screen.getByRole('button', { name: 'Site' }), { shiftKey: true });
    await waitFor(() => expect(router.state.location.search).toEqual({ sort: '-risk,name' }));
    expect(askedFor(asked, '/api/v1/sites').at(-1)?.query.sort).toBe('-risk,name');
    const head = (name: string) => screen.getByRole('columnheader', { name });
    expect(head('Highest risk (sorted first)').getAttribute('aria-sort')).toBe('descending');
    expect(head('Site (sorted second, ascending)').getAttribute('aria-sort')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: /^Core/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ sort: 'core' }));
  });

  it('shows a hostile name as text', async () => {
    await openSites('', 'viewer');
    expect((await screen.findByText(hostile)).tagName).toBe('A');
    expect(document.querySelector('img')).toBeNull();
  });

  it('does not call a silent site current', async () => {
    await openSites('', 'viewer');
    const row = (await screen.findByText(hostile)).closest('tr');
    expect(within(row as HTMLElement).queryByText('Current')).toBeNull();
    expect(within(row as HTMLElement).getByText('Unknown')).toBeTruthy();
    expect(within(row as HTMLElement).getByText(/^as of/)).toBeTruthy();
  });

  it('tells no site yet from nothing that matches', async () => {
    const none = { ...fleet, 'GET /api/v1/sites': () => listOf([], 0) };
    await openSites('', 'developer', none);
    expect(await screen.findByRole('heading', { name: 'No site yet' })).toBeTruthy();
    await leave();
    await openSites('?q=nowhere', 'developer', none);
    fireEvent.click(await screen.findByRole('button', { name: 'Clear the filters' }));
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });

  it('says what failed, with the number to quote', async () => {
    await openSites('', 'viewer', {
      ...fleet,
      'GET /api/v1/sites': () => failure(500, 'internal', 'The server has failed.'),
    });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The sites could not be loaded');
    expect(alert.textContent).toContain('req-1');
  });
});

describe('from one site to the next', () => {
  const of = (site: typeof shop, name: string) => ({ ...site, name, freshness: 'never', last_report_at: null });
  const pages: Answers = {
    ...fleet,
    'GET /api/v1/sites': ({ query }) => listOf([query.page === '2' ? hall : shop], 51),
    [`GET /api/v1/sites/${shop.id}`]: () => of(shop, 'Shop'),
    [`GET /api/v1/sites/${hall.id}`]: () => of(hall, 'Hall'),
    ...Object.fromEntries(
      [shop, hall].flatMap(({ id }) =>
        ['modules', 'reports', 'patch-run'].map((part) => [`GET /api/v1/sites/${id}/${part}`, () => []]),
      ),
    ),
  };
  const press = (key: string) => fireEvent.keyDown(document.body, { key });

  it('goes in the order of the list it was opened from, past the end of a page', async () => {
    const asked = await openSites('?per_page=1&status=security', 'viewer', pages);
    fireEvent.click(await screen.findByRole('link', { name: 'Shop' }));
    await screen.findByRole('heading', { name: 'Shop' });
    expect(screen.getByText('1 of 51')).toBeTruthy();
    const before = screen.getByRole('button', { name: 'Previous in the list' });
    expect(before.getAttribute('aria-disabled')).toBe('true');
    press(']');
    await screen.findByRole('heading', { name: 'Hall' });
    expect(askedFor(asked, '/api/v1/sites').at(-1)?.query).toMatchObject({ page: '2', status: 'security' });
    expect(screen.getByText('2 of 51')).toBeTruthy();
    press('[');
    await screen.findByRole('heading', { name: 'Shop' });
  });

  it('says why it cannot, where it was opened from no list', async () => {
    const other = '019ab3c4-90f2-7f46-9b28-000000000009';
    await open(`${place}/sites/${other}`, 'viewer', {
      ...pages,
      [`GET /api/v1/sites/${other}`]: () => of({ ...shop, id: other }, 'Other'),
    });
    await screen.findByRole('heading', { name: 'Other' });
    const next = screen.getByRole('button', { name: 'Next in the list' });
    expect(next.getAttribute('aria-disabled')).toBe('true');
    press(']');
    expect(router.state.location.pathname).toBe(`${place}/sites/${other}`);
  });
});

describe('many sites at once', () => {
  const choose = async () => {
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Choose Shop' }));
    return screen.findByRole('toolbar');
  };

  it('may be changed by a developer and not by a viewer, who reads why', async () => {
    await openSites('', 'viewer');
    const tag = within(await choose()).getByRole('button', { name: /^Tag/ });
    expect(tag.getAttribute('aria-disabled')).toBe('true');
    await leave();
    await openSites('', 'developer');
    const bar = await choose();
    expect(within(bar).getByRole('button', { name: /^Tag/ }).getAttribute('aria-disabled')).toBeNull();
    expect(
      within(bar)
        .getByRole('button', { name: /^Delete/ })
        .getAttribute('aria-disabled'),
    ).toBe('true');
  });

  it('are named by the filter, where all that match are meant', async () => {
    const asked = await openSites('?status=security', 'developer', {
      ...fleet,
      'GET /api/v1/sites': () => listOf([shop], 40),
      'POST /api/v1/sites/bulk': () => ({ matched: 40, changed: 38, dry_run: false, skipped: [] }),
    });
    const bar = await choose();
    fireEvent.click(within(bar).getByRole('button', { name: 'Choose all 40 that match' }));
    fireEvent.click(within(await screen.findByRole('toolbar')).getByRole('button', { name: /^Tag/ }));
    fireEvent.change(await screen.findByRole('combobox', { name: 'Tag' }), { target: { value: 'retail' } });
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Add tag' }));
    await waitFor(() => expect(askedFor(asked, '/api/v1/sites/bulk')).toHaveLength(1));
    expect(askedFor(asked, '/api/v1/sites/bulk')[0]?.body).toMatchObject({
      action: 'add_tags',
      tags: ['retail'],
      filter: { status: 'security' },
    });
  });

  it('are muted one by one, as they are more than one', async () => {
    const asked = await openSites('', 'developer', {
      ...fleet,
      'POST /api/v1/mutes': () => mutes.createMute.data,
    });
    const bar = await choose();
    const [, ...boxes] = screen.getAllByRole('checkbox');
    for (const box of boxes.slice(1)) fireEvent.click(box);
    fireEvent.click(within(bar).getByRole('button', { name: /^Mute project/ }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.change(dialog.getByLabelText(/^Project/), { target: { value: 'webform' } });
    fireEvent.change(dialog.getByLabelText(/^Why/), { target: { value: 'Forms are off for now' } });
    fireEvent.submit(screen.getByRole('dialog').querySelector('form') ?? document.body);
    await waitFor(() => expect(askedFor(asked, '/api/v1/mutes')).toHaveLength(boxes.length));
    expect(boxes.length).toBeGreaterThan(1);
    for (const { body } of askedFor(asked, '/api/v1/mutes'))
      expect(body).toMatchObject({ project: 'webform', site_id: expect.any(String) });
  });

  it('are deleted only after their number was typed, where they are more than ten', async () => {
    const asked = await openSites('', 'organization_admin', {
      ...fleet,
      'GET /api/v1/sites': () => listOf([shop], 40),
      'POST /api/v1/sites/bulk': () => ({ matched: 40, changed: 40, dry_run: false, skipped: [] }),
    });
    fireEvent.click(within(await choose()).getByRole('button', { name: 'Choose all 40 that match' }));
    fireEvent.click(within(await screen.findByRole('toolbar')).getByRole('button', { name: /^Delete/ }));
    const dialog = await screen.findByRole('dialog');
    const confirm = within(dialog).getByRole('button', { name: 'Delete 40 sites' });
    fireEvent.click(confirm);
    expect(askedFor(asked, '/api/v1/sites/bulk')).toEqual([]);
    fireEvent.change(within(dialog).getByRole('textbox'), { target: { value: '40' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Delete 40 sites' }));
    await waitFor(() => expect(askedFor(asked, '/api/v1/sites/bulk')).toHaveLength(1));
  });
});
