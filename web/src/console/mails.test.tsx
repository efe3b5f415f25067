import { messages } from '@patchlight/contract/examples/messages';
import type { Mail } from '@patchlight/contract/messages';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { everywhere } from '../../test/fleet.ts';
import { type Answers, leave, open } from '../../test/render.tsx';

await import('./console-page.tsx');
afterEach(leave);

const [waiting] = messages.listMails.data as [Mail];
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const answersWith = (mails: readonly Mail[]): Answers => ({
  ...everywhere,
  'GET /readyz': () => Response.json({ checks: {} }),
  'GET /api/v1/mails': ({ query }) =>
    mails.filter(({ status, subject }) => (query.status ?? status) === status && subject.includes(query.q ?? '')),
});
const openMails = (mails: readonly Mail[], search = '') =>
  open(`/console?tab=mails${search}`, 'superuser', answersWith(mails));
const stuck = /never tried/;

it('says of a mail that waits how often it was tried, when again, and why not yet', async () => {
  await openMails([waiting]);
  const row = (await screen.findByText(waiting.subject)).closest('tr');
  expect(row?.textContent).toContain('Waiting');
  expect(row?.textContent).toMatch(/tried twice|tried 2 times, next/);
  expect(row?.textContent).toContain('450 4.2.0 try again later');
  expect(screen.queryByText(stuck)).toBeNull();
});

it('says carefully why nothing is sent when what waits was never tried', async () => {
  await openMails([{ ...waiting, attempts: 0, answer: null, created_at: ago(10) }]);
  await screen.findByText(stuck);
  expect(screen.getByText(/Probably no mail server is set/)).toBeTruthy();
});

it('does not worry about a mail of just now', async () => {
  await openMails([{ ...waiting, attempts: 0, answer: null, created_at: ago(1) }]);
  await screen.findByText(waiting.subject);
  expect(screen.queryByText(stuck)).toBeNull();
});

it('is narrowed by what became of mails and by words, and says when nothing matches', async () => {
  const sent: Mail = {
    ...waiting,
    id: 'b',
    subject: 'Sent',
    status: 'delivered',
    sent_at: ago(5),
    next_attempt_at: null,
  };
  const asked = await openMails([waiting, sent], '&status=delivered');
  await screen.findByText('Sent');
  expect(screen.queryByText(waiting.subject)).toBeNull();
  fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'nothing of this' } });
  await screen.findByText('Nothing matches');
  await waitFor(() => expect(asked.at(-1)?.query).toMatchObject({ status: 'delivered', q: 'nothing of this' }));
});
