import { messages } from '@patchlight/contract/examples/messages';
import { ada, users } from '@patchlight/contract/examples/users';
import type { Message } from '@patchlight/contract/messages';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { everywhere } from '../../test/fleet.ts';
import { type Answers, type Asked, failure, leave, open } from '../../test/render.tsx';

await import('./notifications-page.tsx');
afterEach(leave);

const own = `/api/v1/users/${ada.id}`;
const detail = { ...users.getUser.data, ...ada, memberships: ada.memberships };
const defaults = messages.getNotificationDefaults.data;
const forecast = messages.forecastMessages.data;
const [digest, instant] = messages.listMessages.data as [Message, Message];
const answers: Answers = {
  ...everywhere,
  [`GET ${own}`]: () => detail,
  [`GET ${own}/messages`]: () => messages.listMessages.data,
  [`POST ${own}/messages/forecast`]: () => forecast,
  [`GET /api/v1/organizations/${ada.organization?.id}/notification-defaults`]: () => defaults,
  'GET /api/v1/tags': () => [{ name: 'retail', sites: 3 }],
};
const openPage = (more: Answers = {}) => open('/notifications', 'organization_admin', { ...answers, ...more });
const bodiesOf = (asked: Asked[], path: string) => asked.filter((each) => each.path === path).map(({ body }) => body);
const choose = async (name: string) => fireEvent.click(await screen.findByRole('radio', { name }));

describe('what and how often', () => {
  it('never mails other updates one by one, and says why', async () => {
    await openPage();
    const radio = (await screen.findByRole('radio', { name: 'Other updates: Instant' })) as HTMLInputElement;
    expect(radio.disabled).toBe(true);
    expect(document.getElementById(radio.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Never mailed one by one',
    );
  });

  it('counts what is not saved, saves that alone, and drops it on demand', async () => {
    let kept: object = detail;
    const asked = await openPage({
      [`GET ${own}`]: () => kept,
      [`PUT /api/v1/users/update/${ada.id}`]: ({ body }) => {
        const { notification_preferences: chosen } = body as { notification_preferences: { events: object } };
        const { events } = detail.notification_preferences;
        kept = { ...detail, notification_preferences: { ...defaults, events: { ...events, ...chosen.events } } };
        return kept;
      },
    });
    await choose('Key ends soon: Off');
    await choose('Site silent: Weekly');
    await screen.findByText('2 changes not saved');
    fireEvent.click(screen.getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(screen.queryByText(/not saved/)).toBeNull());
    await choose('Site silent: Weekly');
    fireEvent.keyDown(document.body, { key: 's' });
    await screen.findByText('Your preferences are saved.');
    expect(bodiesOf(asked, `/api/v1/users/update/${ada.id}`)).toEqual([
      { notification_preferences: { events: { site_silent: 'weekly' } } },
    ]);
    const radio = screen.getByRole('radio', { name: 'Site silent: Weekly' }) as HTMLInputElement;
    await waitFor(() => expect(radio.checked).toBe(true));
    expect(screen.queryByText(/not saved/)).toBeNull();
  });

  it('keeps what was chosen when saving fails', async () => {
    await openPage({
      [`PUT /api/v1/users/update/${ada.id}`]: () => failure(409, 'conflict', 'Somebody else was faster.'),
    });
    await choose('Site silent: Off');
    fireEvent.click(screen.getByRole('button', { name: /^Save/ }));
    await screen.findByText(/Somebody else was faster/);
    expect(screen.getByText('1 change not saved')).toBeTruthy();
  });

  it('takes over the defaults of the organization as changes to save', async () => {
    await openPage({
      [`GET /api/v1/organizations/${ada.organization?.id}/notification-defaults`]: () => ({
        ...defaults,
        digest_hour: 6,
        events: { ...defaults.events, site_silent: 'daily' },
      }),
    });
    const button = await screen.findByRole('button', { name: /organization’s defaults/ });
    await waitFor(() => expect(button.getAttribute('aria-disabled')).toBeNull());
    fireEvent.click(button);
    await screen.findByText('2 changes not saved');
    expect((screen.getByLabelText('Digest at') as HTMLSelectElement).value).toBe('6');
    const used = screen.getByRole('button', { name: /organization’s defaults/ });
    expect(used.getAttribute('aria-disabled')).toBe('true');
  });
});

describe('which sites', () => {
  it('are all, those with a tag, or chosen ones; with none chosen nothing has changed', async () => {
    const site = { id: '019ab3c0-4e10-7a02-8f1e-6d2c5b4a3907', name: 'Postcards', url: 'https://postcards.example' };
    await openPage({ 'GET /api/v1/sites': () => [site], [`GET /api/v1/sites/${site.id}`]: () => site });
    fireEvent.click(await screen.findByLabelText('Sites with a tag'));
    expect(screen.getByText(/Until you choose one/)).toBeTruthy();
    expect(screen.queryByText(/not saved/)).toBeNull();
    fireEvent.click(await screen.findByLabelText('retail'));
    await screen.findByText('1 change not saved');
    fireEvent.click(screen.getByLabelText('Chosen sites'));
    await waitFor(() => expect(screen.queryByText(/not saved/)).toBeNull());
    fireEvent.click(await screen.findByLabelText('Postcards'));
    await screen.findByText('1 change not saved');
    fireEvent.click(await screen.findByRole('button', { name: 'Postcards' }));
    await waitFor(() => expect(screen.queryByText(/not saved/)).toBeNull());
  });
});

describe('last week', () => {
  it('says what the draft would have sent beside what is saved, and what was left out', async () => {
    const asked = await openPage({
      [`POST ${own}/messages/forecast`]: ({ body }) =>
        Object.keys(body as object).length === 0 ? forecast : { ...forecast, messages: [], saved: 1 },
    });
    await screen.findByText('Last week: 1 mail');
    expect(screen.getByText(/4 events of kinds that are off, 1 about other sites and 6 digests/)).toBeTruthy();
    await choose('Site silent: Off');
    await screen.findByText('Last week: no mail');
    expect(screen.getByText(/Your saved ones: 1\./)).toBeTruthy();
    expect(bodiesOf(asked, `${own}/messages/forecast`)).toEqual([
      {},
      { notification_preferences: { events: { site_silent: 'off' } } },
    ]);
  });

  it('shows the next digest in a frame that runs nothing, and as text', async () => {
    await openPage({
      [`POST ${own}/digest-preview`]: () => ({
        ...messages.previewDigest.data,
        html: '<p style="margin:0">Two fixed</p>',
        text: 'Two fixed, as text',
        unchanged: true,
      }),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Read the next digest' }));
    const dialog = within(await screen.findByRole('dialog'));
    await dialog.findByText(/this one would be skipped/);
    const frame = dialog.getByTitle(messages.previewDigest.data.subject) as HTMLIFrameElement;
    expect(frame.getAttribute('sandbox')).not.toContain('allow-scripts');
    expect(frame.getAttribute('sandbox')).not.toContain('allow-same-origin');
    expect(frame.getAttribute('srcdoc')).toContain('Two fixed');
    fireEvent.click(dialog.getByLabelText('Text'));
    expect(dialog.getByText('Two fixed, as text')).toBeTruthy();
    fireEvent.click(dialog.getByRole('button', { name: 'Close' }));
  });

  it('sends a test, and looks at the log again', async () => {
    const asked = await openPage({ [`POST ${own}/digest-preview`]: () => messages.previewDigest.data });
    const logs = () => asked.filter(({ path }) => path === `${own}/messages`).length;
    await screen.findByText(digest.subject, { selector: 'span' });
    const before = logs();
    fireEvent.click(screen.getByRole('button', { name: 'Send me a test' }));
    await screen.findByText(/A test is on its way to ada@example.org/);
    expect(bodiesOf(asked, `${own}/digest-preview`)).toEqual([{ kind: 'daily', send: true }]);
    await waitFor(() => expect(logs()).toBeGreaterThan(before));
  });
});

describe('the delivery log', () => {
  const rows: Message[] = [
    { ...instant, id: 'a', subject: 'Later', attempts: 3 },
    { ...instant, id: 'b', subject: 'Refused', status: 'failed', answer: '550 no such mailbox', sent_at: null },
    { ...digest, id: 'c', subject: '', status: 'unchanged', attempts: 0, answer: null, sent_at: null },
    { ...instant, id: 'd', subject: 'Kept', status: 'paused', attempts: 0, answer: null, sent_at: null },
    { ...instant, id: 'e', subject: 'Soon', status: 'waiting', attempts: 1, answer: '450 later', sent_at: null },
  ];
  const rowOf = async (text: string) => within((await screen.findByText(text)).closest('tr') as HTMLElement);

  it('says of each message what became of it, and what the mail server said', async () => {
    await openPage({ [`GET ${own}/messages`]: () => rows });
    expect((await rowOf('Later')).getByText('Delivered on try 3')).toBeTruthy();
    expect((await rowOf('Refused')).getByText('550 no such mailbox')).toBeTruthy();
    const skipped = await rowOf('Skipped: nothing changed');
    expect(skipped.getByText('Not sent')).toBeTruthy();
    expect(skipped.queryByRole('button')).toBeNull();
    expect((await rowOf('Kept')).getByText('Mails to the address are paused')).toBeTruthy();
    expect((await rowOf('Soon')).getByText('Waiting, tried once')).toBeTruthy();
  });

  it('sends one again', async () => {
    const asked = await openPage({
      [`GET ${own}/messages`]: () => rows,
      [`POST ${own}/messages/b/resend`]: () => ({ ...rows[1], status: 'waiting' }),
    });
    fireEvent.click((await rowOf('Refused')).getByRole('button', { name: 'Resend' }));
    await screen.findByText(/on its way to ada@example.org once more/);
    expect(asked.some(({ path }) => path === `${own}/messages/b/resend`)).toBe(true);
  });

  it('is empty at first, and says what will stand there', async () => {
    await openPage({ [`GET ${own}/messages`]: () => [] });
    await screen.findByText('Nothing was sent yet');
  });
});

describe('an address that is paused', () => {
  it('is said with the reason, and a mail to verify it can be asked for', async () => {
    const asked = await openPage({
      [`GET ${own}`]: () => ({ ...detail, email_state: 'paused', email_pause_reason: '550 No such mailbox' }),
      [`POST ${own}/verify-address`]: () => null,
    });
    await screen.findByText('Mails to ada@example.org are paused.');
    expect(screen.getByText(/550 No such mailbox/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Send a verification mail' }));
    await screen.findByText(/good for 24 hours/);
    expect(asked.some(({ path }) => path === `${own}/verify-address`)).toBe(true);
  });
});

it('tells whoever belongs nowhere that there is nothing to tell', async () => {
  await openPage({ [`GET ${own}`]: () => ({ ...detail, organization: null, memberships: [] }) });
  await screen.findByText(/You belong to no organization/);
});
