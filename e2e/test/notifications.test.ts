import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { unsubscribeToken } from '../../server/src/notifications/unsubscribe-token.ts';
import { people, settled, useBrowser } from './browser.ts';
import { hasBrowser } from './chromium.ts';
import { secretKey } from './servers.ts';

const { visit, newPage } = useBrowser();

const forecastOf = (page: Page) => page.getByRole('heading', { name: /^Last week: / });
const choose = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });

/** Whose page it is, by what it asks the server. */
async function userIdOf(page: Page): Promise<string> {
  const answer = await page.waitForResponse((response) => /\/api\/v1\/users\/[0-9a-f-]{36}$/.test(response.url()));
  return new URL(answer.url()).pathname.split('/').at(-1) ?? '';
}

describe.skipIf(!hasBrowser)('what people are told of', () => {
  it('is chosen with its effect in sight, tried, found in the log, and ended by the link of a mail', async () => {
    const { page, open } = await visit(people.developer);
    const [userId] = await Promise.all([userIdOf(page), open('/notifications')]);
    await forecastOf(page).waitFor();

    // A choice shows what it would have changed before it is saved.
    const before = await forecastOf(page).textContent();
    for (const event of ['New security advisory on my sites', 'Exposed longer than the target', 'Site silent'])
      await choose(page, `${event}: Off`).check();
    await page.getByText(/Your saved ones: \d+\./).waitFor();
    await page.getByText(/events? of (a kind|kinds) that (is|are) off/).waitFor();
    expect(await forecastOf(page).textContent()).not.toBe(before);
    await page.keyboard.press('s');
    await page.getByText('Your preferences are saved.').waitFor();
    await page.reload();
    await settled(page);
    expect(await choose(page, 'Site silent: Off').isChecked()).toBe(true);
    await choose(page, 'Site silent: Instant').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your preferences are saved.').waitFor();

    await page.getByRole('button', { name: 'Read the next digest' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.frameLocator('iframe').getByRole('heading').first().waitFor();
    await dialog.getByText('Text', { exact: true }).click();
    await dialog.locator('pre').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Send me a test' }).click();
    await page.getByText(/A test is on its way/).waitFor();
    // The demo has no mail server: what was sent waits.
    await page.locator('tbody tr', { hasText: 'Test' }).getByText('Waiting').waitFor();

    // Whoever has the mail need not be signed in, and nothing ends by opening its link.
    const token = unsubscribeToken(secretKey, { userId, subscription: 'site_silent' });
    const { page: other } = await newPage();
    await other.goto(`${inject('demo').url}/unsubscribe?token=${token}`);
    await other.getByRole('heading', { name: 'Stop these mails?' }).waitFor();
    await other.waitForURL((url) => url.search === '');
    await page.reload();
    await settled(page);
    expect(await choose(page, 'Site silent: Instant').isChecked()).toBe(true);
    await other.getByRole('button', { name: 'Stop them' }).click();
    await other.getByText(/d…@fjordlight\.example gets no mail about “Site silent” any more/).waitFor();
    await page.reload();
    await settled(page);
    expect(await choose(page, 'Site silent: Off').isChecked()).toBe(true);
  });

  it('can be paused by an address that refuses mails, which is said with the way out', async () => {
    const { page, open } = await visit('emil@vesterholm.example');
    await open('/notifications');
    await page.getByText('Mails to emil@vesterholm.example are paused.').waitFor();
    await page
      .getByText(/No such mailbox here/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Send a verification mail' }).click();
    await page.getByText(/It is good for 24 hours/).waitFor();

    const superuser = await visit(people.superuser);
    await superuser.open('/console?tab=mails&status=waiting');
    await superuser.page.locator('tbody tr', { hasText: 'emil@vesterholm.example' }).first().waitFor();
  });
});
