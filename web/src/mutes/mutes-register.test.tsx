import { mutes } from '@patchlight/contract/examples/mutes';
import { organizations } from '@patchlight/contract/examples/organizations';
import type { Mute } from '@patchlight/contract/mutes';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { everywhere, place } from '../../test/fleet.ts';
import { type Answers, failure, leave, open, organization } from '../../test/render.tsx';
import { router } from '../router.tsx';

await import('../settings/settings-page.tsx');
afterEach(leave);

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000 - 60_000).toISOString();
const hostile = '<img src=x onerror=alert(1)> and more';
const muteLike = (id: string, change: Partial<Mute>): Mute => ({ ...(mutes.getMute.data as Mute), id, ...change });
const [soon, later] = [
  muteLike('019ab3c6-5a10-7c31-8d24-5f6071829301', { ends_at: inDays(5), reason: hostile }),
  muteLike('019ab3c6-5a10-7c31-8d24-5f6071829302', {
    ends_at: null,
    until_newer_release: true,
    scope: 'tags',
    site: null,
    tags: ['retail'],
  }),
];
const over = muteLike('019ab3c6-5a10-7c31-8d24-5f6071829303', {
  ended_at: inDays(-1),
  end_cause: 'advisory',
  hides: 0,
});
const answers: Answers = {
  ...everywhere,
  [`GET /api/v1/organizations/${organization.id}`]: () => ({ ...organizations.getOrganization.data, ...organization }),
  'GET /api/v1/mutes': ({ query }) => (query.state === 'ended' ? [over] : [soon, later]),
  'POST /api/v1/mutes/bulk': () => ({ changed: [soon?.id], skipped: [] }),
};
const openRegister = (role: Parameters<typeof open>[1], more: Answers = {}, rest = '') =>
  open(`${place}/settings?tab=mutes${rest}`, role, { ...answers, ...more });

it('counts down, and shows names and reasons as text', async () => {
  await openRegister('viewer');
  expect(await screen.findByText('in 5 days')).toBeTruthy();
  expect(screen.getByText('next release')).toBeTruthy();
  expect(screen.getByText(hostile)).toBeTruthy();
  expect(document.querySelector('td img')).toBeNull();
});

it('says of those that are over what ended them, and offers nothing to do with them', async () => {
  const asked = await openRegister('developer', {}, '&state=ended&ends_within_days=7');
  expect(await screen.findByText('a new advisory')).toBeTruthy();
  expect(screen.queryByRole('checkbox')).toBeNull();
  expect(asked.find(({ path }) => path === '/api/v1/mutes')?.query).toMatchObject({
    state: 'ended',
    ends_within_days: '7',
    organization_id: organization.id,
  });
});

it('ends those that are chosen', async () => {
  const asked = await openRegister('developer');
  await screen.findByText('in 5 days');
  fireEvent.click(screen.getAllByRole('checkbox')[1] as HTMLElement);
  fireEvent.click(await screen.findByRole('button', { name: 'End' }));
  const dialog = await screen.findByRole('dialog');
  fireEvent.click(within(dialog).getByRole('button', { name: 'End the mute' }));
  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ action: 'end', ids: [soon?.id] }),
  );
  expect(await screen.findByText(/The mute is over/)).toBeTruthy();
});

it('lets a viewer read, and says who may change', async () => {
  await openRegister('viewer');
  await screen.findByText('in 5 days');
  expect(screen.getByRole('button', { name: /Mute a project/ }).getAttribute('aria-disabled')).toBe('true');
});

it('tells nothing muted from nothing that matches, and from what could not be loaded', async () => {
  await openRegister('viewer', { 'GET /api/v1/mutes': () => [] });
  expect(await screen.findByText('Nothing is muted')).toBeTruthy();
  await leave();
  await openRegister('viewer', { 'GET /api/v1/mutes': () => [] }, '&project=webform');
  fireEvent.click(await screen.findByRole('button', { name: /^Clear (the )?filters/ }));
  await waitFor(() => expect(router.state.location.search).toEqual({ tab: 'mutes' }));
  await leave();
  await openRegister('viewer', { 'GET /api/v1/mutes': () => failure(403, 'forbidden', 'Not yours.') });
  expect(await screen.findByText('The mutes could not be loaded')).toBeTruthy();
});
