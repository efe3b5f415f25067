import { modules } from '@patchlight/contract/examples/modules';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { everywhere, place, siteLike } from '../../test/fleet.ts';
import { type Answers, leave, open } from '../../test/render.tsx';
import { router } from '../router.tsx';

// Pages are loaded when they are opened; here before anything waits for them.
await Promise.all([import('../modules/modules-page.tsx'), import('./palette.tsx')]);
afterEach(leave);

const answers: Answers = {
  ...everywhere,
  'GET /api/v1/modules': () => modules.listModules.data,
  'GET /api/v1/advisories': () => [],
  'GET /api/v1/sites': () => [siteLike({ name: 'Postcard shop' })],
};

async function openPalette(): Promise<HTMLElement> {
  await open(`${place}/modules`, 'viewer', answers);
  await screen.findByRole('heading', { name: 'Modules' });
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  return screen.findByRole('combobox', { name: 'Search or jump to' });
}

it('opens what comes first, even where Enter came before the answer', async () => {
  const input = await openPalette();
  fireEvent.change(input, { target: { value: 'postcard < 2.4.1' } });
  fireEvent.keyDown(input, { key: 'Enter' });
  await waitFor(() => expect(router.state.location.pathname).toBe(`${place}/modules/postcard`));
  expect(router.state.location.search).toEqual({ below: '2.4.1' });
});

it('finds modules before sites, and walks through them with the arrows', async () => {
  const input = await openPalette();
  fireEvent.change(input, { target: { value: 'postcard' } });
  const site = await screen.findByRole('option', { name: /Postcard shop/ });
  const first = screen.getByRole('option', { name: /1 site, 1 version/ });
  expect(input.getAttribute('aria-activedescendant')).toBe(first.id);
  fireEvent.keyDown(input, { key: 'ArrowDown' });
  expect(input.getAttribute('aria-activedescendant')).toBe(site.id);
  expect(site.getAttribute('aria-selected')).toBe('true');
});

it('offers what the page can do, and does it', async () => {
  const input = await openPalette();
  fireEvent.change(input, { target: { value: 'Find in' } });
  fireEvent.click(await screen.findByRole('option', { name: /Find in this list/ }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('searchbox')));
});

it('leaves out the pages that the role cannot open', async () => {
  await openPalette();
  expect(await screen.findByRole('option', { name: /Settings/ })).toBeTruthy();
  expect(screen.queryByRole('option', { name: /Audit log/ })).toBeNull();
});
