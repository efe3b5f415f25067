import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { failure, leave, open } from '../../test/render.tsx';
import { router } from '../router.tsx';

await Promise.all([import('./verify-address-page.tsx'), import('./unsubscribe-page.tsx')]);
afterEach(async () => {
  location.hash = '';
  await leave();
});

const refused = () => failure(400, 'validation_error', 'This link was used or has expired.');
const posts = (asked: Awaited<ReturnType<typeof open>>) => asked.filter(({ method }) => method === 'POST');

describe('the link that verifies an address', () => {
  it('does nothing by being opened, and says with one click that the mail arrived', async () => {
    location.hash = '#token=abc';
    const asked = await open('/verify-address', 'viewer', {
      'POST /api/v1/auth/verify-address': () => null,
    });
    const button = await screen.findByRole('button', { name: 'Yes, it works' });
    expect(posts(asked)).toEqual([]);
    fireEvent.click(button);
    await screen.findByText('The address works');
    expect(posts(asked).map(({ body }) => body)).toEqual([{ token: 'abc' }]);
    expect(screen.getByRole('link', { name: 'To my notifications' })).toBeTruthy();
  });

  it('says why it is no good any more, and where to get another', async () => {
    location.hash = '#token=old';
    await open('/verify-address', 'viewer', { 'POST /api/v1/auth/verify-address': refused });
    fireEvent.click(await screen.findByRole('button', { name: 'Yes, it works' }));
    await screen.findByText(/was used or has expired/);
    expect(screen.getByRole('link', { name: 'To my notifications' })).toBeTruthy();
  });

  it('asks for all of it where a part is missing', async () => {
    await open('/verify-address', 'viewer', {});
    await screen.findByText(/The link is incomplete/);
  });
});

describe('the link that ends mails', () => {
  const ends = (ended: string) => ({
    'POST /api/v1/unsubscribe': () => ({ email: 'a…@example.org', ended }),
  });

  it('takes its token out of the address, and ends nothing by being opened', async () => {
    const asked = await open('/unsubscribe?token=abc.daily.def', 'viewer', ends('daily'));
    const button = await screen.findByRole('button', { name: 'Stop them' });
    await waitFor(() => expect(router.state.location.href).toBe('/unsubscribe'));
    expect(posts(asked)).toEqual([]);
    fireEvent.click(button);
    await screen.findByText(/a…@example.org gets no daily digest any more/);
    expect(posts(asked).map(({ body }) => body)).toEqual([{ token: 'abc.daily.def' }]);
  });

  it('says in words which event it ended', async () => {
    await open('/unsubscribe?token=abc.site_silent.def', 'viewer', ends('site_silent'));
    fireEvent.click(await screen.findByRole('button', { name: 'Stop them' }));
    await screen.findByText(/gets no mail about “Site silent” any more/);
  });

  it('says why nothing ended', async () => {
    await open('/unsubscribe?token=cut', 'viewer', { 'POST /api/v1/unsubscribe': refused });
    fireEvent.click(await screen.findByRole('button', { name: 'Stop them' }));
    await screen.findByText('Nothing was ended');
  });
});
