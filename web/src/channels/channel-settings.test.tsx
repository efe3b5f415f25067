import type { Channel, ChannelDelivery } from '@patchlight/contract/channels';
import { channels as examples } from '@patchlight/contract/examples/channels';
import { organizations } from '@patchlight/contract/examples/organizations';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { everywhere, place } from '../../test/fleet.ts';
import { type Answers, failure, leave, open, organization } from '../../test/render.tsx';
import { router } from '../router.tsx';

await import('../settings/settings-page.tsx');
await import('./channel-settings.tsx');
afterEach(leave);

const [slack, hook] = examples.listChannels.data as [Channel, Channel];
const delivery = (examples.listChannelDeliveries.data as [ChannelDelivery])[0];
const path = `/api/v1/channels/${hook.id}`;
const hostile = '<img src=x onerror=alert(1)>';
const answers: Answers = {
  ...everywhere,
  [`GET /api/v1/organizations/${organization.id}`]: () => ({ ...organizations.getOrganization.data, ...organization }),
  'GET /api/v1/channels': () => [slack, hook],
  'GET /api/v1/tags': () => [{ name: 'retail', sites: 3 }],
};
const openTab = (more: Answers = {}, rest = '', role: Parameters<typeof open>[1] = 'organization_admin') =>
  open(`${place}/settings?tab=channels${rest}`, role, { ...answers, ...more });
const field = (label: RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
async function choose(name: string, action: string): Promise<void> {
  fireEvent.click(await screen.findByRole('button', { name: `Actions for ${name}` }));
  fireEvent.click(await screen.findByRole('menuitem', { name: action }));
}
const sent = (asked: readonly { method: string; body: unknown }[], method: string) =>
  asked.find((each) => each.method === method)?.body;

it('lists channels with what they are told of, and why one is paused', async () => {
  const paused = { ...hook, name: hostile, is_active: false, paused: { reason: 'gone', at: new Date().toISOString() } };
  const asked = await openTab({ 'GET /api/v1/channels': () => [slack, paused] });
  expect(await screen.findByText('Answered 410: nobody is there')).toBeTruthy();
  expect(screen.getByText(slack.url)).toBeTruthy();
  expect(screen.getByTitle('Security advisories, Targets that passed').textContent).toBe('Security advisories +1');
  expect(screen.getByText(hostile)).toBeTruthy();
  expect(document.querySelector('td img')).toBeNull();
  expect(asked.find((each) => each.path === '/api/v1/channels')?.query.organization_id).toBe(organization.id);
});

it('says to others who may, and asks for nothing', async () => {
  const asked = await openTab({}, '', 'developer');
  expect(await screen.findByText('Channels are looked after by administrators')).toBeTruthy();
  expect(screen.getByText('Needs the role administrator in this organization.')).toBeTruthy();
  expect(asked.some((each) => each.path === '/api/v1/channels')).toBe(false);
});

it('adds a web hook from nothing, and shows its secret until it is stored', async () => {
  const asked = await openTab({
    'GET /api/v1/channels': () => [],
    'POST /api/v1/channels': () => examples.createChannel.data,
  });
  expect(await screen.findByText('No channel yet')).toBeTruthy();
  press(/Add a channel/);
  const dialog = await screen.findByRole('dialog');
  field(/^Name/, ' Tickets ');
  field(/^Address/, 'https://tickets.example.org/hook');
  fireEvent.click(within(dialog).getByLabelText('Chosen events'));
  const submit = () => within(dialog).getByRole('button', { name: 'Add a channel' });
  expect(submit().getAttribute('aria-disabled')).toBe('true');
  fireEvent.click(within(dialog).getByLabelText(/^Silent sites/));
  fireEvent.click(within(dialog).getByLabelText('Sites with one of these tags'));
  fireEvent.click(await within(dialog).findByLabelText('retail'));
  field(/^From risk/, '15');
  fireEvent.click(submit());
  expect(await screen.findByText(/Copy the secret of Ticket system now/)).toBeTruthy();
  expect(sent(asked, 'POST')).toEqual({
    type: 'webhook',
    name: 'Tickets',
    url: 'https://tickets.example.org/hook',
    organization_id: organization.id,
    events: ['site_silent'],
    tags: ['retail'],
    min_risk: 15,
    template: null,
  });
  expect(screen.getByRole('button', { name: 'Done' }).getAttribute('aria-disabled')).toBe('true');
  fireEvent.click(screen.getByLabelText('I stored it'));
  press('Done');
  expect(screen.queryByText(/Copy the secret/)).toBeNull();
});

it('says what is wrong at the field, before and after it is sent', async () => {
  await openTab({
    'POST /api/v1/channels': () =>
      Response.json(
        {
          status_code: 422,
          error: 'address_not_allowed',
          message: 'No.',
          details: [{ path: '/url', code: 'address_not_allowed', message: 'Use an address that is public.' }],
          request_id: 'req-1',
        },
        { status: 422 },
      ),
  });
  await screen.findByText(hook.name);
  press(/Add a channel/);
  const dialog = await screen.findByRole('dialog');
  fireEvent.click(within(dialog).getByLabelText('Slack'));
  expect(within(dialog).queryByText('Template')).toBeNull();
  const submit = within(dialog).getByRole('button', { name: 'Add a channel' });
  fireEvent.click(submit);
  expect(await within(dialog).findByText('Enter an address that begins with https://.')).toBeTruthy();
  field(/^Name/, 'Inside');
  field(/^Address/, 'https://inside.example.org');
  fireEvent.click(submit);
  expect(await within(dialog).findByText('Use an address that is public.')).toBeTruthy();
  expect(
    within(dialog)
      .getByLabelText(/^Address/)
      .getAttribute('aria-invalid'),
  ).toBe('true');
});

it('changes only what was changed, and keeps an address that is not known', async () => {
  const asked = await openTab({ [`PUT /api/v1/channels/${slack.id}`]: () => slack });
  await choose(slack.name, 'Edit');
  const dialog = await screen.findByRole('dialog');
  const save = () => within(dialog).getByRole('button', { name: 'Save' });
  expect(save().getAttribute('aria-disabled')).toBe('true');
  expect(within(dialog).getByText(/Left empty, it stays/).textContent).toContain(slack.url);
  field(/^Name/, 'On call');
  fireEvent.click(save());
  await waitFor(() => expect(sent(asked, 'PUT')).toEqual({ name: 'On call' }));
});

it('opens the template where there is one', async () => {
  const template = '{"text":"{{title}}"}';
  await openTab({ 'GET /api/v1/channels': () => [{ ...hook, template }] });
  await choose(hook.name, 'Edit');
  const dialog = await screen.findByRole('dialog');
  expect((within(dialog).getByLabelText(/^Template/) as HTMLTextAreaElement).value).toBe(template);
  expect(dialog.querySelector('details')?.open).toBe(true);
  expect(within(dialog).getByText('{{site_count}}')).toBeTruthy();
});

it('sends a test, and shows what the other side answered', async () => {
  await openTab({
    [`POST ${path}/test`]: () => ({ ...delivery, event: 'test', status: 'failed', status_code: 500, answer: hostile }),
  });
  await choose(hook.name, 'Send a test');
  const dialog = await screen.findByRole('dialog');
  expect(await within(dialog).findByText('It was not taken.')).toBeTruthy();
  expect(within(dialog).getByText('500')).toBeTruthy();
  expect(within(dialog).getByText(hostile)).toBeTruthy();
});

it('switches off', async () => {
  const asked = await openTab({ [`PUT ${path}`]: () => ({ ...hook, is_active: false }) });
  await choose(hook.name, 'Switch off');
  expect(await screen.findByText(/Ticket system is off/)).toBeTruthy();
  expect(sent(asked, 'PUT')).toEqual({ is_active: false });
});

it('rotates, and shows the new secret', async () => {
  await openTab({ [`POST ${path}/rotate-secret`]: () => examples.rotateChannelSecret.data });
  await choose(hook.name, 'Rotate the secret');
  const dialog = await screen.findByRole('dialog');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Rotate the secret' }));
  expect(await screen.findByText(/The secret before this one signs besides until/)).toBeTruthy();
});

it('deletes with the name typed', async () => {
  const asked = await openTab({ [`DELETE ${path}`]: () => null });
  await choose(hook.name, 'Delete');
  const dialog = await screen.findByRole('dialog');
  const remove = () => within(dialog).getByRole('button', { name: 'Delete' });
  expect(remove().getAttribute('aria-disabled')).toBe('true');
  field(/^Name of the channel/, hook.name);
  fireEvent.click(remove());
  expect(await screen.findByText('Ticket system is deleted.')).toBeTruthy();
  expect(asked.some((each) => each.method === 'DELETE')).toBe(true);
});

it('offers no secret to rotate where there is none', async () => {
  await openTab();
  fireEvent.click(await screen.findByRole('button', { name: `Actions for ${slack.name}` }));
  expect(await screen.findByRole('menuitem', { name: 'Send a test' })).toBeTruthy();
  expect(screen.queryByRole('menuitem', { name: 'Rotate the secret' })).toBeNull();
});

it('lists deliveries by status, and sends again what failed', async () => {
  const failed: ChannelDelivery = { ...delivery, id: '019ab3d4-22f1-7b63-8d4f-7c8192a30b2d', status: 'failed' };
  const asked = await openTab({
    [`GET ${path}/deliveries`]: () => [delivery, { ...failed, status_code: null, answer: 'No answer in 10 s.' }],
    [`POST ${path}/deliveries/${failed.id}/replay`]: () => ({ ...failed, status: 'waiting' }),
  });
  await choose(hook.name, 'Deliveries');
  expect(await screen.findByText('No answer in 10 s.')).toBeTruthy();
  expect(screen.getAllByText('Security advisories · began')).toHaveLength(2);
  expect(screen.getAllByRole('button', { name: 'Replay' })).toHaveLength(1);
  press('Replay');
  expect(await screen.findByText('It is sent again.')).toBeTruthy();
  fireEvent.click(screen.getByLabelText('Failed'));
  await waitFor(() => expect(asked.at(-1)?.query.status).toBe('failed'));
  press('All channels');
  expect(await screen.findByText(slack.name)).toBeTruthy();
  expect(router.state.location.search).toEqual({ tab: 'channels' });
});

it('says what could not be loaded or is gone', async () => {
  await openTab({}, '&channel=019ab3d2-11f0-7a52-9c3e-6b7081920a1d');
  expect(await screen.findByText('This channel is not there any more')).toBeTruthy();
  await leave();
  await openTab({ 'GET /api/v1/channels': () => failure(403, 'forbidden', 'Not yours.') });
  expect(await screen.findByText('The channels could not be loaded')).toBeTruthy();
});
