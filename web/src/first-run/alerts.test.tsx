import { ada } from '@patchlight/contract/examples/users';
import { fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { everywhere, place, siteLike } from '../../test/fleet.ts';
import { leave, open } from '../../test/render.tsx';

await import('./connect-page.tsx');
afterEach(leave);

const site = siteLike({ reported_at: new Date().toISOString() });

it('offers two alerts, ticked, with the first verdict; what is not ticked comes with the digest', async () => {
  const asked = await open(`${place}/sites/${site.id}/connect?step=report`, 'developer', {
    ...everywhere,
    [`GET /api/v1/sites/${site.id}`]: () => site,
    [`PUT /api/v1/users/update/${ada.id}`]: () => ada,
  });
  const boxes = (await screen.findAllByRole('checkbox')) as HTMLInputElement[];
  expect(boxes.map(({ checked }) => checked)).toEqual([true, true]);
  fireEvent.click(screen.getByLabelText(/falls silent/));
  fireEvent.click(screen.getByRole('button', { name: 'Set alerts' }));
  await screen.findByText('The alerts are set.');
  expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({
    notification_preferences: { events: { security_exposure: 'instant', site_silent: 'daily' } },
  });
});
