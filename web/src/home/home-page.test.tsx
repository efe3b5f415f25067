import { overview as examples } from '@patchlight/contract/examples/overview';
import type { Overview } from '@patchlight/contract/overview';
import { configure, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Answers, failure, leave, open, organization } from '../../test/render.tsx';
import { router } from '../router.tsx';

const insecure = examples.getOverview.data as Overview;
const sites = {
  total: 84,
  status: { security: 0, unsupported: 0, update: 12, unknown: 0, current: 72 },
  freshness: { fresh: 84, late: 0, silent: 0, never: 0 },
};
const secure: Overview = {
  ...insecure,
  sites,
  fix_queue: [],
  oldest: null,
  exposures: { open: 0, highest_risk: null, oldest_published_at: null },
};
const home = `/o/${organization.id}`;
const answered = (overview: unknown): Answers => ({ 'GET /api/v1/overview': () => overview });

// The machine may be busy.
configure({ asyncUtilTimeout: 10_000 });

const headline = (name: string) => screen.findByRole('heading', { level: 1, name });

afterEach(leave);

describe('the verdict', () => {
  it('says how many sites need a security update, and what to do first', async () => {
    await open(
      home,
      'viewer',
      answered({ ...insecure, sites: { ...sites, status: { ...sites.status, security: 7 } } }),
    );
    await headline('7 of 84 sites need a security update');
    const first = screen.getByRole('link', { name: /^Update .+ on 1 site$/ });
    expect(first.getAttribute('href')).toBe(`${home}/modules/${insecure.fix_queue[0]?.module.id}`);
    expect(screen.getByRole('link', { name: 'All 7 sites' }).getAttribute('href')).toBe(
      `${home}/sites?status=security`,
    );
  });

  it('calls a fleet secure that is known to be', async () => {
    await open(home, 'viewer', answered(secure));
    await headline('All 84 sites are secure');
    expect(screen.getByText('Worth doing next')).toBeTruthy();
  });

  it('does not call a silent site secure', async () => {
    const freshness = { ...sites.freshness, fresh: 82, silent: 2 };
    await open(home, 'viewer', answered({ ...secure, sites: { ...sites, freshness } }));
    await headline('82 of 84 sites are known to be secure');
    expect(screen.getByText(/2 sites cannot be judged/).textContent).toContain('2 are silent');
  });

  it('knows nothing without the data of drupal.org', async () => {
    await open(home, 'viewer', answered({ ...secure, as_of: null }));
    await headline('0 of 84 sites are known to be secure');
  });
});

describe('the address', () => {
  it('keeps the range, and asks for it', async () => {
    const asked = await open(home, 'viewer', answered(secure));
    fireEvent.click(await screen.findByRole('radio', { name: '30 days' }));
    await vi.waitFor(() => expect(router.state.location.search).toEqual({ days: '30' }));
    await vi.waitFor(() => expect(asked.at(-1)?.query).toMatchObject({ days: '30' }));
  });

  it('asks once for the page and what stands around it', async () => {
    const asked = await open(home, 'viewer', answered(secure));
    await screen.findByText('Worth doing next');
    expect(asked.filter(({ path }) => path === '/api/v1/overview')).toHaveLength(1);
  });

  it('leads to the counted sites with a single key, within the tag', async () => {
    await open(`${home}?tag=prod`, 'viewer', answered(secure));
    await screen.findByText('Worth doing next');
    fireEvent.keyDown(document.body, { key: '4' });
    await vi.waitFor(() => expect(router.state.location.search).toEqual({ freshness: 'silent', tag: 'prod' }));
  });
});

describe('without a site', () => {
  const none = { ...secure, sites: { ...sites, total: 0 } };
  it('shows the way to the first one', async () => {
    await open(home, 'developer', answered(none));
    const add = await screen.findByRole('button', { name: /Add the first site/ });
    expect(add.getAttribute('aria-disabled')).toBeNull();
  });

  it('tells a viewer that somebody else has to add it', async () => {
    await open(home, 'viewer', answered(none));
    expect((await screen.findByRole('button', { name: /Add the first site/ })).getAttribute('aria-disabled')).toBe(
      'true',
    );
  });

  it('of a tag offers all sites again', async () => {
    await open(`${home}?tag=gone`, 'viewer', answered(none));
    expect(await screen.findByText('No site carries the tag gone')).toBeTruthy();
  });
});

it('says what failed, with the number to quote', async () => {
  await open(home, 'viewer', { 'GET /api/v1/overview': () => failure(500, 'internal', 'Something broke here.') });
  const alert = within(await screen.findByRole('alert'));
  expect(alert.getByText('The numbers could not be loaded')).toBeTruthy();
  expect(alert.getByText('req-1')).toBeTruthy();
});

it('shows hostile names as text', async () => {
  const name = '"><img src=x onerror=alert(1)>';
  const strip = { sites: [{ id: organization.id, name, status: 'security', freshness: 'fresh', tag: name }], more: 0 };
  await open(home, 'viewer', answered({ ...insecure, strip }));
  expect((await screen.findByRole('link', { name: `${name}: Security` })).querySelector('img')).toBeNull();
  expect(screen.getByText(name)).toBeTruthy();
});
