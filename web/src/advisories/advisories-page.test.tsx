import { advisories } from '@patchlight/contract/examples/advisories';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { everywhere, listOf, place } from '../../test/fleet.ts';
import { type Answers, type Asked, leave, open } from '../../test/render.tsx';
import { router } from '../router.tsx';

// Pages are loaded when they are opened; here before anything waits for them.
await import('./advisories-page.tsx');
afterEach(leave);

const answers: Answers = { ...everywhere, 'GET /api/v1/advisories': () => advisories.listAdvisories.data };
const listed = (asked: Asked[]) =>
  asked.find(({ path, query }) => path === '/api/v1/advisories' && query.per_page === '50');

it('shows what is open, the highest risk first, unless asked otherwise', async () => {
  const asked = await open(`${place}/advisories`, 'viewer', answers);
  await screen.findByText('Postcard');
  expect(listed(asked)?.query).toMatchObject({ state: 'exposed', sort: '-risk' });
});

it('asks for what stands in the address, days as instants', async () => {
  const asked = await open(`${place}/advisories?state=all&min_risk=15&published_from=2026-08-01`, 'viewer', answers);
  await screen.findByText('Postcard');
  expect(listed(asked)?.query).toMatchObject({
    state: 'all',
    min_risk: '15',
    published_from: '2026-08-01T00:00:00Z',
  });
});

it('is glad where nothing is open, and not where nothing matches', async () => {
  const none = { ...answers, 'GET /api/v1/advisories': () => listOf([], 0) };
  await open(`${place}/advisories`, 'viewer', none);
  expect(await screen.findByRole('heading', { name: /No open advisory touches your/ })).toBeTruthy();
  await leave();
  await open(`${place}/advisories?q=nothing`, 'viewer', none);
  expect(await screen.findByRole('heading', { name: 'Nothing matches' })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Clear the filters' }));
  await waitFor(() => expect(router.state.location.search).toEqual({}));
});
