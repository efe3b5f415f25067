import { messages } from '@patchlight/contract/examples/messages';
import { organizations } from '@patchlight/contract/examples/organizations';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { everywhere, place } from '../../test/fleet.ts';
import { type Answers, leave, open, organization } from '../../test/render.tsx';

await import('./settings-page.tsx');
afterEach(leave);

const path = `/api/v1/organizations/${organization.id}`;
const answers: Answers = {
  ...everywhere,
  [`GET ${path}`]: () => ({ ...organizations.getOrganization.data, ...organization }),
  [`GET ${path}/notification-defaults`]: () => messages.getNotificationDefaults.data,
  [`GET ${path}/messages`]: () => messages.listOrganizationMessages.data,
};
const defaults = `${place}/settings?tab=notifications`;
const log = `${place}/settings?tab=deliveries`;
const saving = () => screen.findByRole('button', { name: /^Save/ });

it('changes what members are told of who have not chosen', async () => {
  const asked = await open(defaults, 'organization_admin', {
    ...answers,
    [`PUT ${path}/notification-defaults`]: () => messages.updateNotificationDefaults.data,
  });
  fireEvent.change(await screen.findByLabelText('Digest at'), { target: { value: '7' } });
  fireEvent.click(await saving());
  await screen.findByText('The defaults are saved.');
  expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({ digest_hour: 7 });
});

it('shows the defaults to whoever may not change them, with the reason', async () => {
  await open(defaults, 'viewer', answers);
  const radio = await screen.findByRole('radio', { name: 'Site silent: Off' });
  expect(radio.closest('fieldset')?.disabled).toBe(true);
  const button = await saving();
  expect(button.getAttribute('aria-disabled')).toBe('true');
  fireEvent.mouseEnter(button);
  fireEvent.focus(button);
  await screen.findByText(/admin/i, { selector: '[role="tooltip"]' });
});

it('shows administrators what members were sent, and to whom', async () => {
  await open(log, 'organization_admin', answers);
  const [message] = messages.listOrganizationMessages.data;
  const row = (await screen.findByText(message?.subject ?? '')).closest('tr');
  expect(row?.textContent).toContain(message?.recipient.name);
  expect(row?.querySelector('button')).toBeNull();
});

it('asks nothing of the log for anybody else', async () => {
  const asked = await open(log, 'developer', answers);
  await screen.findByText('The delivery log is read by administrators');
  await waitFor(() => expect(asked.some((each) => each.path === `${path}/messages`)).toBe(false));
});
