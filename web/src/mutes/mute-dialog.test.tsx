import { modules } from '@patchlight/contract/examples/modules';
import { mutes } from '@patchlight/contract/examples/mutes';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { everywhere, place } from '../../test/fleet.ts';
import { type Answers, failure, leave, open, organization } from '../../test/render.tsx';

await import('../module/module-page.tsx');
afterEach(leave);

const module = { ...modules.getModule.data, name: 'postcard', title: 'Postcard', sites: 3, advisories: [] };
const path = `/api/v1/modules/${module.id}`;
const preview = { sites: 3, security: 2, unsupported: 0, update: 1, unknown: 0, possible: 1, muted: 0 };
const answers: Answers = {
  ...everywhere,
  'GET /api/v1/modules/postcard': () => module,
  [`GET ${path}/versions`]: () => modules.listModuleVersions.data,
  [`GET ${path}/sites`]: () => modules.listModuleSites.data,
  'GET /api/v1/tags': () => [
    { name: 'retail', sites: 2 },
    { name: 'tier 1', sites: 1 },
  ],
  'GET /api/v1/mutes': () => [],
  'GET /api/v1/mutes/preview': () => preview,
  'POST /api/v1/mutes': () => mutes.createMute.data,
};

async function openDialog(more: Answers = {}) {
  const asked = await open(`${place}/modules/postcard`, 'developer', { ...answers, ...more });
  fireEvent.click(await screen.findByRole('button', { name: /^Mute/ }));
  const dialog = await screen.findByRole('dialog');
  const sent = () => asked.filter(({ method }) => method === 'POST').map(({ body }) => body);
  return { asked, dialog: within(dialog), sent, send: () => fireEvent.submit(dialog.querySelector('form') ?? dialog) };
}
const type = (dialog: ReturnType<typeof within>, label: RegExp, value: string) =>
  fireEvent.change(dialog.getByLabelText(label), { target: { value } });

it('is not for a viewer, who is told whose it is', async () => {
  await open(`${place}/modules/postcard`, 'viewer', answers);
  const button = await screen.findByRole('button', { name: /^Mute/ });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  fireEvent.click(button);
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('says what it hides before it is sent', async () => {
  const { dialog, asked } = await openDialog();
  await dialog.findByText(/Hides it on 3 sites that show it now: 2 security and 1 update/);
  expect(dialog.getByText(/1 of them is possibly exposed/)).toBeTruthy();
  expect(dialog.getByRole('button', { name: 'Mute on 3 sites' })).toBeTruthy();
  expect(asked.find((each) => each.path.endsWith('/preview'))?.query).toEqual({
    project: 'postcard',
    organization_id: organization.id,
  });
});

it('asks for a reason that says something, and counts up to it', async () => {
  const { dialog, send, sent } = await openDialog();
  type(dialog, /^Why/, 'later');
  expect(dialog.getByText('5 more characters')).toBeTruthy();
  send();
  await dialog.findByText(/at least 10 characters/);
  expect(sent()).toEqual([]);
});

it('asks for an end: a date, or the next release', async () => {
  const { dialog, send, sent } = await openDialog();
  type(dialog, /^Why/, 'The relaunch takes it out');
  type(dialog, /^Date/, '');
  send();
  await dialog.findByText(/a mute without an end would be forgotten/);
  expect(sent()).toEqual([]);
  fireEvent.click(dialog.getByLabelText(/until a newer release/));
  send();
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]).toEqual({
    project: 'postcard',
    organization_id: organization.id,
    reason: 'The relaunch takes it out',
    until_newer_release: true,
  });
});

it('can be meant for the sites with some tags', async () => {
  const { dialog, send, sent, asked } = await openDialog();
  type(dialog, /^Why/, 'The relaunch takes it out');
  fireEvent.click(await dialog.findByLabelText(/one of some tags/));
  send();
  await dialog.findByText('Choose a tag.');
  fireEvent.click(dialog.getByLabelText('retail'));
  fireEvent.click(dialog.getByLabelText('tier 1'));
  send();
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]).toMatchObject({ tags: ['retail', 'tier 1'], organization_id: organization.id });
  await waitFor(() => expect(asked.some(({ query }) => query.tag === 'retail,tier 1')).toBe(true));
});

it('puts what the server refuses where it belongs, and keeps what was typed', async () => {
  const refused = () =>
    Response.json(
      {
        status_code: 400,
        error: 'validation_error',
        message: 'The request is not valid.',
        details: [{ path: '/up_to_version', code: 'bad_version', message: 'Must be a version.' }],
        request_id: 'req-1',
      },
      { status: 400 },
    );
  const { dialog, send } = await openDialog({ 'POST /api/v1/mutes': refused });
  type(dialog, /^Why/, 'The relaunch takes it out');
  type(dialog, /^Up to version/, 'soon');
  send();
  await dialog.findByText('Must be a version.');
  expect((dialog.getByLabelText(/^Why/) as HTMLTextAreaElement).value).toBe('The relaunch takes it out');
});

it('says why it failed as a whole', async () => {
  const { dialog, send } = await openDialog({
    'POST /api/v1/mutes': () => failure(409, 'quota_exceeded', 'An organization has at most 1000 mutes in force.'),
  });
  type(dialog, /^Why/, 'The relaunch takes it out');
  send();
  expect(await dialog.findByText(/at most 1000 mutes/)).toBeTruthy();
});
